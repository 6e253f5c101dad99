import { chromium, type Browser, type Page } from 'playwright-core';

declare global {
  // Read by ScreenshotEnvironment, which lives outside of the tests' world.
  // eslint-disable-next-line no-var
  var pagodaPages: Page[];
}

/** How long a page may take to show what is waited for, unless told otherwise; in milliseconds. */
const PATIENCE = 20_000;

/** A headless Chromium. What breaks in a page without being seen fails the test, by {@link TestBrowser.check}. */
export class TestBrowser {
  readonly #browser: Browser;
  readonly #url: string;
  readonly #patience: number;
  #problems: string[] = [];

  private constructor(browser: Browser, url: string, patience: number) {
    this.#browser = browser;
    this.#url = url;
    this.#patience = patience;
    globalThis.pagodaPages = [];
  }

  /**
   * @param url - of the portal
   * @param patience - how long a page may take to show what is waited for, in milliseconds
   */
  static async launch(url: string, patience = PATIENCE): Promise<TestBrowser> {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    });
    return new TestBrowser(browser, url, patience);
  }

  /** Opens a page in a profile of its own, signed in as a persona, or at the sign-in page when there is none. */
  async open(path: string, persona?: string): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1360, height: 850 },
      acceptDownloads: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    context.setDefaultTimeout(this.#patience);
    if (persona) {
      await context.addInitScript(name => {
        // Once: signing out has to work.
        if (!sessionStorage.getItem('test.signedIn')) {
          sessionStorage.setItem('test.signedIn', 'yes');
          localStorage.setItem('pagoda.persona', name);
        }
      }, persona);
    }
    const page = await context.newPage();
    page.on('pageerror', error => {
      this.#problems.push(`${page.url()}: ${error.stack ?? error.message}`);
    });
    page.on('console', message => {
      if (/Content Security Policy/.test(message.text())) {
        this.#problems.push(`${page.url()}: ${message.text()}`);
      }
    });
    globalThis.pagodaPages.push(page);
    await page.goto(`${this.#url}${path}`);
    return page;
  }

  /** Closes all pages; throws when a script threw in one, or was refused. */
  async check(): Promise<void> {
    const problems = this.#problems;
    this.#problems = [];
    await Promise.all(this.#browser.contexts().map(context => context.close()));
    globalThis.pagodaPages = [];
    if (problems.length > 0) {
      throw new Error(`Broken in the page:\n${problems.join('\n')}`);
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
