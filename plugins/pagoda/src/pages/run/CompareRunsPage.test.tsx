import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { buildRun, FakePagoda, renderPage, serveRuns } from '../../testing';
import { Route, Routes } from '../../routing';
import { CompareRunsPage } from './CompareRunsPage';

describe('CompareRunsPage', () => {
  it('lets choose the other run, then shows what differs', async () => {
    const fake = new FakePagoda();
    const a = buildRun({ number: 1 });
    const b = buildRun({ number: 2 });
    serveRuns(fake, { runs: [a, b, buildRun({ experiment: 'other' })] });
    fake.on('GET', '/runs:compare', ({ query }) => ({
      a: query.get('a') === a.id ? a : b,
      b: query.get('b') === b.id ? b : a,
      differences: [
        { path: 'status.metrics.pi', group: 'metrics', a: 3, b: 3.15 },
        {
          path: 'spec.parameters.seed',
          group: 'parameters',
          a: null,
          b: 'x',
        },
      ],
    }));
    await renderPage(
      <Routes>
        <Route path="/runs/compare" element={<CompareRunsPage />} />
      </Routes>,
      fake,
      { at: `/runs/compare?a=${a.id}` },
    );

    const rows = await screen.findAllByRole('rowheader');
    expect(rows.map(row => row.textContent)).toEqual(['montecarlo-pi #2']);
    await userEvent.click(within(rows[0]).getByRole('link'));

    const pi = await screen.findByRole('row', { name: /^pi / });
    expect(pi).toHaveTextContent('pi33.15 +5 %');
    expect(screen.getByRole('row', { name: /^seed / })).toHaveTextContent(
      'seednonex',
    );
    expect(
      screen.getAllByRole('rowheader').map(header => header.textContent),
    ).toEqual(['Parameters', 'seed', 'Metrics', 'pi']);
  });
});
