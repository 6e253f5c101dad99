import {
  isFinal,
  type LogLine,
  type Run,
  type RunRerun,
  type Sweep,
  type SweepPoint,
} from '@pagoda/plugin-pagoda-common';
import { buildRun } from './builders';
import { fakeError, type FakePagoda } from './FakePagoda';
import { FakeStream } from './FakeStream';

/** The runs and sweeps behind {@link serveRuns}; tests change them. */
export interface FakeRuns {
  runs: Run[];
  sweeps: Sweep[];
  points: Record<string, SweepPoint[]>;
  logs: Record<string, LogLine[]>;
  /** Streams of followed logs, by run. */
  logStreams: Record<string, FakeStream>;
}

/** Lets the fake answer all that concerns runs and sweeps, with the filters that the server has. */
export function serveRuns(
  fake: FakePagoda,
  initial: Partial<FakeRuns> = {},
): FakeRuns {
  const state: FakeRuns = {
    runs: [],
    sweeps: [],
    points: {},
    logs: {},
    logStreams: {},
    ...initial,
  };
  const find = (id: string) => state.runs.find(run => run.id === id);
  const noRun = (id: string) =>
    fakeError(404, 'NotFound', `No run has the id ${id}`);

  fake.on('GET', '/runs', ({ query }) => {
    const one = (name: string) => query.get(name);
    const matching = state.runs
      .filter(
        run =>
          (!query.has('project') ||
            query.getAll('project').includes(run.project)) &&
          (!query.has('phase') ||
            query.getAll('phase').includes(run.status.phase)) &&
          (!query.has('experiment') || one('experiment') === run.experiment) &&
          (!query.has('owner') || one('owner') === run.owner) &&
          (!query.has('sweep') ||
            (one('sweep') === 'none'
              ? run.sweep === null
              : one('sweep') === run.sweep)) &&
          (!query.has('q') || JSON.stringify(run).includes(one('q') ?? '')),
      )
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    return page(matching, query);
  });
  fake.on('GET', '/sweeps', ({ query }) => page(state.sweeps, query));
  fake.on(
    'GET',
    '/runs/{run}',
    ({ params }) => find(params.run) ?? noRun(params.run),
  );
  fake.on('POST', '/runs/{run}:cancel', ({ params }) => {
    const run = find(params.run);
    if (!run) {
      return noRun(params.run);
    }
    const cancelled: Run = {
      ...run,
      status: {
        ...run.status,
        phase: 'Cancelled',
        finishedAt: '2026-01-01T01:00:00.000Z',
      },
    };
    state.runs = state.runs.map(r => (r.id === run.id ? cancelled : r));
    return cancelled;
  });
  fake.on('DELETE', '/runs/{run}', ({ params }) => {
    const run = find(params.run);
    if (!run) {
      return noRun(params.run);
    }
    if (!isFinal(run.status.phase)) {
      return fakeError(409, 'RunActive', 'The run has not ended', {
        advice: 'Cancel it first.',
      });
    }
    state.runs = state.runs.filter(r => r.id !== run.id);
    return new Response(null, { status: 204 });
  });
  fake.on('POST', '/runs/{run}:rerun', ({ params, body }) => {
    const run = find(params.run);
    if (!run) {
      return noRun(params.run);
    }
    const changes = (body ?? {}) as RunRerun;
    const again = buildRun({
      experiment: run.experiment,
      rerunOf: run.id,
      spec: {
        ...run.spec,
        parameters: { ...run.spec.parameters, ...changes.parameters },
        resources: { ...run.spec.resources, ...changes.resources },
        timeoutSeconds: changes.timeoutSeconds ?? run.spec.timeoutSeconds,
      },
      status: { phase: 'Queued', startedAt: null, finishedAt: null },
    });
    state.runs = [...state.runs, again];
    return Response.json(again, { status: 201 });
  });
  fake.on('GET', '/runs/{run}/logs', ({ params, query, headers }) => {
    const lines = state.logs[params.run] ?? [];
    if (headers.get('Accept') === 'text/plain') {
      return new Response(lines.map(line => `${line.text}\n`).join(''));
    }
    if (query.get('follow') !== 'true') {
      return page(lines, query, 1000);
    }
    const stream = new FakeStream();
    state.logStreams[params.run] = stream;
    const after = lines.findIndex(
      line => line.id === headers.get('Last-Event-ID'),
    );
    for (const line of lines.slice(after + 1)) {
      stream.send({
        id: line.id,
        event: 'log',
        data: JSON.stringify(line),
      });
    }
    return stream.response;
  });
  fake.on('GET', '/sweeps/{sweep}', ({ params }) => {
    const sweep = state.sweeps.find(s => s.id === params.sweep);
    return sweep ?? fakeError(404, 'NotFound', 'No such sweep');
  });
  fake.on('GET', '/sweeps/{sweep}/points', ({ params, query }) =>
    page(state.points[params.sweep] ?? [], query, 10_000),
  );
  return state;
}

/** A page whose cursor is the number of items before it. */
export function page<T>(items: T[], query: URLSearchParams, size = 50) {
  const limit = Number(query.get('limit') ?? size);
  const begin = Number(query.get('cursor') ?? 0);
  const end = begin + limit;
  return {
    items: items.slice(begin, end),
    pageInfo: end < items.length ? { nextCursor: String(end) } : {},
  };
}
