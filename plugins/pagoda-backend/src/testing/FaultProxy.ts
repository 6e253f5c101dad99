import {
  Agent,
  createServer,
  request as send,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that goes by. */
export interface PassingRequest {
  method: string;
  /** With the query. */
  url: string;
  /** Of the service that it is for, such as 8774. */
  port: number;
  /** How many have gone by before it. */
  number: number;
}

/** What happens to a request. */
export type Fault =
  /** It is passed on, and answered so many milliseconds later. */
  | { slow: number }
  /** It is not passed on, and answered like this. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** It is passed on, and something else than JSON is answered. */
  | 'garbage'
  /** It is passed on, and the answer breaks off in the middle. */
  | 'half'
  /** It is not passed on: the token is said to be of no use. */
  | 'expired'
  /** It is passed on, and the answer is lost. */
  | 'lost'
  /** It is not passed on, and never answered. */
  | 'silent'
  /** The connection is broken off before it is passed on. */
  | 'reset';

const HOST = '127.0.0.1';
/** Ports of the services of the peer; see testing/peers/openstack. */
const PORTS = [5000, 8774, 8776, 9292, 9696, 9511, 8778];

/**
 * Stands before the real services of OpenStack that openStackPeer speaks of, with a port of its own for each, and disturbs
 * what goes by as it is told. Addresses in answers, such as those of the service catalog, lead through it.
 */
export class FaultProxy {
  /** What happens to a request; nothing where it gives nothing. */
  fault?: (request: PassingRequest) => Fault | undefined;
  /** Requests so far. */
  requests = 0;
  readonly #servers: Server[] = [];
  /** Own ports, by those of the services. */
  readonly #ports = new Map<number, number>();
  readonly #agent = new Agent({ keepAlive: true });

  static async start(): Promise<FaultProxy> {
    const proxy = new FaultProxy();
    for (const port of PORTS) {
      await proxy.#serve(port);
    }
    return proxy;
  }

  /** The address by which something of the peer is reached through the proxy. */
  urlOf(url: string): string {
    return this.#rewrite(url);
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  }

  async #serve(port: number): Promise<void> {
    const server = createServer((request, response) => {
      this.#pass(port, request, response).catch(() => response.destroy());
    });
    await new Promise<void>(resolve => {
      server.listen(0, HOST, resolve);
    });
    this.#servers.push(server);
    this.#ports.set(port, (server.address() as AddressInfo).port);
  }

  async #pass(
    port: number,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const body = await readAll(request);
    this.requests += 1;
    const fault = this.fault?.({
      ...{ method, url, port, number: this.requests - 1 },
    });
    if (fault === 'silent') {
      return;
    }
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (fault === 'expired') {
      answer(response, 401, {}, '{"error": {"message": "Unauthorized"}}');
      return;
    }
    if (typeof fault === 'object' && 'status' in fault) {
      answer(response, fault.status, fault.headers ?? {}, fault.body ?? '');
      return;
    }
    const real = await this.#ask(port, request, body);
    const text = this.#rewrite(real.body.toString('utf8'));
    if (fault === 'lost') {
      request.socket.resetAndDestroy();
    } else if (fault === 'garbage') {
      answer(response, 200, {}, '<html>Please sign in</html>');
    } else if (fault === 'half') {
      response.writeHead(real.status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text) + 1,
      });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    } else {
      if (fault) {
        await new Promise(resolve => {
          setTimeout(resolve, fault.slow).unref();
        });
      }
      answer(response, real.status, this.#headersOf(real.headers), text);
    }
  }

  #ask(
    port: number,
    { method, url: path, headers }: IncomingMessage,
    body: Buffer,
  ): Promise<{
    status: number;
    headers: IncomingMessage['headers'];
    body: Buffer;
  }> {
    return new Promise((resolve, reject) => {
      const passed = send(
        {
          ...{ host: HOST, port, method, path, agent: this.#agent },
          // Compressed answers could not be rewritten.
          headers: {
            ...headers,
            host: `${HOST}:${port}`,
            'accept-encoding': 'identity',
          },
        },
        real => {
          readAll(real).then(
            all =>
              resolve({
                status: real.statusCode ?? 502,
                headers: real.headers,
                body: all,
              }),
            reject,
          );
        },
      );
      passed.on('error', reject);
      passed.end(body);
    });
  }

  #headersOf(headers: IncomingMessage['headers']) {
    const {
      connection: _connection,
      'content-length': _length,
      'transfer-encoding': _encoding,
      ...others
    } = headers;
    return others.location === undefined
      ? others
      : { ...others, location: this.#rewrite(others.location) };
  }

  #rewrite(text: string): string {
    return text.replace(
      /http:\/\/(127\.0\.0\.1|localhost):(\d+)/g,
      (whole, _host, port: string) => {
        const own = this.#ports.get(Number(port));
        return own === undefined ? whole : `http://${HOST}:${own}`;
      },
    );
  }
}

function answer(
  response: ServerResponse,
  status: number,
  headers: IncomingMessage['headers'],
  body: string,
): void {
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, {
    ...headers,
    ...(!bodiless && { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(bodiless ? undefined : body);
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}
