import { readFileSync } from 'node:fs';

/** What goes wrong with a cluster; see testing/peers/rancher/README.md. */
export interface Switches {
  delayMs?: number;
  createError?: { message: string; pool?: string };
  plannerError?: string;
  hold?: boolean;
  disconnected?: boolean;
  stuckDeletion?: string;
  snapshotError?: boolean;
  restoreError?: boolean;
  ignore?: boolean;
}

/** What happens to requests of a user; see testing/peers/rancher/README.md. */
export interface Fault {
  method?: string;
  /** A regular expression. */
  path?: string;
  times?: number;
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  delayMs?: number;
  hang?: boolean;
  reset?: boolean;
  garbage?: boolean;
  lose?: boolean;
  cutAfter?: number;
}

/** A request that reached the peer. */
export interface NotedRequest {
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  path: string;
  /** 0 when there was no answer. */
  status: number;
}

/** What plays Rancher, with a user of one's own: faults hit that user alone, so that tests do not disturb each other. */
export class RancherPeer {
  readonly url: string;
  readonly ca: string;
  /** Of the user of this test. */
  readonly token: string;
  readonly #control: string;

  private constructor(options: { prefix: string; token: string }) {
    const { prefix, token } = options;
    this.url = read(`${prefix}_URL`);
    this.ca = readFileSync(read(`${prefix}_CA`), 'utf8');
    this.#control = read(`${prefix}_CONTROL`);
    this.token = token;
  }

  /**
   * The peer with the schemas of 2.15, or, with `RANCHER_PEER_OLD`, the one with those of 2.13, which belongs to
   * `provisioners/rancher` alone. Fails where there is none: nothing is skipped.
   */
  static async connect(
    prefix: 'RANCHER_PEER' | 'RANCHER_PEER_OLD' = 'RANCHER_PEER',
    user: { kind?: 'user' | 'serviceAccount'; impersonate?: string } = {},
  ): Promise<RancherPeer> {
    const { token } = (await ask(
      read(`${prefix}_CONTROL`),
      'POST',
      'users',
      user,
    )) as { token: string };
    return new RancherPeer({ prefix, token });
  }

  /** Another user, such as one with fewer rights; a token of it. */
  async createUser(user: {
    kind?: 'user' | 'serviceAccount';
    impersonate?: string;
    ttlMs?: number;
  }): Promise<string> {
    const { token } = (await this.#ask('POST', 'users', user)) as {
      token: string;
    };
    return token;
  }

  async set(name: string, switches: Switches, namespace = 'fleet-default') {
    await this.#ask('PUT', `clusters/${namespace}/${name}`, switches);
  }

  async unset(name: string, namespace = 'fleet-default') {
    await this.#ask('DELETE', `clusters/${namespace}/${name}`);
  }

  /** Hits requests of this user. */
  async fault(fault: Fault): Promise<void> {
    await this.#ask('POST', 'faults', { token: this.token, ...fault });
  }

  async clearFaults(): Promise<void> {
    await this.#ask('DELETE', `faults?token=${encodeURIComponent(this.token)}`);
  }

  /** The last ones of this user, the oldest first. */
  async requests(): Promise<NotedRequest[]> {
    const { items } = (await this.#ask(
      'GET',
      `requests?token=${encodeURIComponent(this.token)}`,
    )) as { items: NotedRequest[] };
    return items;
  }

  /** Other schemas; for who has the peer to himself. */
  async setGeneration(generation: '2.12' | '2.13' | '2.15'): Promise<void> {
    await this.#ask('PUT', 'generation', { generation });
  }

  #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    return ask(this.#control, method, path, body);
  }
}

async function ask(
  control: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await fetch(`${control}/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) {
    throw new Error(`${method} ${path}: ${await answer.text()}`);
  }
  return answer.json();
}

function read(variable: string): string {
  const value = process.env[variable];
  if (!value) {
    throw new Error(`${variable} is missing: run this by npm run test:peers`);
  }
  return value;
}
