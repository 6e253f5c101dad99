import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import { ChannelStream } from './ChannelStream';
import { createDispatcher } from './createDispatcher';
import type { KubernetesConnection } from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';
import { readStatus } from './readStatus';
import { toKubernetesError } from './toKubernetesError';

type QueryValue = string | number | boolean | undefined;

/** Of a request; what is `undefined` is left out. */
export type Query = Record<string, QueryValue>;

/** A request to an API server. */
export interface ApiRequest {
  method: Dispatcher.HttpMethod;
  path: string;
  query?: Query;
  headers?: Record<string, string>;
  body?: Readable | Buffer | string;
  signal?: AbortSignal;
  /** Its answer may take any time. */
  stream?: boolean;
}

const REQUEST = 30_000;
/** A server that is busy is asked again so often. */
const TRIES = 4;
const LONGEST_WAIT = 5;

/** Carries requests to one API server, over connections that are kept, and says in one way what is wrong. */
export class ApiServerTransport {
  readonly #connection: KubernetesConnection;
  readonly #dispatcher: Dispatcher;
  readonly #base: string;

  constructor(connection: KubernetesConnection) {
    this.#connection = connection;
    this.#dispatcher = createDispatcher(connection);
    this.#base = connection.server.replace(/\/+$/, '');
  }

  /** Asks again while the server is busy. @throws KubernetesError */
  async json<T>(
    method: Dispatcher.HttpMethod,
    path: string,
    options: Omit<ApiRequest, 'method' | 'path'> = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { body } = await this.send({ method, path, ...options });
        return (await body.json()) as T;
      } catch (error) {
        const wait = retryAfter(error, attempt);
        if (wait === undefined) {
          throw toKubernetesError(`${method} ${path}`, error);
        }
        await sleep(wait * 1000);
      }
    }
  }

  /** @throws KubernetesError where the server refuses. */
  async send(options: ApiRequest): Promise<Dispatcher.ResponseData> {
    const answer = await this.exchange(options);
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
      return answer;
    }
    throw await readStatus(`${options.method} ${options.path}`, answer);
  }

  /** Answers whatever the server says. @throws KubernetesError where it says nothing. */
  async exchange({
    method,
    path,
    query = {},
    headers,
    body,
    signal,
    stream,
  }: ApiRequest): Promise<Dispatcher.ResponseData> {
    await this.#connection.limiter?.take(signal);
    const limit = this.#connection.timeouts?.requestMs ?? REQUEST;
    const timeout = stream ? undefined : AbortSignal.timeout(limit);
    const signals = [signal, timeout].filter(one => one !== undefined);
    const url = new URL(this.#base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(name, String(value));
      }
    }
    try {
      return await request(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...headers,
          ...(await this.#authorization()),
        },
        body,
        dispatcher: this.#dispatcher,
        headersTimeout: stream && body ? 0 : limit,
        ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
      });
    } catch (error) {
      if (signal?.aborted) {
        throw signal.reason;
      }
      throw toKubernetesError(`${method} ${path}`, error);
    }
  }

  /** A WebSocket with channels. @throws KubernetesError */
  async channels(
    path: string,
    query: URLSearchParams,
    protocols: string[],
    signal?: AbortSignal,
  ): Promise<ChannelStream> {
    const url = new URL(this.#base + path);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    url.search = query.toString();
    return ChannelStream.open({
      ...{ url, protocols, signal, dispatcher: this.#dispatcher },
      headers: await this.#authorization(),
      what: `GET ${path}`,
    });
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #authorization(): Promise<Record<string, string>> {
    const { auth } = this.#connection;
    if ('token' in auth) {
      return { Authorization: `Bearer ${auth.token}` };
    }
    if ('tokenFile' in auth) {
      const token = await readFile(auth.tokenFile, 'utf8');
      return { Authorization: `Bearer ${token.trim()}` };
    }
    return {};
  }
}

/** Whether a busy server is asked again, and after how many seconds. */
function retryAfter(error: unknown, attempt: number): number | undefined {
  if (
    !(error instanceof KubernetesError) ||
    error.status !== 429 ||
    attempt >= TRIES
  ) {
    return undefined;
  }
  return Math.min(error.retryAfterSeconds ?? attempt, LONGEST_WAIT);
}
