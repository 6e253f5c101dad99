import { pipeline } from 'node:stream/promises';
import { ServiceUnavailableError, toError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Request, Response } from 'express';
import { Agent, request, type Dispatcher } from 'undici';
import { checkFraming } from './checkFraming';
import type { ViewKeys } from './ViewKeys';

/** What {@link GrafanaForwarder} needs. */
export interface GrafanaForwarderOptions {
  /** Of Grafana, without a slash at the end; with the path that it serves from. */
  url: string;
  /** In PEM. */
  ca?: string;
  keys: ViewKeys;
  /** Who says who the user is: this portal. */
  issuer: string;
  audience: string;
  /** That a token is valid for. */
  lifetimeSeconds: number;
  logger: LoggerService;
}

/** A request that may be passed on. */
export interface ForwardedRequest {
  /** Entity reference. */
  user: string;
  /** Decoded parts below Grafana's address. */
  path: readonly string[];
  /** In place of the request's. */
  body?: unknown;
  /** A document that is shown in a frame. */
  isPage?: boolean;
  /** Of the pages that may show frames. */
  pageOrigins: readonly string[];
  req: Request;
  res: Response;
}

/** Waited for the beginning of an answer, in milliseconds. */
const PATIENCE = 30_000;

/** What goes on to Grafana: neither cookies nor the portal's own token. */
const SENT = ['accept', 'accept-encoding', 'accept-language', 'if-none-match'];
/** What comes back: neither cookies nor what Grafana says of frames, which was judged already. */
const RETURNED = [
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
  'etag',
  'last-modified',
  'vary',
];

/** Passes requests on to Grafana as a user, who is named in a token that is signed here: `[auth.jwt]`, X-JWT-Assertion. */
export class GrafanaForwarder {
  readonly #options: GrafanaForwarderOptions;
  readonly #dispatcher: Dispatcher;

  constructor(options: GrafanaForwarderOptions) {
    this.#options = options;
    this.#dispatcher = new Agent({ connect: { ca: options.ca } });
  }

  /** @throws ServiceUnavailableError when Grafana does not answer, does not take the token, or forbids frames */
  async forward(forwarded: ForwardedRequest): Promise<void> {
    const { req, res, isPage = false, pageOrigins } = forwarded;
    const answer = await this.#ask(forwarded);
    const { statusCode, headers, body } = answer;
    const complain = async (message: string) => {
      await body.dump();
      throw new ServiceUnavailableError(message);
    };
    if (
      statusCode === 401 ||
      (statusCode >= 300 && statusCode < 400 && statusCode !== 304)
    ) {
      await complain(
        "Grafana does not take PAGoDA's sign-in: check [auth.jwt] in Grafana, and that it serves from the path in pagoda.monitoring.grafana.url",
      );
    }
    if (isPage) {
      const [page] = pageOrigins;
      const refusal = checkFraming(
        { 'x-frame-options': headers['x-frame-options'] },
        { frame: page, page },
      );
      if (refusal !== undefined) {
        await complain(
          `Grafana cannot be shown here: ${refusal}. Set allow_embedding in [security] of Grafana`,
        );
      }
    }
    res.status(statusCode);
    for (const name of RETURNED) {
      const value = headers[name];
      if (value !== undefined) {
        res.setHeader(name, value);
      }
    }
    if (isPage) {
      res.setHeader('Content-Security-Policy', policyOf(pageOrigins));
      res.removeHeader('X-Frame-Options');
    }
    try {
      await pipeline(body, res);
    } catch (error) {
      // Nobody is left to be told: the browser has gone, or knows that the answer was cut off.
      this.#options.logger.debug(
        `An answer of Grafana to ${req.method} was cut off`,
        toError(error),
      );
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  async #ask(forwarded: ForwardedRequest): Promise<Dispatcher.ResponseData> {
    const { keys, issuer, audience, lifetimeSeconds } = this.#options;
    const { user, path, body, req, isPage } = forwarded;
    const token = await keys.sign(
      { iss: issuer, aud: audience, sub: user, role: 'Viewer' },
      lifetimeSeconds,
    );
    const url = new URL(
      [this.#options.url, ...path.map(part => encodeURIComponent(part))].join(
        '/',
      ),
    );
    const { searchParams } = new URL(req.url, 'http://portal.invalid');
    url.search = searchParams.toString();
    try {
      return await request(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...Object.fromEntries(
            SENT.flatMap(name => {
              const value = req.headers[name];
              return typeof value === 'string' ? [[name, value]] : [];
            }),
          ),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          // Also where a page of the portal asks first whether there is something to show.
          ...(isPage && { accept: 'text/html' }),
          'x-jwt-assertion': token,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        dispatcher: this.#dispatcher,
        headersTimeout: PATIENCE,
      });
    } catch (error) {
      const { message, cause } = error as Error & { cause?: Error };
      this.#options.logger.warn(
        `Grafana was not reached: ${cause?.message || message}`,
      );
      // Where it was looked for is in the log, and for nobody else.
      throw new ServiceUnavailableError('Grafana does not answer');
    }
  }
}

/** Grafana's pages bring scripts of their own in the document; nothing comes from elsewhere. */
function policyOf(pageOrigins: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    `frame-ancestors ${["'self'", ...pageOrigins].join(' ')}`,
  ].join('; ');
}
