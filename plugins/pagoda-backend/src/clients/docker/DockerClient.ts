import type { Readable } from 'node:stream';
import { toError } from '@backstage/errors';
import { Pool } from 'undici';
import { DockerError } from './DockerError';

/** Where a Docker Engine API is served, by Docker or by Podman. */
export interface DockerConnection {
  /** Path of a Unix socket. */
  socket?: string;
  /** `HOST:PORT`, which is spoken to by TLS; instead of a socket. */
  host?: string;
  /** In PEM. */
  tls?: { ca?: string; certificate?: string; key?: string };
}

/** What is asked beside a path. */
export interface DockerRequest {
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Waited for the beginning of the answer, in milliseconds. */
  timeout?: number;
  /** Of the API, such as `4.0.0` of Podman's own; the newest that both sides know by default. */
  version?: string;
}

/** Answers of `GET /version` that matter here. */
interface VersionAnswer {
  ApiVersion: string;
  MinAPIVersion?: string;
}

/** The newest version of the API that this client was written for; older ones down to 1.40 do, too. */
const NEWEST = '1.51';
/** Waited for the beginning of an answer, and for a connection, in milliseconds. */
const ANSWER = 30_000;
const CONNECT = 5_000;

/**
 * Speaks the Docker Engine API (docs.docker.com/reference/api/engine) over a Unix socket or TLS. There are no rules in
 * here; undici does the work, for the usual package for this, dockerode, brings gRPC and protobuf with it.
 */
export class DockerClient {
  readonly #pool: Pool;
  #version?: Promise<string>;

  constructor({ socket, host, tls }: DockerConnection) {
    this.#pool = new Pool(
      socket === undefined ? `https://${host}` : 'http://docker',
      {
        connect: {
          timeout: CONNECT,
          ...(socket === undefined
            ? { ca: tls?.ca, cert: tls?.certificate, key: tls?.key }
            : { socketPath: socket }),
        },
        // Followed logs hold a connection each.
        connections: null,
      },
    );
  }

  /** @throws DockerError */
  async get<T>(path: string[], request?: DockerRequest): Promise<T> {
    return this.#json<T>('GET', path, request);
  }

  /** As {@link DockerClient.get}; `undefined` where there is no such thing. */
  async find<T>(
    path: string[],
    request?: DockerRequest,
  ): Promise<T | undefined> {
    try {
      return await this.get<T>(path, request);
    } catch (error) {
      if (error instanceof DockerError && error.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** Returns what is answered, `undefined` for an empty body. */
  async post<T = undefined>(
    path: string[],
    request?: DockerRequest,
  ): Promise<T> {
    return this.#json<T>('POST', path, request);
  }

  /** Nothing happens where there is no such thing. */
  async delete(path: string[], request?: DockerRequest): Promise<void> {
    try {
      await this.#json('DELETE', path, request);
    } catch (error) {
      if (!(error instanceof DockerError && error.status === 404)) {
        throw error;
      }
    }
  }

  /** The body while it comes. */
  async stream(
    method: 'GET' | 'POST',
    path: string[],
    request?: DockerRequest,
  ): Promise<Readable> {
    const version = request?.version;
    const prefix = version ? `/v${version}` : await this.#prefix();
    return this.#send(method, path, request, prefix);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #json<T>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string[],
    request?: DockerRequest,
  ): Promise<T> {
    const body = await this.#send(method, path, request, await this.#prefix());
    return readJson<T>(body);
  }

  /** Speaks the newest version that both sides know: old ones are refused by new engines. */
  async #prefix(): Promise<string> {
    this.#version ??= this.#negotiate().catch(error => {
      this.#version = undefined;
      throw error;
    });
    return this.#version;
  }

  async #negotiate(): Promise<string> {
    const body = await this.#send('GET', ['version'], undefined, '');
    const { ApiVersion, MinAPIVersion } = await readJson<VersionAnswer>(body);
    const wanted = isNewer(ApiVersion, NEWEST) ? NEWEST : ApiVersion;
    return MinAPIVersion && isNewer(MinAPIVersion, wanted)
      ? `/v${MinAPIVersion}`
      : `/v${wanted}`;
  }

  async #send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string[],
    { query, body, headers, signal, timeout = ANSWER }: DockerRequest = {},
    prefix: string,
  ): Promise<Readable> {
    const search = new URLSearchParams(query).toString();
    const target = `${prefix}/${path.map(encodeURIComponent).join('/')}`;
    let answer;
    try {
      answer = await this.#pool.request({
        method,
        path: search ? `${target}?${search}` : target,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
        headersTimeout: timeout,
        // Streams are silent as long as the container is.
        bodyTimeout: 0,
      });
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }
      throw new DockerError(
        0,
        `${method} ${target} was not answered: ${toError(error).message}`,
        { cause: error },
      );
    }
    if (answer.statusCode >= 400) {
      const message = await readMessage(answer.body);
      throw new DockerError(
        answer.statusCode,
        message || `${method} ${target} was answered by ${answer.statusCode}`,
      );
    }
    return answer.body;
  }
}

async function readJson<T>(body: Readable): Promise<T> {
  const text = await readText(body);
  return (text.trim() === '' ? undefined : JSON.parse(text)) as T;
}

async function readText(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `{"message": …}`, or text of a proxy's. */
async function readMessage(body: Readable): Promise<string> {
  const text = await readText(body);
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message : text;
  } catch {
    return text.trim();
  }
}

/** Whether version `a`, such as `1.41`, is newer than `b`. */
function isNewer(a: string, b: string): boolean {
  const [[aMajor, aMinor], [bMajor, bMinor]] = [a, b].map(version =>
    version.split('.').map(Number),
  );
  return aMajor > bMajor || (aMajor === bMajor && aMinor > bMinor);
}
