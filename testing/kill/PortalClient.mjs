/** The portal has answered, but not as it should: not an effect of being killed. */
export class UnexpectedAnswer extends Error {}

/** Speaks to a portal that may be gone at any moment. */
export class PortalClient {
  #url;
  #token;

  /** @param {string} url */
  constructor(url) {
    this.#url = url;
  }

  async signIn(persona) {
    const { body } = await this.#fetch(
      'GET',
      `/api/auth/demo/refresh?persona=${persona}`,
    );
    this.#token = JSON.parse(body).backstageIdentity.token;
  }

  /** The answer to a request, whose body is read in full; rejects when the portal went away meanwhile. */
  async send(method, path, { body, headers, expect = [200, 201] } = {}) {
    const answer = await this.#fetch(method, `/api/pagoda/v1${path}`, {
      body,
      headers,
    });
    if (!expect.includes(answer.status)) {
      throw new UnexpectedAnswer(
        `${method} ${path}: ${answer.status} ${answer.body}`,
      );
    }
    return answer.json ? JSON.parse(answer.body) : answer.body;
  }

  async #fetch(method, path, { body, headers } = {}) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#token && { Authorization: `Bearer ${this.#token}` }),
        ...(body && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    return {
      status: response.status,
      json: response.headers.get('content-type')?.includes('json') ?? false,
      body: await response.text(),
    };
  }
}
