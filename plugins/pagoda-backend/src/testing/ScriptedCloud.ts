import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenStackConnection } from '../clients/openstack/OpenStackConnection';

/** A request that has arrived. */
export interface Arrival {
  method: string;
  /** With the query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** Answers one request; what has not ended stays open. */
export type Answering = (arrival: Arrival, response: ServerResponse) => void;

const SECRET = 'the-very-secret';

/**
 * A server that misbehaves as it is told: for what real services do not do when a test wants it. It lets everybody in, names
 * itself as every service, and answers the next requests by a script. See openStackPeer for the real services.
 */
export class ScriptedCloud {
  readonly arrivals: Arrival[] = [];
  /** Tokens issued so far: `token-1` and so on. */
  tokens = 0;
  /** How long tokens last, in milliseconds. */
  lasts = 3600_000;
  /** Answers to authentication, before it is let in as usual. */
  readonly keystone: Answering[] = [];
  /** Answers to all else, one request each; the last stays. */
  script: Answering[] = [];
  /** Answers of roots; by default all services have what this client wants. */
  root: Answering = json(200, {
    versions: [
      { id: 'v2.1', version: '2.93', min_version: '2.1' },
      { id: 'v3.0', version: '3.70', min_version: '3.0' },
      { id: 'v1', max_version: '1.10', min_version: '1.1' },
    ],
  });
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const body = Buffer.concat(chunks).toString('utf8');
        this.#answer({ method, url, headers, body }, response);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  connection(more: Partial<OpenStackConnection> = {}): OpenStackConnection {
    return {
      authUrl: `${this.url}/v3`,
      auth: { applicationCredential: { id: 'credential', secret: SECRET } },
      callsPerMinute: 60_000,
      ...more,
    };
  }

  /** Requests to the services, without authentication and roots. */
  get asked(): Arrival[] {
    return this.arrivals.filter(
      ({ url }) => !url.startsWith('/v3/auth') && !isRoot(url),
    );
  }

  #answer(arrival: Arrival, response: ServerResponse): void {
    this.arrivals.push(arrival);
    if (arrival.url === '/v3/auth/tokens') {
      const answer = this.keystone.shift() ?? this.#issue.bind(this);
      answer(arrival, response);
    } else if (isRoot(arrival.url)) {
      this.root(arrival, response);
    } else {
      const answer =
        this.script.length > 1 ? this.script.shift() : this.script[0];
      (answer ?? json(404, {}))(arrival, response);
    }
  }

  #issue(arrival: Arrival, response: ServerResponse): void {
    this.tokens += 1;
    const now = Date.now();
    response.setHeader('X-Subject-Token', `token-${this.tokens}`);
    const endpoint = (url: string) => [
      { interface: 'public', region_id: 'one', url: `${this.url}${url}` },
    ];
    json(201, {
      token: {
        issued_at: new Date(now).toISOString(),
        expires_at: new Date(now + this.lasts).toISOString(),
        user: { id: 'user' },
        project: { id: 'project', name: 'project' },
        roles: [{ name: 'member' }],
        catalog: [
          { type: 'compute', endpoints: endpoint('/compute/v2.1') },
          { type: 'volumev3', endpoints: endpoint('/volume/v3/project') },
          { type: 'container-infra', endpoints: endpoint('/magnum/v1') },
          { type: 'network', endpoints: endpoint('/network') },
        ],
      },
    })(arrival, response);
  }
}

/** Nothing of these may ever be shown. */
export const SCRIPTED_SECRETS = new RegExp(`${SECRET}|token-\\d`);

/** An answer of JSON. */
export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answering {
  return text(status, JSON.stringify(body), {
    ...{ 'Content-Type': 'application/json', ...headers },
  });
}

/** An answer of anything. */
export function text(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Answering {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

/** Accepts the request, and says nothing. */
export function silence(): Answering {
  return () => {};
}

/** Half an answer, after which the connection breaks. */
export function half(body: string): Answering {
  return (_, response) => {
    response.writeHead(200, { 'Content-Length': String(body.length * 2) });
    response.write(body);
    setTimeout(() => response.destroy(), 20);
  };
}

function isRoot(url: string): boolean {
  return /^\/(compute|volume|magnum)\/(v[\d.]+\/)?$/.test(url);
}
