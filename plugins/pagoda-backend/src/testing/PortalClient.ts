/** An answer, its body parsed where it is JSON. */
export interface PortalAnswer {
  status: number;
  // The tests know what they asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Sends requests of one caller to PAGoDA's API; over the network, as any client does. */
export class PortalClient {
  readonly #baseUrl: string;
  readonly #authorization?: string;

  /**
   * @param baseUrl - such as `http://localhost:7007/api/pagoda/v1`
   * @param authorization - header of that name
   */
  constructor(baseUrl: string, authorization?: string) {
    this.#baseUrl = baseUrl;
    this.#authorization = authorization;
  }

  /**
   * @param path - below the base URL
   * @param body - sent as JSON; a Buffer as it is
   */
  async send(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<PortalAnswer> {
    const gone = new AbortController();
    const raw = Buffer.isBuffer(body);
    const response = await fetch(`${this.#baseUrl}${path}`, {
      method,
      signal: gone.signal,
      headers: {
        ...(this.#authorization ? { Authorization: this.#authorization } : {}),
        ...(body === undefined
          ? {}
          : {
              'Content-Type': raw
                ? 'application/octet-stream'
                : 'application/json',
            }),
      },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/event-stream')) {
      // It never ends by itself.
      gone.abort();
      return { status: response.status, body: undefined };
    }
    return {
      status: response.status,
      body: type.startsWith('application/json')
        ? await response.json()
        : await response.text(),
    };
  }

  /** The same, and it has to succeed. */
  async expect(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<PortalAnswer['body']> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300) {
      throw new Error(
        `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }
}
