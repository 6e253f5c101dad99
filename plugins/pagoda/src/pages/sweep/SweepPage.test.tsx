import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { SweepPoint } from '@pagoda/plugin-pagoda-common';
import { Route, Routes } from '../../routing';
import {
  buildRun,
  buildSweep,
  FakePagoda,
  renderPage,
  serveRuns,
} from '../../testing';
import { SweepPage } from './SweepPage';

function renderSweep(fake: FakePagoda, id: string) {
  return renderPage(
    <Routes>
      <Route path="/sweeps/:sweep" element={<SweepPage />} />
    </Routes>,
    fake,
    { at: `/sweeps/${id}` },
  );
}

describe('SweepPage', () => {
  it('draws a metric over two parameters, follows its points, and repeats failures with more memory', async () => {
    const fake = new FakePagoda();
    const sweep = buildSweep();
    const runs = [1000, 10000, 100000].flatMap(samples =>
      [1, 2].map(seed =>
        buildRun({
          sweep: sweep.id,
          spec: { parameters: { samples, seed } },
        }),
      ),
    );
    const failed = buildRun({
      ...runs[5],
      status: {
        phase: 'Failed',
        explanation: {
          code: 'OutOfMemory',
          summary: '',
          advice: '',
          evidence: [],
        },
      },
    });
    const points: SweepPoint[] = runs.map((run, index) => ({
      index,
      run: run.id,
      phase: 'Succeeded',
      parameters: run.spec.parameters,
      metrics: { pi: 3 + index / 10, error: index, steady: 1, seed: 1 },
    }));
    points[4] = { ...points[4], phase: 'Running', metrics: {} };
    points[5] = {
      ...points[5],
      phase: 'Failed',
      metrics: {},
      code: 'OutOfMemory',
    };
    const state = serveRuns(fake, {
      runs: [...runs.slice(0, 5), failed],
      sweeps: [sweep],
      points: { [sweep.id]: points },
    });
    await renderSweep(fake, sweep.id);

    const map = await screen.findByRole('region', {
      name: 'error over samples and seed',
    });
    expect(
      within(map)
        .getAllByRole('columnheader')
        .slice(1)
        .map(h => h.textContent),
    ).toEqual(['1,000', '10,000', '100,000']);
    await userEvent.click(screen.getByRole('button', { name: /Metric/ }));
    await userEvent.click(await screen.findByRole('option', { name: 'pi' }));
    expect(
      within(map).getByRole('link', {
        name: 'samples 1000, seed 2, pi 3.1',
      }),
    ).toHaveAttribute('href', `/runs/${runs[1].id}`);
    expect(
      within(map).getByRole('link', {
        name: 'samples 100000, seed 1, Running',
      }),
    ).toBeInTheDocument();

    await screen.findByText('Live');
    fake.emit({
      id: runs[4].id,
      project: 'demo',
      sweep: sweep.id,
      phase: 'Succeeded',
      deleted: false,
      run: {
        ...runs[4],
        status: { ...runs[4].status, metrics: { pi: 3.4 } },
      },
    });
    expect(
      await within(map).findByRole('link', {
        name: 'samples 100000, seed 1, pi 3.4',
      }),
    ).toBeInTheDocument();

    const causes = screen.getByRole('region', { name: 'Failures by cause' });
    expect(causes).toHaveTextContent('1 × Out of memory');
    await userEvent.click(
      within(causes).getByRole('button', { name: 'Rerun these' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Rerun with 768 MiB' }),
    );
    await waitFor(() =>
      expect(fake.sent('POST', '/runs/{run}:rerun')).toHaveLength(1),
    );
    expect(fake.sent('POST', '/runs/{run}:rerun')[0].body).toEqual({
      resources: { memory: '768Mi' },
    });
    expect(state.runs).toHaveLength(7);
  });
});
