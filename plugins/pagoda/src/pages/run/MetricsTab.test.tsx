import { useState } from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { MetricSeriesList } from '@pagoda/plugin-pagoda-common';
import type { TimeSeriesPlotProps } from '../../components/TimeSeriesPlot';
import { buildRun, FakePagoda, renderPage } from '../../testing';
import { MetricsTab } from './MetricsTab';

// Draws on a canvas, which jsdom has not.
jest.mock('../../components/TimeSeriesPlot', () => ({
  TimeSeriesPlot: ({ label, levels, shades, format }: TimeSeriesPlotProps) => (
    <div role="img" aria-label={label}>
      {levels?.map(level => `${level.label} ${format(level.value)}`).join()}
      {shades?.map(shade => shade.label).join()}
    </div>
  ),
}));

const LIST: MetricSeriesList = {
  ...{ available: true, stepSeconds: 15 },
  ...{ since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T01:00:00.000Z' },
  series: [
    {
      ...{
        name: 'cpu',
        measure: 'used',
        unit: 'cores',
        requested: 4,
        limit: 4,
      },
      labels: { pod: 'run-1', container: 'main' },
      points: [
        [Date.UTC(2026, 0, 1), 0.5],
        [Date.UTC(2026, 0, 1, 0, 1), 1.5],
      ],
    },
  ],
  phases: [
    {
      ...{ phase: 'Queued', attempt: 0, since: '2026-01-01T00:00:00.000Z' },
      until: '2026-01-01T00:01:00.000Z',
    },
    { phase: 'Running', attempt: 1, since: '2026-01-01T00:01:00.000Z' },
  ],
  advice: [
    {
      ...{ resource: 'cpu', change: 'less', requested: 4, used: 1 },
      ...{ suggestion: '1500m', message: 'It asked for 4 cores and used 1.' },
    },
  ],
};

function serve(list: MetricSeriesList) {
  return new FakePagoda()
    .on('GET', '/runs/{run}/metrics', () => ({ metrics: {}, usage: {} }))
    .on('GET', '/runs/{run}/series', () => list);
}

describe('MetricsTab', () => {
  it('shows what was used over time against what was asked for, and what to ask for', async () => {
    await renderPage(<MetricsTab run={buildRun()} />, serve(LIST));
    const cpu = await screen.findByRole('img', {
      name: 'CPU over time: used 1 core on average, 1.5 cores at most',
    });
    expect(cpu).toHaveTextContent('asked for 4 coresQueued');
    const advice = screen.getByRole('list');
    expect(
      within(advice).getByText('It asked for 4 cores and used 1.'),
    ).toBeInTheDocument();
  });

  it('says in place why there is no course', async () => {
    const reason = 'No Prometheus is connected. Administrators connect one.';
    const { since, until, stepSeconds } = LIST;
    await renderPage(
      <MetricsTab run={buildRun()} />,
      serve({
        ...{ since, until, stepSeconds, available: false, series: [], reason },
        code: 'NotConnected',
      }),
    );
    expect(await screen.findByText(reason)).toBeInTheDocument();
    expect(screen.queryByRole('img')).not.toBeInTheDocument();
  });

  it('asks anew when the run has ended', async () => {
    const fake = serve(LIST);
    const run = buildRun({
      status: { phase: 'Running', finishedAt: null, exitCode: null },
    });
    function Ending() {
      const [hasEnded, setEnded] = useState(false);
      const phase = hasEnded ? 'Succeeded' : 'Running';
      return (
        <>
          <button onClick={() => setEnded(true)}>End</button>
          <MetricsTab run={{ ...run, status: { ...run.status, phase } }} />
        </>
      );
    }
    await renderPage(<Ending />, fake);
    await screen.findByRole('img');
    expect(fake.sent('GET', '/runs/{run}/series')).toHaveLength(1);
    await userEvent.click(screen.getByRole('button', { name: 'End' }));
    await waitFor(() =>
      expect(fake.sent('GET', '/runs/{run}/series')).toHaveLength(2),
    );
  });
});
