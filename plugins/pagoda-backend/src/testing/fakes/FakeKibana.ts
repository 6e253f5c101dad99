import { FakeServer, type FakeAnswer, type FakeRequest } from './FakeServer';

interface Stored {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
  references: { id: string; type: string }[];
}

/**
 * A fake, and no Kibana: it answers only the routes, fields and headers of Kibana's documentation that PAGoDA relies on,
 * and refuses what the documentation says is refused: no `kbn-xsrf`, a wrong key, what is there already, references to
 * what is not there.
 */
export class FakeKibana {
  readonly apiKey: string;
  /** By space, type and id. */
  readonly objects = new Map<string, Stored>();
  readonly #frameAncestors?: string;
  #server!: FakeServer;

  private constructor(options: { apiKey?: string; frameAncestors?: string }) {
    this.apiKey = options.apiKey ?? 'ZmFrZTpmYWtl';
    this.#frameAncestors = options.frameAncestors;
  }

  /** @param options - `frameAncestors`: of `csp.frame_ancestors`; without it frames are not restricted */
  static async start(
    options: { apiKey?: string; frameAncestors?: string } = {},
  ): Promise<FakeKibana> {
    const fake = new FakeKibana(options);
    fake.#server = await FakeServer.start('Kibana', request => ({
      ...fake.#handle(request),
      // On whatever it answers, also before somebody has signed in.
      ...(fake.#frameAncestors !== undefined && {
        headers: {
          'Content-Security-Policy': `frame-ancestors ${fake.#frameAncestors}`,
        },
      }),
    }));
    return fake;
  }

  get url(): string {
    return this.#server.url;
  }

  get requests(): FakeRequest[] {
    return this.#server.requests;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  #handle(request: FakeRequest): FakeAnswer {
    const { method, headers, query, body } = request;
    const [, space = 'default', path] =
      /^(?:\/s\/([^/]+))?(\/.*)$/.exec(request.path) ?? [];
    if (headers.authorization !== `ApiKey ${this.apiKey}`) {
      return { status: 401, json: { message: 'Unauthorized' } };
    }
    if (method === 'GET' && path === '/api/status') {
      return {
        json: {
          version: { number: '8.19.0' },
          status: { overall: { level: 'available' } },
        },
      };
    }
    if (method === 'GET' && path.startsWith('/app/')) {
      return { html: '<!doctype html><title>Fake Kibana</title>' };
    }
    if (method !== 'GET' && headers['kbn-xsrf'] === undefined) {
      return {
        status: 400,
        json: { message: 'Request must contain a kbn-xsrf header.' },
      };
    }
    if (method === 'POST' && path === '/api/saved_objects/_import') {
      return { json: this.#import(space, query, readFile(body)) };
    }
    return { status: 404, json: { message: 'Not Found' } };
  }

  #import(space: string, query: URLSearchParams, lines: Stored[]) {
    const keyOf = ({ type, id }: { type: string; id: string }) =>
      `${space}/${type}/${id}`;
    const overwrite = query.get('overwrite') === 'true';
    const errors = lines.flatMap(object => {
      const missing = object.references.filter(
        reference =>
          !this.objects.has(keyOf(reference)) &&
          !lines.some(other => keyOf(other) === keyOf(reference)),
      );
      const { id, type } = object;
      if (missing.length > 0) {
        return [{ id, type, error: { type: 'missing_references' } }];
      }
      return !overwrite && this.objects.has(keyOf(object))
        ? [{ id, type, error: { type: 'conflict' } }]
        : [];
    });
    const done = lines.filter(
      ({ id, type }) => !errors.some(e => e.id === id && e.type === type),
    );
    for (const object of done) {
      this.objects.set(keyOf(object), object);
    }
    return {
      success: errors.length === 0,
      successCount: done.length,
      successResults: done.map(({ id, type }) => ({ id, type })),
      ...(errors.length > 0 && { errors }),
    };
  }
}

/** The file of a multipart body, one object a line. */
function readFile(body: string): Stored[] {
  return body
    .split(/\r?\n/)
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line) as Stored);
}
