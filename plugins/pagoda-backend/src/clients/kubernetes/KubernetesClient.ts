import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ApiServerTransport, type Query } from './ApiServerTransport';
import type { ChannelStream } from './ChannelStream';
import type { KubernetesConnection } from './KubernetesConnection';
import { KubernetesError } from './KubernetesError';
import { readLines } from './readLines';
import { toUrlPath, type ResourcePath } from './ResourcePath';
import type {
  KubernetesList,
  ListOptions,
  PodLogOptions,
  PodProxyOptions,
  WatchEvent,
} from './requestTypes';
import { toKubernetesError } from './toKubernetesError';

const PATCH_TYPES = {
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

const PAGE = 500;

/**
 * Speaks to one Kubernetes API server: typed, with connections that are kept, and without any rules of PAGoDA's. Every
 * method throws {@link KubernetesError}; an aborted signal throws its reason.
 */
export class KubernetesClient {
  readonly #server: ApiServerTransport;

  constructor(connection: KubernetesConnection) {
    this.#server = new ApiServerTransport(connection);
  }

  get<T>(path: ResourcePath, query?: Query): Promise<T> {
    return this.#server.json('GET', toUrlPath(path), { query });
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
    return this.#server.json('GET', toUrlPath(path), { query: { ...options } });
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
    return this.#server.json('POST', toUrlPath(path), {
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
    return this.#server.json('PATCH', toUrlPath(path), {
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
    return this.#server.json('PATCH', toUrlPath(path), {
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
      await this.#server.json('DELETE', toUrlPath(path), {
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
    await this.#server.json('DELETE', toUrlPath(path), {
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
    const { body } = await this.#server.send({
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
    const { body } = await this.#server.send({
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
    const answer = await this.#server.exchange({
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
    return this.#server.channels(
      toUrlPath({
        ...{ resource: 'pods', namespace, name: pod },
        subresource: 'exec',
      }),
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
    return this.#server.channels(
      toUrlPath({
        ...{ resource: 'pods', namespace, name: pod },
        subresource: 'portforward',
      }),
      new URLSearchParams({ ports: String(port) }),
      ['v4.channel.k8s.io'],
      signal,
    );
  }

  version(): Promise<{ gitVersion: string }> {
    return this.#server.json('GET', '/version');
  }

  /** A path of the API server that is no resource, such as `/apis`; parts of it must be encoded. */
  raw(path: string): Promise<unknown> {
    return this.#server.json('GET', path);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
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
