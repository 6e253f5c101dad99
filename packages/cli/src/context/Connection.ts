import { retryingFetch, type RetryOptions } from './retryingFetch';
import type { Session } from './Session';

/** How long an answer may take to begin, in milliseconds, where nothing else is said. */
const PATIENCE = 60_000;

/** How {@link Connection.send} sends. */
export interface SendOptions extends Omit<RetryOptions, 'onRetry'> {
  /** The body is there but once, so that nothing is sent again. */
  once?: boolean;
}

/** Sends requests to one server in the user's name. */
export class Connection {
  readonly #session: Session;
  readonly #onRetry?: (pause: number) => void;

  /**
   * @param onRetry - told before a request is sent again, with the pause in milliseconds
   */
  constructor(session: Session, onRetry?: (pause: number) => void) {
    this.#session = session;
    this.#onRetry = onRetry;
  }

  /**
   * Sends a request with the user's token; again where the network fails for a moment and it may be sent twice; and with
   * a new token where the server does not take the one that was kept.
   *
   * @param make - makes the request, anew for each attempt
   */
  async send(
    make: () => Request,
    { once, ...rest }: SendOptions = {},
  ): Promise<Response> {
    const options = once ? { ...rest, repeatable: false } : rest;
    const token = await this.#session.token();
    const response = await this.#sendAs(token, make, options);
    if (response.status !== 401 || once || !this.#session.renewable) {
      return response;
    }
    await response.body?.cancel();
    return this.#sendAs(await this.#session.token(token), make, options);
  }

  #sendAs(
    token: string,
    make: () => Request,
    options: RetryOptions,
  ): Promise<Response> {
    return retryingFetch(
      () => {
        const request = make();
        request.headers.set('Authorization', `Bearer ${token}`);
        return request;
      },
      { patience: PATIENCE, onRetry: this.#onRetry, ...options },
    );
  }
}
