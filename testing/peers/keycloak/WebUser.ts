import type { Browser, BrowserContext, Page } from 'playwright-core';

/** An answer of the portal. */
export interface Answer {
  status: number;
  // The tests know what they asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** How long a sign-in may take, in milliseconds. */
const LIMIT = 20_000;
/** How long the page may take when the window of the identity provider has closed, in milliseconds. */
const AFTERWARDS = 8_000;

/** Somebody at a browser of their own, who signs in by the identity provider's form. */
export class WebUser {
  readonly page: Page;
  readonly #context: BrowserContext;
  readonly #url: string;
  readonly #apiUrl: string;
  #authorization?: string;

  private constructor(
    context: BrowserContext,
    page: Page,
    url: string,
    apiUrl: string,
  ) {
    this.#context = context;
    this.page = page;
    this.#url = url;
    this.#apiUrl = apiUrl;
    page.on('request', request => {
      const { authorization } = request.headers();
      if (authorization && request.url().startsWith(`${url}/api/`)) {
        this.#authorization = authorization;
      }
    });
  }

  /**
   * @param url - of the portal, for the browser
   * @param apiUrl - of the same portal without the proxy in front
   */
  static async create(
    browser: Browser,
    url: string,
    apiUrl: string,
  ): Promise<WebUser> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    return new WebUser(context, await context.newPage(), url, apiUrl);
  }

  /** Signs in on the page; rejects with what the form, or the page, says when it is refused. */
  async signIn(username: string, password = username): Promise<void> {
    const { page } = this;
    await page.goto(this.#url);
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign In' }).click();
    const popup = await opened;
    await popup
      .locator('#username')
      .fill(username, { timeout: LIMIT })
      .catch(async error => {
        throw new Error(
          `${error}; ${popup.url()} says: ${await popup.locator('body').innerText()}`,
        );
      });
    await popup.locator('#password').fill(password);
    await popup.locator('#kc-login').click();
    const refused = popup.getByText('Invalid username or password').first();
    const refusal = await Promise.race([
      popup.waitForEvent('close', { timeout: LIMIT }).then(() => undefined),
      refused.waitFor().then(
        () => refused.innerText(),
        // Gone with the window, which closes when it has done its work.
        () => undefined,
      ),
    ]);
    if (refusal) {
      throw new Error(refusal);
    }
    await this.#signedIn(AFTERWARDS);
  }

  /** Opens the page anew, which renews the session with the identity provider. */
  async renew(): Promise<void> {
    this.#authorization = undefined;
    await this.page.goto(this.#url);
    await this.#signedIn(LIMIT);
  }

  /** Opens the address that a program asks for, and lets the program act for this user. */
  async authorize(address: string): Promise<void> {
    await this.page.goto(address);
    await this.page.getByRole('button', { name: 'Authorize' }).click();
    await this.page
      .getByText(/signed in|Approved/)
      .first()
      .waitFor();
  }

  /** Sends a request with the token that the page has. */
  async send(method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.#apiUrl}${path}`, {
      method,
      headers: {
        Authorization: this.#authorization ?? '',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: body && JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  async close(): Promise<void> {
    await this.#context.close();
  }

  /** Waits until the page asks the API with a token of its own. */
  async #signedIn(limit: number): Promise<void> {
    const deadline = Date.now() + limit;
    while (!this.#authorization) {
      if (Date.now() > deadline) {
        throw new Error(
          `Nobody is signed in; the page says: ${await this.page
            .locator('body')
            .innerText()}`,
        );
      }
      await this.page.waitForTimeout(100);
    }
  }
}
