import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { request, type Dispatcher } from 'undici';
import { CallLimiter } from '../CallLimiter';
import { createDispatcher } from './createDispatcher';
import type { OpenStackConnection } from './OpenStackConnection';
import { OpenStackError } from './OpenStackError';
import { readFailure } from './readFailure';

/** One request to a service, and what may be done when it fails. */
export interface Exchange {
  service: string;
  method: Dispatcher.HttpMethod;
  url: URL;
  headers?: Record<string, string>;
  body?: string;
  /** Doing it twice is as good as once. */
  repeatable: boolean;
  signal?: AbortSignal;
}

/** An answer of 2xx, or of 300, with which roots tell their versions. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** What was asked of a service since the start. */
export interface CallCount {
  /** Requests that went out, repeated ones among them. */
  calls: number;
  /** Of those, the ones that were repeats. */
  repeats: number;
  /** Of those, the ones without an answer of 2xx. */
  failures: number;
}

const REQUEST = 30_000;
const CALLS_PER_MINUTE = 300;
const TRIES = 4;
/** First pause before a repeat, which doubles; in milliseconds. */
const PAUSE = 500;
/** Whoever must wait longer than this is told so instead; in seconds. */
const LONGEST_WAIT = 20;
/** The request cannot have reached the service. */
const NOT_SENT = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Nor with these, which do not pass: a name, a certificate. */
const NOT_SENT_EVER =
  /^(ENOTFOUND|CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;
const TIMEOUTS = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ABORT_ERR',
]);

/**
 * Carries requests to the services of one cloud: not more than agreed a minute, each with a limit in time, repeated where a
 * repeat does no harm. Throws {@link OpenStackError}; an aborted signal throws its reason.
 */
export class HttpTransport {
  readonly #dispatcher: Dispatcher;
  readonly #limiter: CallLimiter;
  readonly #limitMs: number;
  readonly #counts = new Map<string, CallCount>();

  constructor(connection: OpenStackConnection) {
    this.#dispatcher = createDispatcher(connection);
    this.#limiter = new CallLimiter(
      connection.callsPerMinute ?? CALLS_PER_MINUTE,
    );
    this.#limitMs = connection.timeouts?.requestMs ?? REQUEST;
  }

  async send(exchange: Exchange): Promise<Answer> {
    const { signal } = exchange;
    try {
      return await this.#untilDone(exchange);
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  }

  async #untilDone(exchange: Exchange): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(exchange, attempt);
      } catch (error) {
        const wait = this.#repeatAfter(error, exchange, attempt);
        if (wait === undefined) {
          throw error;
        }
        await sleep(wait, undefined, { signal: exchange.signal });
      }
    }
  }

  /** By service, such as `compute`. */
  counts(): Record<string, CallCount> {
    return Object.fromEntries(
      [...this.#counts].map(([service, count]) => [service, { ...count }]),
    );
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #once(exchange: Exchange, attempt: number): Promise<Answer> {
    const { service, method, url, headers, body, signal } = exchange;
    await this.#limiter.take(signal);
    const count = this.#count(service);
    count.calls += 1;
    count.repeats += attempt > 1 ? 1 : 0;
    const limit = AbortSignal.timeout(this.#limitMs);
    let answer: Answer;
    try {
      const response = await request(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body,
        dispatcher: this.#dispatcher,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      answer = {
        status: response.statusCode,
        headers: response.headers,
        text: await response.body.text(),
      };
    } catch (error) {
      if (signal?.aborted) {
        throw error;
      }
      count.failures += 1;
      throw this.#unreachable(exchange, error, limit.aborted);
    }
    if (answer.status >= 200 && answer.status <= 300) {
      return answer;
    }
    count.failures += 1;
    throw toError(exchange, answer);
  }

  #count(service: string): CallCount {
    const count = this.#counts.get(service) ?? {
      ...{ calls: 0, repeats: 0, failures: 0 },
    };
    this.#counts.set(service, count);
    return count;
  }

  /** Milliseconds; `undefined` for never. */
  #repeatAfter(
    error: unknown,
    { repeatable }: Exchange,
    attempt: number,
  ): number | undefined {
    if (!(error instanceof OpenStackError)) {
      return undefined;
    }
    const { code, status, retryAfterSeconds } = error;
    if (code === 'RateLimited') {
      this.#limiter.pause(Math.min(retryAfterSeconds ?? 1, LONGEST_WAIT));
    }
    const may =
      code === 'RateLimited' ||
      (status === 503 && retryAfterSeconds !== undefined) ||
      (repeatable && [502, 503, 504].includes(status)) ||
      (status === 0 && isTransient(error, repeatable));
    const least = (retryAfterSeconds ?? 0) * 1000;
    if (!may || attempt >= TRIES || least > LONGEST_WAIT * 1000) {
      return undefined;
    }
    const pause = PAUSE * 2 ** (attempt - 1);
    return least + pause / 2 + Math.random() * pause;
  }

  #unreachable(
    { service, method, url, repeatable }: Exchange,
    error: unknown,
    late: boolean,
  ): OpenStackError {
    const { message, code, cause } = error as Error & {
      code?: string;
      cause?: { code?: string; message?: string };
    };
    const known = cause?.code ?? code;
    const detail = (cause?.message ?? message) || (known ?? 'unknown');
    return new OpenStackError({
      status: 0,
      code: 'Unreachable',
      ...{ service, method, path: url.pathname },
      reason: late
        ? `no answer within ${this.#limitMs / 1000} s`
        : `the service was not reached: ${detail}`,
      uncertain: !repeatable && (late || !isNotSent(known)),
      cause: late ? { code: 'ABORT_ERR' } : { code: known },
    });
  }
}

/** The error that an answer tells. */
export function toError(exchange: Exchange, answer: Answer): OpenStackError {
  const { service, method, url, repeatable } = exchange;
  const { status, headers, text } = answer;
  const { code, reason } = readFailure(status, text);
  const retryAfter = readRetryAfter(headers['retry-after']);
  return new OpenStackError({
    ...{ status, code, reason, service, method, path: url.pathname },
    requestId: requestIdOf(headers),
    // Cinder says `Retry-After: 0` with what is over quota.
    ...(code !== 'OverQuota' && { retryAfterSeconds: retryAfter }),
    uncertain: !repeatable && status >= 500 && retryAfter === undefined,
  });
}

/** `x-openstack-request-id`, of an older Nova or Cinder `x-compute-request-id`. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id =
    headers['x-openstack-request-id'] ?? headers['x-compute-request-id'];
  return Array.isArray(id) ? id[0] : id;
}

/** Seconds, or a date: RFC 9110, 10.2.3. */
function readRetryAfter(
  header: string | string[] | undefined,
): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') {
    return undefined;
  }
  const seconds = Number(header);
  const wait = Number.isNaN(seconds)
    ? (Date.parse(header) - Date.now()) / 1000
    : seconds;
  return Number.isNaN(wait) ? undefined : Math.max(0, Math.ceil(wait));
}

function isNotSent(code: string | undefined): boolean {
  return code !== undefined && (NOT_SENT.has(code) || NOT_SENT_EVER.test(code));
}

/** Whether a request without an answer is worth a repeat. Silence is not: the next one would wait as long. */
function isTransient(error: OpenStackError, repeatable: boolean): boolean {
  const code = (error.cause as { code?: string } | undefined)?.code ?? '';
  if (NOT_SENT.has(code)) {
    return true;
  }
  return repeatable && !TIMEOUTS.has(code) && !NOT_SENT_EVER.test(code);
}
