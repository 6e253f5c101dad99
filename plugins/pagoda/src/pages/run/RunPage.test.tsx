import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { LogLine, RunStatus } from '@pagoda/plugin-pagoda-common';
import { Route, Routes } from '../../routing';
import { buildRun, FakePagoda, renderPage, serveRuns } from '../../testing';
import { RunPage } from './RunPage';

// Draws on a canvas, which jsdom has not.
jest.mock('../../components/LinePlot', () => ({
  LinePlot: ({ label }: { label: string }) => (
    <div role="img" aria-label={label} />
  ),
}));

function renderRun(fake: FakePagoda, id: string, search = '') {
  return renderPage(
    <Routes>
      <Route path="/runs/:run" element={<RunPage />} />
    </Routes>,
    fake,
    { at: `/runs/${id}${search}` },
  );
}

function buildLines(count: number, from = 0): LogLine[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(from + i),
    time: '2026-01-01T00:00:00.000Z',
    stream: i % 5 === 4 ? 'stderr' : 'stdout',
    attempt: 1,
    container: 'main',
    text: `\u001b[32mstep\u001b[0m ${from + i}`,
  }));
}

describe('RunPage', () => {
  beforeAll(() => {
    // Without a layout, a virtual list has no room for a single line.
    Object.defineProperty(Element.prototype, 'clientHeight', {
      configurable: true,
      get: () => 400,
    });
    Object.defineProperty(Element.prototype, 'clientWidth', {
      configurable: true,
      get: () => 800,
    });
    Element.prototype.scrollTo = () => {};
  });
  afterAll(() => {
    Reflect.deleteProperty(Element.prototype, 'clientHeight');
    Reflect.deleteProperty(Element.prototype, 'clientWidth');
    Reflect.deleteProperty(Element.prototype, 'scrollTo');
  });

  it('follows the run, and explains its failure with a rerun that gets around it', async () => {
    const fake = new FakePagoda();
    const running = buildRun({
      number: 214,
      status: { phase: 'Running', finishedAt: null, exitCode: null },
    });
    const state = serveRuns(fake, { runs: [running] });
    await renderRun(fake, running.id);

    expect(
      await screen.findByRole('heading', { name: 'montecarlo-pi #214' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Cancel run' }),
    ).toBeInTheDocument();
    await screen.findByText('Live');

    const failed = {
      ...running,
      status: {
        ...running.status,
        phase: 'Failed' as const,
        finishedAt: '2026-06-01T00:00:00.000Z',
        explanation: {
          code: 'OutOfMemory' as const,
          summary: 'The process used all of its 512 MiB.',
          advice: 'Rerun it with memory: 832Mi, or hold less in memory.',
          evidence: [{ source: 'engine', message: 'peak 536870912 bytes' }],
        },
      },
    };
    fake.emit({
      id: running.id,
      project: 'demo',
      phase: 'Failed',
      deleted: false,
      run: failed,
    });
    const panel = await screen.findByRole('region', { name: 'Explanation' });
    expect(panel).toHaveTextContent('Out of memory');
    expect(panel).toHaveTextContent('Rerun it with memory: 832Mi');
    await userEvent.click(
      within(panel).getByRole('button', { name: 'Evidence (1)' }),
    );
    expect(panel).toHaveTextContent('peak 536870912 bytes');

    await userEvent.click(
      within(panel).getByRole('button', { name: 'Rerun with 832 MiB' }),
    );
    await screen.findByRole('button', { name: 'Cancel run' });
    const [request] = fake.sent('POST', '/runs/{run}:rerun');
    expect(request.body).toEqual({ resources: { memory: '832Mi' } });
    expect(request.headers.get('Idempotency-Key')).toBeTruthy();
    expect(state.runs).toHaveLength(2);
  });

  it('says where it runs, what its attempts came to, and what it used', async () => {
    const digest = `registry.test/node@sha256:${'0123456789ab'.padEnd(64, '0')}`;
    const fake = new FakePagoda();
    const run = buildRun({
      cluster: 'lab',
      spec: {
        retries: { limit: 1 },
        nodeSelector: { disk: 'ssd' },
        services: [
          {
            name: 'database',
            image: 'postgres:17',
            environment: { POSTGRES_DB: 'x' },
            readiness: { port: 5432 },
          },
        ],
      },
      status: {
        attempt: 2,
        placement: {
          ...{ node: 'node-1', namespace: 'pagoda-demo', pod: 'run-7-2-abcde' },
          image: digest,
        },
      },
    });
    const state = serveRuns(fake, { runs: [run] });
    state.logs[run.id] = [
      ...buildLines(3),
      ...buildLines(2, 3).map(line => ({ ...line, attempt: 2 })),
      ...buildLines(1, 5).map(line => ({
        ...{ ...line, attempt: 2, container: 'database' },
        text: 'ready to accept connections',
      })),
    ];
    const event = (minute: number, reason: string, attempt: number) => ({
      time: `2026-01-01T00:0${minute}:00.000Z`,
      type: reason === 'Retried' ? 'Warning' : 'Normal',
      ...{ reason, attempt, message: `${reason} ${attempt}` },
    });
    fake
      .on('GET', '/runs/{run}/events', () => ({
        items: [
          { ...event(0, 'Queued', 1), attempt: undefined },
          ...[event(0, 'Starting', 1), event(1, 'Started', 1)],
          ...[event(2, 'Retried', 1), event(2, 'Starting', 2)],
          ...[event(3, 'Started', 2), event(6, 'Succeeded', 2)],
        ],
      }))
      .on('GET', '/runs/{run}/metrics', () => ({
        metrics: {},
        usage: {
          ...{ cpuSeconds: 30, durationSeconds: 60 },
          ...{ peakMemoryBytes: 2 ** 28, requestedCpu: 1 },
          requestedMemoryBytes: 2 ** 29,
        },
      }));
    await renderRun(fake, run.id);

    const attempts = await screen.findByRole('grid', { name: 'Attempts' });
    const rows = await within(attempts).findAllByRole('row');
    expect(rows.slice(1).map(row => row.textContent)).toEqual([
      expect.stringMatching(/attempt 1Failed1m/),
      expect.stringMatching(/attempt 2Succeeded3m/),
    ]);
    expect(screen.getByText('node-1')).toBeInTheDocument();
    expect(screen.getByText('run-7-2-abcde')).toBeInTheDocument();
    expect(
      screen.getByText('registry.test/node@sha256:0123456789ab…'),
    ).toHaveAttribute('title', digest);
    expect(screen.getByText('disk=ssd')).toBeInTheDocument();
    expect(screen.getByRole('meter', { name: 'Peak memory' })).toHaveAttribute(
      'aria-valuetext',
      '256 MiB of 512 MiB',
    );
    const containers = screen.getByRole('list', { name: 'Containers' });
    expect(containers).toHaveTextContent('postgres:17');
    expect(containers).toHaveTextContent('Ready when port 5432 answers');
    expect(containers).toHaveTextContent('$POSTGRES_DB');

    await userEvent.click(
      within(rows[1]).getByRole('link', { name: 'Log of attempt 1' }),
    );
    await screen.findByText('3 lines', { exact: false });
    const choose = async (name: RegExp, option: string) => {
      await userEvent.click(screen.getByRole('button', { name }));
      await userEvent.click(
        await screen.findByRole('option', { name: option }),
      );
    };
    await choose(/Attempt$/, 'All attempts');
    await screen.findByText('6 lines', { exact: false });
    await choose(/Container$/, 'database');
    await screen.findByText('1 lines', { exact: false });
    expect(screen.getByText('ready to accept connections')).toBeInTheDocument();

    await userEvent.click(screen.getByRole('tab', { name: 'Reproduce' }));
    expect(await screen.findByText(digest)).toBeInTheDocument();
    expect(screen.getByLabelText('The very same again')).toHaveTextContent(
      `pagoda run rerun ${run.id}`,
    );
  });

  it('tells how the start gets on, and how its queue is doing', async () => {
    const fake = new FakePagoda().on(
      'GET',
      '/clusters/{cluster}/queues',
      ({ query }) => ({
        items:
          query.get('project') === 'demo'
            ? [
                {
                  ...{ name: 'gpu', clusterQueue: 'vision', active: true },
                  ...{ pending: 3, admitted: 2 },
                },
              ]
            : [],
        priorityClasses: [],
      }),
    );
    const starting = buildRun({
      cluster: 'lab',
      spec: { queue: 'gpu' },
      status: {
        ...{ phase: 'Starting', startedAt: null, finishedAt: null },
        placement: {
          namespace: 'pagoda-demo',
          job: 'run-7-1',
          pod: 'run-7-1-x',
        },
      },
    });
    serveRuns(fake, { runs: [starting] });
    await renderRun(fake, starting.id);
    const start = await screen.findByRole('region', { name: 'Start' });
    expect(start).toHaveTextContent('Its pod waits for a node of cluster lab.');

    await screen.findByText('Live');
    const tell = (change: Partial<RunStatus>) =>
      fake.emit({
        ...{ id: starting.id, project: 'demo', phase: 'Starting' },
        deleted: false,
        run: { ...starting, status: { ...starting.status, ...change } },
      });
    tell({ placement: { pod: 'run-7-1-x', node: 'node-1' } });
    await screen.findByText(/Its pod has node node-1/);
    tell({
      explanation: {
        ...{ code: 'WaitingInQueue', advice: 'It starts by itself.' },
        summary: "It waits in queue 'gpu' (number 3 in queue 'gpu').",
        evidence: [],
      },
    });
    const panel = await screen.findByRole('region', { name: 'Explanation' });
    expect(panel).toHaveTextContent('Not running yet: Waiting in its queue');
    expect(panel).toHaveTextContent('number 3 in queue');
    await within(panel).findByText(
      'Queue gpu (of vision) now: 3 waiting, 2 running, open.',
    );
    expect(screen.queryByRole('region', { name: 'Start' })).toBeNull();
  });

  it('ends a cancelled run without its cluster, when that does not answer', async () => {
    const fake = new FakePagoda();
    const run = buildRun({
      status: {
        ...{ phase: 'Running', finishedAt: null, exitCode: null },
        cancelRequestedBy: 'user:default/researcher',
        explanation: {
          code: 'ClusterUnreachable',
          summary: 'Its cluster does not answer.',
          advice: 'Wait.',
          evidence: [],
        },
      },
    });
    serveRuns(fake, { runs: [run] });
    await renderRun(fake, run.id);

    await userEvent.click(
      await screen.findByRole('button', { name: 'End without the cluster…' }),
    );
    expect(screen.queryByRole('button', { name: 'Cancelling…' })).toBeNull();
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('does not answer');
    expect(fake.sent('POST', '/runs/{run}:cancel')).toEqual([]);
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'End the run' }),
    );
    await waitFor(() =>
      expect(
        fake
          .sent('POST', '/runs/{run}:cancel')
          .map(({ query }) => query.get('force')),
      ).toEqual(['true']),
    );
  });

  it('offers a viewer nothing that would be refused', async () => {
    const fake = new FakePagoda();
    fake.whoami = {
      ...fake.whoami,
      projects: [{ name: 'demo', role: 'viewer' }],
    };
    const run = buildRun();
    serveRuns(fake, { runs: [run] });
    await renderRun(fake, run.id);

    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    expect(
      (await screen.findAllByRole('menuitem')).map(item => item.textContent),
    ).toEqual(['Compare…']);
    expect(
      screen.queryByRole('button', { name: 'Rerun' }),
    ).not.toBeInTheDocument();
  });

  it('reruns with changes, and says which value is wrong', async () => {
    const fake = new FakePagoda();
    const run = buildRun({
      number: 3,
      spec: { parameters: { samples: 1000, name: 'a' } },
    });
    serveRuns(fake, { runs: [run] });
    await renderRun(fake, run.id);

    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Rerun with changes…' }),
    );
    const dialog = await screen.findByRole('dialog');
    const samples = within(dialog).getByRole('textbox', { name: 'samples' });
    await userEvent.clear(samples);
    await userEvent.type(samples, 'many');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Rerun' }),
    );
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      "'many' is not a number",
    );
    expect(fake.sent('POST', '/runs/{run}:rerun')).toEqual([]);

    await userEvent.clear(samples);
    await userEvent.type(samples, '5000');
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Rerun' }),
    );
    await waitFor(() =>
      expect(fake.sent('POST', '/runs/{run}:rerun')).toHaveLength(1),
    );
    expect(fake.sent('POST', '/runs/{run}:rerun')[0].body).toEqual({
      parameters: { samples: 5000 },
    });
  });

  it('shows the log as it grows, finds text, and resumes without loss', async () => {
    const fake = new FakePagoda();
    const run = buildRun({ status: { phase: 'Running', finishedAt: null } });
    const state = serveRuns(fake, { runs: [run] });
    state.logs[run.id] = buildLines(20);
    await renderRun(fake, run.id, '?tab=logs');

    expect(
      await screen.findByText('20 lines', { exact: false }),
    ).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Line 1' })).toHaveAttribute(
      'href',
      '#L1',
    );
    expect(screen.getAllByText('stderr', { selector: 'span' })).toHaveLength(4);

    // The connection breaks; the next one asks for what came after the last line.
    state.logs[run.id] = buildLines(30);
    act(() => state.logStreams[run.id].close());
    expect(
      await screen.findByText('30 lines', { exact: false }),
    ).toBeInTheDocument();
    expect(
      fake.sent('GET', '/runs/{run}/logs').at(-1)?.headers.get('Last-Event-ID'),
    ).toBe('19');

    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search the log' }),
      'STEP 1{Enter}',
    );
    // 1 and 10 to 19.
    expect(await screen.findByText('1 of 11 lines')).toBeInTheDocument();
    act(() => screen.getByRole('region', { name: 'Log lines' }).focus());
    await userEvent.keyboard('nnN');
    expect(screen.getByText('2 of 11 lines')).toBeInTheDocument();

    act(() => state.logStreams[run.id].send({ event: 'end', data: '{}' }));
    expect(await screen.findByText(/Complete/)).toBeInTheDocument();
  });

  it('shows results: tree, preview by kind, checksum', async () => {
    const fake = new FakePagoda();
    const run = buildRun();
    serveRuns(fake, { runs: [run] });
    const file = (path: string, size: number) => ({
      path,
      type: 'file' as const,
      size,
      modifiedAt: '2026-01-01T00:00:00.000Z',
      sha256: 'ab'.repeat(32),
    });
    fake
      .on('GET', '/runs/{run}/results', () => ({
        items: [
          { ...file('frames', 0), type: 'directory' },
          file('frames/frame10.txt', 2),
          file('frames/frame2.txt', 2),
          file('series.csv', 3 * 2 ** 20),
          file('result.json', 11),
        ],
      }))
      .on('GET', '/runs/{run}/results/{path}', ({ params }) =>
        params.path === 'result.json'
          ? new Response('{"pi":3.14}')
          : new Response('n,pi\n1,4\n2,3\n3', { status: 206 }),
      );
    await renderRun(fake, run.id, '?tab=results');

    const tree = await screen.findByRole('list', { name: 'Result files' });
    expect(
      within(tree)
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual([
      'frames4 B',
      'frame2.txt2 B',
      'frame10.txt2 B',
      'result.json11 B',
      'series.csv3 MiB',
    ]);
    // A big file is read in part, and its last, broken row is not shown.
    await userEvent.click(within(tree).getByRole('button', { name: /series/ }));
    expect(
      await screen.findByText(/The first 1 MiB of 3 MiB/),
    ).toBeInTheDocument();
    expect(
      fake
        .sent('GET', '/runs/{run}/results/{path}')
        .at(-1)
        ?.headers.get('Range'),
    ).toBe('bytes=0-1048575');
    expect(
      await screen.findByRole('img', { name: 'pi over n' }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('radio', { name: 'Table' }));
    expect(await screen.findByText('2 rows')).toBeInTheDocument();

    await userEvent.click(within(tree).getByRole('button', { name: /result/ }));
    expect(await screen.findByLabelText('Content')).toHaveTextContent(
      '{ "pi": 3.14 }',
    );
    expect(
      screen.getByRole('button', { name: 'Copy SHA-256' }),
    ).toBeInTheDocument();
  });
});
