import { sharedPortalUrl } from '../sharedPortal';
import { TestBrowser } from './TestBrowser';

describe('signing in', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch(sharedPortalUrl());
  });
  afterEach(() => browser.check());
  afterAll(() => browser.close());

  it('offers the personas, remembers the choice and forgets it on signing out', async () => {
    const page = await browser.open('/runs');
    for (const name of [
      'researcher',
      'researcher2',
      'viewer',
      'administrator',
    ]) {
      await page
        .getByRole('button', { name: `Sign in as ${name}`, exact: true })
        .waitFor();
    }

    await page
      .getByRole('button', { name: 'Sign in as viewer', exact: true })
      .click();
    await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();

    await page.reload();
    await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor();
    expect(
      await page.getByRole('button', { name: /^Sign in as/ }).count(),
    ).toBe(0);

    await page.goto(`${sharedPortalUrl()}/settings`);
    await page.getByRole('link', { name: 'Viewer' }).first().waitFor();
    await page.getByTestId('user-settings-menu').click();
    await page.getByRole('menuitem', { name: 'Sign Out' }).click();
    await page
      .getByRole('button', { name: 'Sign in as viewer', exact: true })
      .waitFor();
  });

  it('says so when the server refuses, and lets one try again', async () => {
    const page = await browser.open('/');
    await page.route('**/api/auth/demo/refresh**', route =>
      route.fulfill({
        status: 503,
        contentType: 'application/json',
        body: JSON.stringify({
          error: {
            name: 'ServiceUnavailableError',
            message: 'Down for repair',
          },
          response: { statusCode: 503 },
        }),
      }),
    );
    const button = page.getByRole('button', {
      name: 'Sign in as researcher',
      exact: true,
    });
    await button.click();
    await page.getByRole('alert').getByText('Down for repair').waitFor();

    await page.unroute('**/api/auth/demo/refresh**');
    await button.click();
    await page.getByRole('heading', { name: 'Home', exact: true }).waitFor();
  });
});
