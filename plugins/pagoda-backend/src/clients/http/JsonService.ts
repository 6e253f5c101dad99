import { Agent, request, type Dispatcher, type FormData } from 'undici';
import { HttpServiceError } from './HttpServiceError';

/** Waited for a whole answer, in milliseconds. */
const REQUEST = 20_000;
/** More of an answer that is no JSON says nothing more; in characters. */
const SHOWN = 300;

/** How a service is reached. */
export interface JsonServiceOptions {
  /** As people call it, such as Grafana. */
  product: string;
  /** Without a slash at the end; it may have a path. */
  url: string;
  /** Sent with each request, such as Authorization. */
  headers: Record<string, string>;
  /** Certificates that it is trusted by, in PEM; default: those of the system. */
  ca?: string;
  requestMs?: number;
}

/** One request. */
export interface JsonRequest {
  query?: Record<string, string>;
  body?: unknown;
  /** In place of `body`. */
  form?: FormData;
  /** Statuses from 300 that are an answer and no error. */
  expected?: number[];
}

/** Sends requests to one HTTP service that answers in JSON, and repeats none. */
export class JsonService {
  readonly dispatcher: Dispatcher;
  readonly #options: JsonServiceOptions;

  constructor(options: JsonServiceOptions) {
    this.#options = options;
    this.dispatcher = new Agent({ connect: { ca: options.ca } });
  }

  /**
   * @param path - below the service's URL; each part is encoded
   * @throws HttpServiceError
   */
  async send<T>(
    method: Dispatcher.HttpMethod,
    path: readonly string[],
    { query = {}, body, form, expected = [] }: JsonRequest = {},
  ): Promise<{ status: number; body: T }> {
    const { product, headers, requestMs = REQUEST } = this.#options;
    const url = this.urlOf(path, query);
    const what = `${method} ${url.pathname} of ${product}`;
    let answer: Dispatcher.ResponseData;
    let text: string;
    try {
      answer = await request(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...headers,
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
        dispatcher: this.dispatcher,
        signal: AbortSignal.timeout(requestMs),
      });
      text = await answer.body.text();
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error };
      throw new HttpServiceError(
        `${product} was not reached at ${url.origin}: ${cause?.message || message}`,
        { status: 0, cause: error },
      );
    }
    const { statusCode: status } = answer;
    const parsed = parse(text);
    if (status >= 300 && !expected.includes(status)) {
      throw new HttpServiceError(
        `${what}: HTTP ${status}: ${messageOf(parsed) ?? shorten(text)}`,
        { status, answer: parsed },
      );
    }
    if (parsed === undefined) {
      throw new HttpServiceError(
        `${what}: something else than ${product} answers: ${shorten(text)}`,
        { status: 0 },
      );
    }
    return { status, body: parsed as T };
  }

  /** Where a path is; each part is encoded. */
  urlOf(path: readonly string[], query: Record<string, string> = {}): URL {
    const url = new URL(
      [this.#options.url, ...path.map(part => encodeURIComponent(part))].join(
        '/',
      ),
    );
    for (const [name, value] of Object.entries(query)) {
      url.searchParams.set(name, value);
    }
    return url;
  }

  /** Lets go of its connections. */
  async close(): Promise<void> {
    await this.dispatcher.close();
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What answers is not the service, or a proxy before it; the caller says so.
    return undefined;
  }
}

function messageOf(answer: unknown): string | undefined {
  const message = (answer as { message?: unknown } | undefined)?.message;
  return typeof message === 'string' ? message : undefined;
}

function shorten(text: string): string {
  return text.slice(0, SHOWN).trim() || 'empty';
}
