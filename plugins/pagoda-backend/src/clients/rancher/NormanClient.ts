import { request, type Dispatcher } from 'undici';
import { RancherError } from './RancherError';

/** Waited for a whole answer, in milliseconds. */
const REQUEST = 30_000;
/** More of an answer that is no JSON says nothing more; in characters. */
const SHOWN = 300;

/** An error of Rancher's API `/v3`: rancher/norman httperror. */
interface NormanFailure {
  message?: string;
  code?: string;
  fieldName?: string;
}

/** Speaks Rancher's API `/v3` ("norman"), of which little is needed. */
export class NormanClient {
  readonly #base: string;
  readonly #token: string;
  readonly #dispatcher: Dispatcher;
  readonly #timeout: number;
  readonly #limiter: { take(): Promise<void> };

  constructor(options: {
    /** Without a slash at the end. */
    url: string;
    token: string;
    dispatcher: Dispatcher;
    requestMs?: number;
    limiter: { take(): Promise<void> };
  }) {
    this.#base = `${options.url}/v3`;
    this.#token = options.token;
    this.#dispatcher = options.dispatcher;
    this.#timeout = options.requestMs ?? REQUEST;
    this.#limiter = options.limiter;
  }

  /**
   * Sends one request, and does not repeat it.
   *
   * @param path - below `/v3`; each part is encoded
   * @throws RancherError
   */
  async send<T>(
    method: Dispatcher.HttpMethod,
    path: readonly string[],
    options: { action?: string; body?: unknown } = {},
  ): Promise<T> {
    const { action, body } = options;
    const url = new URL(
      [this.#base, ...path.map(part => encodeURIComponent(part))].join('/'),
    );
    if (action !== undefined) {
      url.searchParams.set('action', action);
    }
    const what = `${method} ${url.pathname}${url.search}`;
    await this.#limiter.take();
    let answer: Dispatcher.ResponseData;
    let text: string;
    try {
      answer = await request(url, {
        method,
        headers: {
          Accept: 'application/json',
          Authorization: `Bearer ${this.#token}`,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        dispatcher: this.#dispatcher,
        signal: AbortSignal.timeout(this.#timeout),
      });
      text = await answer.body.text();
    } catch (error) {
      throw notReached(what, error);
    }
    if (answer.statusCode >= 400) {
      throw toFailure(what, answer, text);
    }
    if (answer.statusCode >= 300) {
      throw new RancherError(
        `${what}: HTTP ${answer.statusCode}, which leads elsewhere; the URL of Rancher itself is needed`,
        { status: answer.statusCode },
      );
    }
    try {
      return (text.trim() === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      throw new RancherError(
        `${what}: something else than Rancher answers: ${shorten(text)}`,
        { status: 0, cause: error },
      );
    }
  }
}

function toFailure(
  what: string,
  { statusCode, headers }: Dispatcher.ResponseData,
  text: string,
): RancherError {
  const retryAfter = Number(headers['retry-after']);
  const common = {
    status: statusCode,
    ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
  };
  try {
    const { message, code, fieldName } = JSON.parse(text) as NormanFailure;
    if (message || code) {
      const field = fieldName ? ` (${fieldName})` : '';
      return new RancherError(`${what}: ${message || code}${field}`, {
        ...{ ...common, code, fieldName },
      });
    }
  } catch {
    // A proxy before Rancher has answered, with a text or with nothing.
  }
  return new RancherError(
    `${what}: HTTP ${statusCode}, not in the words of Rancher: ${shorten(text)}`,
    common,
  );
}

function notReached(what: string, error: unknown): RancherError {
  const { message, cause } = error as Error & { cause?: Error };
  return new RancherError(
    `${what}: Rancher was not reached: ${cause?.message ?? message}`,
    { status: 0, cause: error },
  );
}

function shorten(text: string): string {
  return text.slice(0, SHOWN).trim() || 'empty';
}
