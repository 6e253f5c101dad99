import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that reached a fake. */
export interface FakeRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a fake answers: JSON, or text with its own type. */
export interface FakeAnswer {
  status?: number;
  json?: unknown;
  html?: string;
  headers?: Record<string, string>;
}

/**
 * An HTTP server on a free port that says of itself that it is a fake: each answer has the header `X-Pagoda-Fake`, and its
 * first line on standard error says so.
 */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  /** It stays the same when the fake has stopped. */
  url = '';
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(
    name: string,
    handle: (request: FakeRequest) => FakeAnswer,
  ): Promise<FakeServer> {
    const server = createServer();
    const fake = new FakeServer(server);
    server.on('request', (req: IncomingMessage, res: ServerResponse) => {
      readBody(req).then(
        body => {
          const url = new URL(req.url ?? '/', 'http://fake.invalid');
          const request = {
            ...{ method: req.method ?? 'GET', path: url.pathname, body },
            ...{ query: url.searchParams, headers: req.headers },
          };
          fake.requests.push(request);
          send(res, name, handle(request));
        },
        error => res.destroy(error as Error),
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.stderr.write(`This is a fake, and no ${name}: ${fake.url}\n`);
    return fake;
  }

  /** May be called twice. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve());
    });
  }
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(res: ServerResponse, name: string, answer: FakeAnswer): void {
  const { status = 200, json, html, headers = {} } = answer;
  res.writeHead(status, {
    'Content-Type': html === undefined ? 'application/json' : 'text/html',
    'X-Pagoda-Fake': name,
    ...headers,
  });
  res.end(html ?? JSON.stringify(json));
}
