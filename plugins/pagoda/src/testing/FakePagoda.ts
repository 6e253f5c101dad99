import type {
  MetricSeriesList,
  RunChange,
  Whoami,
} from '@pagoda/plugin-pagoda-common';
import { createPagodaApi, type PagodaApi } from '../api';
import { FakeStream } from './FakeStream';

const BASE_URL = 'http://portal.test/api/pagoda';

const SERIES_PATHS = [
  '/runs/{run}/series',
  '/sweeps/{sweep}/series',
  '/projects/{project}/series',
  '/projects/{project}/experiments/{experiment}/series',
  '/clusters/{cluster}/series',
  '/fleet/series',
];
/** As without a Prometheus. */
const NO_SERIES: MetricSeriesList = {
  ...{ available: false, code: 'NotConnected', series: [], stepSeconds: 15 },
  ...{ since: '2026-01-01T00:00:00.000Z', until: '2026-01-01T01:00:00.000Z' },
  reason: 'No Prometheus is connected.',
};

/** A request as a handler sees it. */
export interface FakeRequest {
  method: string;
  /** Below `/v1`. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Headers;
  /** Parsed JSON. */
  body: unknown;
}

/** The answer of a handler: a response, or what becomes a `200` with JSON. */
export type FakeHandler = (
  request: FakeRequest,
) => Response | object | Promise<Response | object>;

interface FakeRoute {
  method: string;
  pattern: RegExp;
  names: string[];
  handler: FakeHandler;
}

/**
 * PAGoDA's API in memory: the real binding and the real typed client over a fetch that answers from here. So what a page
 * sends and reads is what it would send to, and read from, a portal.
 */
export class FakePagoda {
  /** Everything that was asked, in order. */
  readonly requests: FakeRequest[] = [];
  readonly api: PagodaApi;
  whoami: Whoami = {
    userEntityRef: 'user:default/researcher',
    administrator: false,
    ownershipEntityRefs: ['user:default/researcher'],
    projects: [{ name: 'demo', title: 'Demonstration', role: 'researcher' }],
  };
  readonly #routes: FakeRoute[] = [];
  readonly #runStreams = new Set<FakeStream>();
  #seq = 0;

  constructor() {
    this.api = createPagodaApi({
      discoveryApi: { getBaseUrl: async () => BASE_URL },
      fetchApi: {
        fetch: (input, init) => this.#fetch(new Request(input, init)),
      },
    });
    this.on('GET', '/whoami', () => this.whoami);
    this.on('GET', '/views', () => ({ items: [] }));
    for (const path of SERIES_PATHS) {
      this.on('GET', path, () => NO_SERIES);
    }
    this.on('GET', '/runs/events', () => {
      const stream = new FakeStream();
      this.#runStreams.add(stream);
      return stream.response;
    });
  }

  /** Answers a route, such as `/runs/{run}`; a later handler of the same route replaces an earlier one. */
  on(method: string, path: string, handler: FakeHandler): this {
    const names: string[] = [];
    const source = path
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{(\w+)\}/g, (_, name: string) => {
        names.push(name);
        return name === 'path' ? '(.+)' : '([^/:]+)';
      });
    const pattern = new RegExp(`^${source}$`);
    this.#routes.unshift({ method, pattern, names, handler });
    // As a router does: `/runs/events` before `/runs/{run}`.
    this.#routes.sort((a, b) => a.names.length - b.names.length);
    return this;
  }

  /** Tells the open streams of a change of a run. */
  emit(change: Omit<RunChange, 'seq'>) {
    this.#seq += 1;
    for (const stream of this.#runStreams) {
      stream.send({
        id: String(this.#seq),
        event: 'run',
        data: JSON.stringify({ seq: this.#seq, ...change }),
      });
    }
  }

  /** Breaks the open streams, as a restart of the portal does. */
  breakStreams() {
    for (const stream of this.#runStreams) {
      stream.close();
    }
    this.#runStreams.clear();
  }

  /** The requests of one kind: `sent('POST', '/runs/{run}:cancel')`. */
  sent(method: string, path: string): FakeRequest[] {
    const pattern = new RegExp(
      `^${path.replace(/\{path\}/g, '.+').replace(/\{\w+\}/g, '[^/:]+')}$`,
    );
    return this.requests.filter(
      request => request.method === method && pattern.test(request.path),
    );
  }

  async #fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const path = url.pathname.slice(new URL(`${BASE_URL}/v1`).pathname.length);
    const text = await request.text();
    for (const { method, pattern, names, handler } of this.#routes) {
      const match = method === request.method ? pattern.exec(path) : undefined;
      if (match) {
        const fakeRequest: FakeRequest = {
          method,
          path,
          params: Object.fromEntries(
            names.map((name, index) => [
              name,
              decodeURIComponent(match[index + 1]),
            ]),
          ),
          query: url.searchParams,
          headers: request.headers,
          body: text === '' ? undefined : JSON.parse(text),
        };
        this.requests.push(fakeRequest);
        const answer = await handler(fakeRequest);
        return answer instanceof Response ? answer : Response.json(answer);
      }
    }
    return fakeError(404, 'NotFound', `No route ${request.method} ${path}`);
  }
}

/** An error answer as PAGoDA gives it. */
export function fakeError(
  status: number,
  code: string,
  message: string,
  more: { field?: string; advice?: string; requestId?: string } = {},
): Response {
  const { requestId, ...rest } = more;
  return Response.json(
    {
      error: { name: 'Error', code, message, ...rest },
      response: { statusCode: status },
    },
    { status, headers: requestId ? { 'X-Request-Id': requestId } : {} },
  );
}
