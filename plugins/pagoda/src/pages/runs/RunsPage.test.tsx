import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  buildRun,
  buildSweep,
  FakePagoda,
  fakeError,
  renderPage,
  serveRuns,
} from '../../testing';
import { RunsPage } from './RunsPage';

function rowNames() {
  return screen
    .getAllByRole('rowheader')
    .map(cell => within(cell).getAllByRole('link')[0].textContent);
}

describe('RunsPage', () => {
  it('merges runs and sweeps by time, opens a sweep, and follows changes in place', async () => {
    const fake = new FakePagoda();
    const older = buildRun({ number: 1 });
    const sweep = buildSweep();
    const point = buildRun({ number: 2, sweep: sweep.id, index: 0 });
    const failed = buildRun({
      number: 3,
      status: {
        phase: 'Failed',
        explanation: {
          code: 'OutOfMemory',
          summary: 'Used 512 MiB of 512 MiB.',
          advice: 'Ask for 768 MiB.',
          evidence: [],
        },
      },
    });
    const state = serveRuns(fake, {
      runs: [older, point, failed],
      sweeps: [sweep],
    });
    await renderPage(<RunsPage />, fake);

    await screen.findByText(/Used 512 MiB of 512 MiB/);
    expect(rowNames()).toEqual([
      'montecarlo-pi #3',
      'montecarlo-pi sweep',
      'montecarlo-pi #1',
    ]);
    expect(
      screen.getByRole('progressbar', { name: 'Finished points' }),
    ).toHaveAttribute('aria-valuenow', '3');
    expect(screen.getByRole('link', { name: 'New run' })).toHaveAttribute(
      'href',
      '/experiments',
    );

    await userEvent.click(
      screen.getByRole('button', { name: /Show points of the sweep/ }),
    );
    expect(await screen.findByText('montecarlo-pi #2')).toBeInTheDocument();

    await screen.findByText('Live');
    const running = buildRun({
      number: 4,
      createdAt: '2026-06-01T00:00:00.000Z',
      status: { phase: 'Running', finishedAt: null },
    });
    fake.emit({
      id: running.id,
      project: 'demo',
      sweep: null,
      phase: 'Running',
      deleted: false,
      run: running,
    });
    expect(await screen.findByText('montecarlo-pi #4')).toBeInTheDocument();
    fake.emit({
      id: running.id,
      project: 'demo',
      sweep: null,
      phase: 'Succeeded',
      deleted: false,
      run: { ...running, status: { ...running.status, phase: 'Succeeded' } },
    });
    fake.emit({
      id: older.id,
      project: 'demo',
      sweep: null,
      phase: 'Succeeded',
      deleted: true,
    });
    await waitFor(() =>
      expect(screen.queryByText('montecarlo-pi #1')).not.toBeInTheDocument(),
    );
    expect(rowNames()[0]).toBe('montecarlo-pi #4');
    expect(
      within(screen.getAllByRole('row')[1]).getByText('Succeeded'),
    ).toBeInTheDocument();

    // A restart of the portal: the page says so, reads the list again, and is live once more.
    state.runs = [failed];
    fake.breakStreams();
    expect(await screen.findByText('Reconnecting…')).toBeInTheDocument();
    expect(await screen.findByText('Live')).toBeInTheDocument();
    const reconnected = fake.sent('GET', '/runs/events').at(-1);
    expect(reconnected?.headers.get('Last-Event-ID')).toBe('3');
  });

  it('takes its filters from the address and sends them', async () => {
    const fake = new FakePagoda();
    serveRuns(fake, {
      runs: [buildRun({ status: { phase: 'Failed' } }), buildRun()],
    });
    fake
      .on('GET', '/projects', () => ({ items: [], pageInfo: {} }))
      .on('GET', '/experiments', () => ({ items: [], pageInfo: {} }))
      .on('GET', '/clusters', () => ({ items: [], pageInfo: {} }));
    await renderPage(<RunsPage />, fake, {
      at: '/?project=demo&phase=Failed&phase=Cancelled&label=paper%3Dfig2&sweeps=points',
    });

    await waitFor(() =>
      expect(screen.getAllByRole('rowheader')).toHaveLength(1),
    );
    const [{ query }] = fake.sent('GET', '/runs');
    expect(query.getAll('phase')).toEqual(['Failed', 'Cancelled']);
    expect(query.get('project')).toBe('demo');
    expect(query.get('label')).toBe('paper=fig2');
    expect(query.get('sweep')).toBeNull();
    expect(fake.sent('GET', '/sweeps')).toEqual([]);

    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search runs' }),
      'nothing like it',
    );
    expect(await screen.findByText('No run matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear all filters' }),
    );
    await waitFor(() =>
      expect(screen.getAllByRole('rowheader')).toHaveLength(2),
    );
  });

  it('cancels and deletes what is selected, after asking', async () => {
    const fake = new FakePagoda();
    const running = buildRun({
      number: 7,
      status: { phase: 'Running', finishedAt: null },
    });
    const done = buildRun({ number: 8 });
    serveRuns(fake, { runs: [running, done] });
    await renderPage(<RunsPage />, fake);

    await screen.findByText('montecarlo-pi #7');
    await userEvent.click(screen.getByRole('checkbox', { name: /Select all/ }));
    const toolbar = screen.getByRole('toolbar', { name: 'Selected runs' });
    expect(toolbar).toHaveTextContent('2 runs selected');
    await userEvent.click(
      within(toolbar).getByRole('button', { name: 'Delete 1' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('montecarlo-pi #8');
    expect(dialog).not.toHaveTextContent('montecarlo-pi #7');
    expect(fake.sent('DELETE', '/runs/{run}')).toEqual([]);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Delete 1 run' }),
    );
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(fake.sent('DELETE', '/runs/{run}').map(r => r.params.run)).toEqual([
      done.id,
    ]);
  });

  it('says what is wrong, and tries again', async () => {
    const fake = new FakePagoda();
    serveRuns(fake);
    fake.on('GET', '/runs', () =>
      fakeError(503, 'Unavailable', 'The database is away', {
        advice: 'Wait a minute.',
        requestId: 'req-7',
      }),
    );
    await renderPage(<RunsPage />, fake);

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The database is away');
    expect(alert).toHaveTextContent('Wait a minute.');
    expect(alert).toHaveTextContent('req-7');
    serveRuns(fake);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('No runs yet')).toBeInTheDocument();
  });
});
