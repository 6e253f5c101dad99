import { HttpTransport, requestIdOf, type Answer } from './HttpTransport';
import { identityBase, KeystoneSession, type Token } from './KeystoneSession';
import {
  choose,
  isBelow,
  MICROVERSIONS,
  readVersions,
  type OfferedVersions,
} from './Microversion';
import type { OpenStackConnection } from './OpenStackConnection';
import { OpenStackError } from './OpenStackError';
import { shorten } from './readFailure';
import { readNextMarker } from './readNextMarker';
import type { Endpoint, OpenStackService } from './ServiceCatalog';

type QueryValue = string | number | boolean | undefined;

/** What is asked of a service. */
export interface OpenStackRequest {
  service: OpenStackService;
  /** `GET` by default. */
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments after the endpoint; each is encoded. */
  path: readonly string[];
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Beside the usual ones. */
  headers?: Record<string, string>;
  /** The answer must have this key; it is garbage otherwise. */
  expects?: string;
  /** The lowest microversion with which this can be asked. */
  needs?: string;
  /** The one to ask with, where not the newest that this client knows. */
  microversion?: string;
  signal?: AbortSignal;
}

/** How long the versions of a service are believed, in milliseconds: clouds are upgraded now and then. */
const BELIEVED = 60 * 60_000;
const PAGE = 500;

interface Negotiated {
  offered: OfferedVersions | undefined;
  at: number;
}

/** Asks the services of one cloud, each with the token, the endpoint and the microversion that it needs. */
export class ServiceCaller {
  readonly #transport: HttpTransport;
  readonly #session: KeystoneSession;
  readonly #identity: Endpoint;
  readonly #versions = new Map<OpenStackService, Promise<Negotiated>>();

  constructor(connection: OpenStackConnection, transport: HttpTransport) {
    this.#transport = transport;
    this.#session = new KeystoneSession(connection, transport);
    const base = identityBase(connection.authUrl);
    this.#identity = { base, root: base, version: 'v3' };
  }

  token(): Promise<Token> {
    return this.#session.token();
  }

  async projectId(): Promise<string> {
    return (await this.token()).projectId;
  }

  /** `undefined` for an empty answer. */
  async request<T>(request: OpenStackRequest): Promise<T> {
    const { service } = request;
    let token = await this.token();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once<T>(request, token);
      } catch (error) {
        const isFirst = attempt === 1;
        if (isFirst && OpenStackError.is(error, 'Unauthorized')) {
          // Expired early, or revoked: a refused request was not done.
          token = await this.#session.renew(token);
        } else if (isFirst && isVersionRefused(error)) {
          // The cloud has gone back to an older version, or the answer came from another server.
          this.#versions.delete(service);
        } else {
          throw error;
        }
      }
    }
  }

  /** As {@link ServiceCaller.request}; `undefined` where there is no such thing. */
  async find<T>(request: OpenStackRequest): Promise<T | undefined> {
    try {
      return await this.request<T>(request);
    } catch (error) {
      if (OpenStackError.is(error, 'NotFound')) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * All of a collection, page by page.
   *
   * @param key of the answer in which the items are
   */
  async *list<T extends { id?: string; uuid?: string }>(
    request: OpenStackRequest,
    key: string,
  ): AsyncGenerator<T> {
    let marker: string | undefined;
    do {
      const body: Record<string, unknown> | undefined = await this.request({
        ...request,
        query: { limit: PAGE, ...request.query, marker },
      });
      const items = body?.[key];
      if (!Array.isArray(items)) {
        throw this.#garbage(request, `the answer has no list of ${key}`);
      }
      yield* items as T[];
      const last = (items as T[]).at(-1);
      const next = readNextMarker(body ?? {}, last?.id ?? last?.uuid);
      if (next !== undefined && next === marker) {
        throw this.#garbage(request, `page ${next} leads to itself`);
      }
      marker = next;
    } while (marker !== undefined);
  }

  /** The microversion that is asked with; `undefined` where the service has none. */
  async microversion(
    service: OpenStackService,
    wanted?: string,
  ): Promise<string | undefined> {
    const known = MICROVERSIONS[service];
    if (!known) {
      return undefined;
    }
    const { offered } = await this.#negotiated(service);
    return offered && choose(wanted ?? known.wanted, offered);
  }

  async #once<T>(request: OpenStackRequest, token: Token): Promise<T> {
    const { service, method = 'GET', query = {}, body, signal } = request;
    const headers: Record<string, string> = {
      ...request.headers,
      'X-Auth-Token': token.value,
    };
    const microversion = await this.#versionFor(request);
    const name = MICROVERSIONS[service]?.header;
    if (microversion !== undefined && name !== undefined) {
      headers['OpenStack-API-Version'] = `${name} ${microversion}`;
    }
    const url = new URL(
      [this.#endpoint(service, token).base, ...request.path.map(encode)].join(
        '/',
      ),
    );
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    const answer = await this.#transport.send({
      ...{ service, method, url, headers, signal },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      repeatable: method === 'GET',
    });
    return this.#read<T>(request, answer);
  }

  async #versionFor(request: OpenStackRequest): Promise<string | undefined> {
    const { service, needs, microversion, method = 'GET' } = request;
    const chosen = await this.microversion(service, microversion);
    if (needs !== undefined && (!chosen || isBelow(chosen, needs))) {
      throw new OpenStackError({
        ...{ status: 0, code: 'NotOffered', service, method },
        path: `/${request.path.map(encode).join('/')}`,
        reason: `the cloud offers microversion ${chosen ?? 'none'}; this needs ${needs}`,
      });
    }
    return chosen;
  }

  #endpoint(service: OpenStackService, { catalog }: Token): Endpoint {
    return service === 'identity' ? this.#identity : catalog.get(service);
  }

  #negotiated(service: OpenStackService): Promise<Negotiated> {
    const known = this.#versions.get(service);
    if (known !== undefined) {
      return known.then(found =>
        Date.now() - found.at < BELIEVED
          ? found
          : this.#startNegotiation(service),
      );
    }
    return this.#startNegotiation(service);
  }

  #startNegotiation(service: OpenStackService): Promise<Negotiated> {
    const negotiation = this.#negotiate(service).catch((error: unknown) => {
      this.#versions.delete(service);
      throw error;
    });
    this.#versions.set(service, negotiation);
    return negotiation;
  }

  /** Asks the root, which some clouds hide, and then the version itself. */
  async #negotiate(service: OpenStackService): Promise<Negotiated> {
    const token = await this.token();
    const { root, base, version } = this.#endpoint(service, token);
    const versioned = base.slice(0, root.length + 1 + version.length);
    for (const address of [`${root}/`, `${versioned}/`]) {
      try {
        const { text } = await this.#transport.send({
          ...{ service, method: 'GET', url: new URL(address) },
          headers: { 'X-Auth-Token': token.value },
          repeatable: true,
        });
        const offered = readVersions(text, version);
        if (offered) {
          return { offered, at: Date.now() };
        }
      } catch (error) {
        const isHidden =
          error instanceof OpenStackError &&
          error.status >= 400 &&
          error.status < 500 &&
          error.code !== 'RateLimited';
        if (!isHidden) {
          throw error;
        }
      }
    }
    return { offered: undefined, at: Date.now() };
  }

  #read<T>(request: OpenStackRequest, { status, headers, text }: Answer): T {
    const { expects } = request;
    const about = { status, requestId: requestIdOf(headers) };
    let body: unknown;
    try {
      body = text.trim() === '' ? undefined : JSON.parse(text);
    } catch {
      const reason = `the answer is not JSON: ${shorten(text)}`;
      throw this.#garbage(request, reason, about);
    }
    if (expects !== undefined && !hasKey(body, expects)) {
      throw this.#garbage(request, `the answer has no ${expects}`, about);
    }
    return body as T;
  }

  #garbage(
    { service, method = 'GET', path }: OpenStackRequest,
    reason: string,
    about: { status: number; requestId?: string } = { status: 200 },
  ): OpenStackError {
    return new OpenStackError({
      ...{ ...about, code: 'Garbage', service, method, reason },
      path: `/${path.map(encode).join('/')}`,
      uncertain: method !== 'GET',
    });
  }
}

function encode(part: string): string {
  if (part === '.' || part === '..' || part === '') {
    throw new TypeError(`'${part}' cannot be part of a path`);
  }
  return encodeURIComponent(part);
}

function hasKey(body: unknown, key: string): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    (body as Record<string, unknown>)[key] !== undefined &&
    (body as Record<string, unknown>)[key] !== null
  );
}

function isVersionRefused(error: unknown): boolean {
  return error instanceof OpenStackError && error.status === 406;
}
