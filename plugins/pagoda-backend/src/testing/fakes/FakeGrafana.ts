import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { FakeServer, type FakeAnswer, type FakeRequest } from './FakeServer';

/** How the fake behaves. */
export interface FakeGrafanaOptions {
  token?: string;
  /** `[security] allow_embedding`; without it answers forbid frames. */
  allowEmbedding?: boolean;
  version?: string;
}

interface Stored {
  dashboard: Record<string, unknown> & { version: number };
  folderUid?: string;
}

/**
 * A fake, and no Grafana: it answers only the routes, fields and headers of Grafana's documentation that PAGoDA relies on,
 * and refuses what Grafana's documentation says is refused. It draws nothing, and knows no metrics.
 */
export class FakeGrafana {
  readonly token: string;
  /** `[auth.jwt]`: tokens in X-JWT-Assertion that were taken. */
  readonly signedIn: JWTPayload[] = [];
  readonly #dashboards = new Map<string, Stored>();
  readonly #options: FakeGrafanaOptions;
  #server!: FakeServer;

  private constructor(options: FakeGrafanaOptions) {
    this.#options = options;
    this.token = options.token ?? 'glsa_fake';
  }

  static async start(options: FakeGrafanaOptions = {}): Promise<FakeGrafana> {
    const fake = new FakeGrafana(options);
    fake.#server = await FakeServer.start('Grafana', request =>
      fake.#handle(request),
    );
    return fake;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): FakeRequest[] {
    return this.#server.requests;
  }

  /** Changes a dashboard as a person does in Grafana. */
  editByHand(uid: string, change: Record<string, unknown>): void {
    const stored = this.#dashboards.get(uid);
    if (!stored) {
      throw new Error(`There is no dashboard ${uid}`);
    }
    const version = stored.dashboard.version + 1;
    stored.dashboard = { ...stored.dashboard, ...change, version };
  }

  dashboard(uid: string): Record<string, unknown> | undefined {
    return this.#dashboards.get(uid)?.dashboard;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #handle(request: FakeRequest): FakeAnswer {
    const { method, path } = request;
    const route = `${method} ${path}`;
    if (route === 'GET /api/health') {
      const { version = '13.3.0' } = this.#options;
      return { json: { database: 'ok', version } };
    }
    // What signs a person in; the test checks the signature with `verify`.
    const isPerson = request.headers['x-jwt-assertion'] !== undefined;
    if (!isPerson && request.headers.authorization !== `Bearer ${this.token}`) {
      return { status: 401, json: { message: 'Unauthorized' } };
    }
    if (
      method === 'GET' &&
      /^(\/api\/pagoda\/grafana)?\/(d|d-solo)\//.test(path)
    ) {
      return {
        html: '<!doctype html><title>Fake Grafana</title>',
        headers: {
          'Set-Cookie': 'grafana_session=fake; Path=/',
          ...(!this.#options.allowEmbedding && { 'X-Frame-Options': 'deny' }),
        },
      };
    }
    if (route.endsWith(' /api/search')) {
      return { json: this.#search(request.query) };
    }
    if (method === 'GET' && path.startsWith('/api/dashboards/uid/')) {
      const uid = decodeURIComponent(path.split('/').pop() ?? '');
      const stored = this.#dashboards.get(uid);
      return stored
        ? { json: { dashboard: stored.dashboard, meta: {} } }
        : { status: 404, json: { message: 'Dashboard not found' } };
    }
    if (route === 'POST /api/dashboards/db' && !isPerson) {
      return this.#save(JSON.parse(request.body));
    }
    if (method === 'POST' && path.endsWith('/api/ds/query')) {
      return { json: answerQueries(JSON.parse(request.body)) };
    }
    return { status: 404, json: { message: 'Not found' } };
  }

  #search(query: URLSearchParams) {
    const tag = query.get('tag');
    const page = Number(query.get('page') ?? 1);
    const limit = Number(query.get('limit') ?? 1_000);
    return [...this.#dashboards.values()]
      .filter(({ dashboard }) => (dashboard.tags as string[]).includes(tag!))
      .slice((page - 1) * limit, page * limit)
      .map(({ dashboard, folderUid }) => ({
        ...{ uid: dashboard.uid, title: dashboard.title, type: 'dash-db' },
        ...{ url: `/d/${dashboard.uid}/x`, tags: dashboard.tags, folderUid },
      }));
  }

  #save(body: {
    dashboard: Record<string, unknown> & { uid: string; version?: number };
    folderUid?: string;
    overwrite?: boolean;
  }): FakeAnswer {
    const { dashboard, folderUid, overwrite = false } = body;
    const before = this.#dashboards.get(dashboard.uid);
    const otherOfName = [...this.#dashboards.values()].some(
      each =>
        each.dashboard.title === dashboard.title &&
        each.dashboard.uid !== dashboard.uid &&
        each.folderUid === folderUid,
    );
    if (!overwrite && otherOfName) {
      return refuse('name-exists', 'A dashboard with the same name exists');
    }
    if (
      !overwrite &&
      before &&
      before.dashboard.version !== dashboard.version
    ) {
      return refuse(
        'version-mismatch',
        'The dashboard has been changed by someone else',
      );
    }
    const version = (before?.dashboard.version ?? 0) + 1;
    this.#dashboards.set(dashboard.uid, {
      dashboard: { ...dashboard, version },
      folderUid,
    });
    const { uid } = dashboard;
    return { json: { uid, url: `/d/${uid}/x`, version, status: 'success' } };
  }
}

/**
 * Takes a token as `[auth.jwt]` does with `jwk_set_url` and `expect_claims`.
 *
 * @throws where the token is not signed by a key of the set, is too old, or says something else
 */
export async function verifyLikeGrafana(
  token: string,
  options: { jwksUrl: string; issuer: string; audience: string },
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(
    token,
    createRemoteJWKSet(new URL(options.jwksUrl)),
    { issuer: options.issuer, audience: options.audience },
  );
  return payload;
}

function refuse(status: string, message: string): FakeAnswer {
  return { status: 412, json: { status, message } };
}

/** One frame a query, whose only value is the length of the expression: nothing is measured here. */
function answerQueries(body: {
  queries: { refId: string; expr: string }[];
}): unknown {
  return {
    results: Object.fromEntries(
      body.queries.map(({ refId, expr }) => [
        refId,
        {
          status: 200,
          frames: [
            {
              schema: {
                fields: [
                  { name: 'Time', type: 'time' },
                  { name: 'Value', type: 'number', labels: {} },
                ],
              },
              data: { values: [[0], [expr.length]] },
            },
          ],
        },
      ]),
    ),
  };
}
