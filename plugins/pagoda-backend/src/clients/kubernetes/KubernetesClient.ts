import { readFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import { ChannelStream } from './ChannelStream';
import { createDispatcher } from './createDispatcher';
import type { KubernetesConnection } from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';
import { readLines } from './readLines';
import { readStatus } from './readStatus';
import { toUrlPath, type ResourcePath } from './ResourcePath';

type QueryValue = string | number | boolean | undefined;
type Query = Record<string, QueryValue>;

/** A page of a list. */
export interface KubernetesList<T> {
  metadata: { resourceVersion?: string; continue?: string };
  items: T[];
}

/** What of a collection is wanted. */
export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
}

/** One event of a watch; the object of `ERROR` is a Status, that of `BOOKMARK` has a resourceVersion alone. */
export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: T;
}

/** Whose log is read, and how much of it. */
export interface PodLogOptions {
  namespace: string;
  pod: string;
  container?: string;
  follow?: boolean;
  previous?: boolean;
  /** RFC 3339; the server looks at whole seconds. */
  sinceTime?: string;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
  signal?: AbortSignal;
}

/** A request to a port of a pod, through the API server. */
export interface PodProxyOptions {
  namespace: string;
  pod: string;
  port: number;
  /** Begins with a slash; may have a query. */
  path: string;
  method?: Dispatcher.HttpMethod;
  /** The API server keeps `Authorization` to itself. */
  headers?: Record<string, string>;
  body?: Readable | Buffer | string;
  signal?: AbortSignal;
}

/** Channels of {@link KubernetesClient.exec}. */
export const EXEC_CHANNELS = {
  stdin: 0,
  stdout: 1,
  stderr: 2,
  /** A Status: how the command ended. */
  error: 3,
  /** `{"Width":80,"Height":24}` */
  resize: 4,
} as const;

interface Request {
  method: Dispatcher.HttpMethod;
  path: string;
  query?: Query;
  headers?: Record<string, string>;
  body?: Readable | Buffer | string;
  signal?: AbortSignal;
  /** Its answer may take any time. */
  stream?: boolean;
}

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

const REQUEST = 30_000;
const PAGE = 500;
/** A server that is busy is asked again so often. */
const TRIES = 4;
const LONGEST_WAIT = 5;

/**
 * Speaks to one Kubernetes API server: typed, with connections that are kept, and without any rules of PAGoDA's. Every
 * method throws {@link KubernetesError}; an aborted signal throws its reason.
 */
export class KubernetesClient {
  readonly #connection: KubernetesConnection;
  readonly #dispatcher: Dispatcher;
  readonly #base: string;

  constructor(connection: KubernetesConnection) {
    this.#connection = connection;
    this.#dispatcher = createDispatcher(connection);
    this.#base = connection.server.replace(/\/+$/, '');
  }

  get<T>(path: ResourcePath, query?: Query): Promise<T> {
    return this.#json('GET', toUrlPath(path), { query });
  }

  /** `undefined` when there is no such object. */
  async find<T>(path: ResourcePath): Promise<T | undefined> {
    try {
      return await this.get<T>(path);
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  list<T>(
    path: ResourcePath,
    options: ListOptions = {},
  ): Promise<KubernetesList<T>> {
    return this.#json('GET', toUrlPath(path), { query: { ...options } });
  }

  /** All of a collection, by pages of 500. */
  async *listAll<T>(
    path: ResourcePath,
    options: Omit<ListOptions, 'continue'> = {},
  ): AsyncGenerator<T> {
    let next: string | undefined;
    do {
      const page: KubernetesList<T> = await this.list<T>(path, {
        limit: PAGE,
        ...options,
        continue: next,
      });
      yield* page.items;
      next = page.metadata.continue || undefined;
    } while (next !== undefined);
  }

  /** Unknown fields are refused, not dropped. */
  create<T>(path: ResourcePath, body: unknown): Promise<T> {
    return this.#json('POST', toUrlPath(path), {
      query: { fieldValidation: 'Strict' },
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
  }

  /** Server-side apply: kubernetes.io, Server-Side Apply. */
  apply<T>(
    path: ResourcePath,
    body: unknown,
    options: { fieldManager?: string; force?: boolean } = {},
  ): Promise<T> {
    const { fieldManager = 'pagoda', force = true } = options;
    return this.#json('PATCH', toUrlPath(path), {
      query: { fieldManager, force, fieldValidation: 'Strict' },
      // JSON is YAML.
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/apply-patch+yaml' },
    });
  }

  patch<T>(
    path: ResourcePath,
    body: unknown,
    type: keyof typeof PATCH_TYPES,
  ): Promise<T> {
    return this.#json('PATCH', toUrlPath(path), {
      query: { fieldValidation: 'Strict' },
      body: JSON.stringify(body),
      headers: { 'Content-Type': PATCH_TYPES[type] },
    });
  }

  /** What is gone already is deleted. */
  async delete(
    path: ResourcePath,
    options: {
      propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
      gracePeriodSeconds?: number;
      preconditions?: { uid?: string; resourceVersion?: string };
    } = {},
  ): Promise<void> {
    try {
      await this.#json('DELETE', toUrlPath(path), {
        body: JSON.stringify({
          ...{ apiVersion: 'v1', kind: 'DeleteOptions' },
          ...options,
        }),
        headers: { 'Content-Type': 'application/json' },
      });
    } catch (error) {
      if (!(error instanceof KubernetesError && error.status === 404)) {
        throw error;
      }
    }
  }

  async deleteCollection(
    path: ResourcePath,
    { labelSelector }: { labelSelector: string },
  ): Promise<void> {
    await this.#json('DELETE', toUrlPath(path), {
      query: { labelSelector },
      body: JSON.stringify({
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: 'Background',
      }),
      headers: { 'Content-Type': 'application/json' },
    });
  }

  /** Ends when the server ends it; see {@link Reflector} for one that goes on. */
  async *watch<T>(
    path: ResourcePath,
    options: {
      resourceVersion?: string;
      labelSelector?: string;
      fieldSelector?: string;
      allowWatchBookmarks?: boolean;
      timeoutSeconds?: number;
      signal?: AbortSignal;
    },
  ): AsyncGenerator<WatchEvent<T>> {
    const { signal, ...query } = options;
    const { body } = await this.#send({
      method: 'GET',
      path: toUrlPath(path),
      query: { ...query, watch: true },
      signal,
      stream: true,
    });
    const what = `GET ${toUrlPath(path)} (watch)`;
    yield* translated(what, signal, async function* events() {
      for await (const line of readLines(body)) {
        yield JSON.parse(line) as WatchEvent<T>;
      }
    });
  }

  /** Lines of a container's log; with `follow` until the container ends. */
  async *podLog(options: PodLogOptions): AsyncGenerator<string> {
    const { namespace, pod, signal, ...query } = options;
    const path = toUrlPath({
      ...{ resource: 'pods', namespace, name: pod, subresource: 'log' },
    });
    const { body } = await this.#send({
      ...{ method: 'GET', path, query, signal, stream: true },
    });
    yield* translated(`GET ${path}`, signal, () => readLines(body));
  }

  /** What the pod answers, whatever its status; a pod that cannot be reached answers 502 or 503 by the API server. */
  async proxyToPod(options: PodProxyOptions): Promise<{
    status: number;
    headers: IncomingHttpHeaders;
    body: Readable;
  }> {
    const { namespace, pod, port, path, method = 'GET' } = options;
    const base = toUrlPath({
      ...{ resource: 'pods', namespace, name: `${pod}:${port}` },
      subresource: 'proxy',
    });
    const { headers, body, signal } = options;
    const answer = await this.#exchange({
      ...{ method, path: `${base}${path}`, headers, body, signal },
      stream: true,
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body,
    };
  }

  /**
   * Executes a command in a container; channels as in {@link EXEC_CHANNELS}. The last message is a Status on the channel
   * `error`.
   */
  exec(options: {
    namespace: string;
    pod: string;
    container?: string;
    command: readonly string[];
    stdin?: boolean;
    tty?: boolean;
    signal?: AbortSignal;
  }): Promise<ChannelStream> {
    const { namespace, pod, command, signal, tty = false } = options;
    const query = new URLSearchParams(command.map(word => ['command', word]));
    query.set('stdout', 'true');
    // A terminal has one output.
    query.set('stderr', String(!tty));
    query.set('stdin', String(options.stdin ?? false));
    query.set('tty', String(tty));
    if (options.container !== undefined) {
      query.set('container', options.container);
    }
    return this.#channels(
      { ...{ resource: 'pods', namespace, name: pod }, subresource: 'exec' },
      query,
      ['v5.channel.k8s.io', 'v4.channel.k8s.io'],
      signal,
    );
  }

  /**
   * Connects to a port of a pod: channel 0 is the connection, channel 1 tells what is wrong with it. The first message of
   * each is the number of the port.
   */
  portForward(options: {
    namespace: string;
    pod: string;
    port: number;
    signal?: AbortSignal;
  }): Promise<ChannelStream> {
    const { namespace, pod, port, signal } = options;
    return this.#channels(
      {
        ...{ resource: 'pods', namespace, name: pod },
        subresource: 'portforward',
      },
      new URLSearchParams({ ports: String(port) }),
      ['v4.channel.k8s.io'],
      signal,
    );
  }

  async #channels(
    resource: ResourcePath,
    query: URLSearchParams,
    protocols: string[],
    signal?: AbortSignal,
  ): Promise<ChannelStream> {
    const path = toUrlPath(resource);
    const url = new URL(this.#base + path);
    url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
    url.search = query.toString();
    return ChannelStream.open({
      ...{ url, protocols, signal, dispatcher: this.#dispatcher },
      headers: await this.#authorization(),
      what: `GET ${path}`,
    });
  }

  version(): Promise<{ gitVersion: string }> {
    return this.#json('GET', '/version');
  }

  /** A path of the API server that is no resource, such as `/apis`; parts of it must be encoded. */
  raw(path: string): Promise<unknown> {
    return this.#json('GET', path);
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #json<T>(
    method: Dispatcher.HttpMethod,
    path: string,
    options: Omit<Request, 'method' | 'path'> = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { body } = await this.#send({ method, path, ...options });
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

  async #send(options: Request): Promise<Dispatcher.ResponseData> {
    const answer = await this.#exchange(options);
    if (answer.statusCode >= 200 && answer.statusCode < 300) {
      return answer;
    }
    throw await readStatus(`${options.method} ${options.path}`, answer);
  }

  async #exchange({
    method,
    path,
    query = {},
    headers,
    body,
    signal,
    stream,
  }: Request): Promise<Dispatcher.ResponseData> {
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

/** A stream whose breaks are errors of the client's. */
async function* translated<T>(
  what: string,
  signal: AbortSignal | undefined,
  stream: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    yield* stream();
  } catch (error) {
    if (signal?.aborted) {
      throw signal.reason;
    }
    throw toKubernetesError(what, error);
  }
}

/** What undici and Node throw where the server is not reached, does not answer in time, or breaks off. */
function toKubernetesError(what: string, error: unknown): Error {
  if (error instanceof KubernetesError) {
    return error;
  }
  const { name, message, code, cause } = error as Error & {
    code?: string;
    cause?: { code?: string; message?: string };
  };
  if (name === 'SyntaxError') {
    // A proxy's page with status 200, say.
    return new KubernetesError(
      `${what}: something else than Kubernetes answers: ${message}`,
      { status: 0, reason: 'NotJson', cause: error },
    );
  }
  const detail = cause?.message ?? message;
  const known = cause?.code ?? code;
  return new KubernetesError(
    `${what}: the server was not reached: ${detail}${known && !detail.includes(known) ? ` (${known})` : ''}`,
    { status: 0, ...(known && { reason: known }), cause: error },
  );
}
