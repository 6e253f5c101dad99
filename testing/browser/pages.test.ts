import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { sharedPortalUrl } from '../sharedPortal';
import { TestBrowser } from './TestBrowser';

const AXE = readFileSync(require.resolve('axe-core'), 'utf8');

/** Pages, what they have shown when they are complete, and who looks at them. */
const PAGES: [path: string, shown: string | RegExp, persona: string][] = [
  ['/', 'Home', 'researcher'],
  ['/runs', 'Runs', 'researcher'],
  ['/experiments', 'Experiments', 'researcher'],
  [
    '/experiments/demo/montecarlo-pi',
    'Monte-Carlo estimate of π',
    'researcher',
  ],
  ['/experiments/demo/montecarlo-pi/start', /^Start /, 'researcher'],
  ['/volumes', 'Volumes', 'researcher'],
  ['/projects/demo', 'Demo', 'administrator'],
  ['/clusters', 'Clusters', 'researcher'],
  ['/clusters/local', /local/i, 'administrator'],
  ['/fleet', 'Fleet', 'administrator'],
  ['/fleet?tab=volumes', 'Fleet', 'administrator'],
  ['/fleet?tab=projects', 'Fleet', 'administrator'],
  ['/fleet?tab=clouds', 'Fleet', 'administrator'],
  ['/fleet?tab=leaks', 'Fleet', 'administrator'],
  ['/fleet', 'Fleet', 'researcher'],
  ['/tokens', 'Access tokens', 'researcher'],
];

describe('every page of PAGoDA', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch(sharedPortalUrl());
  });
  afterEach(() => browser.check());
  afterAll(() => browser.close());

  it.each(PAGES)(
    '%s opens and can be used by anybody',
    async (path, shown, persona) => {
      const page = await browser.open(path, persona);
      await page
        .getByRole('heading', { name: shown, exact: true })
        .first()
        .waitFor();
      await page.waitForFunction(
        () => !document.querySelector('[class*="bui-Skeleton"]'),
      );
      expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
      expect(await accessibilityProblems(page)).toEqual([]);
    },
  );

  it('leads administrators alone to the fleet', async () => {
    const page = await browser.open('/', 'administrator');
    await page.getByRole('link', { name: 'Fleet' }).click();
    await page.waitForURL('**/fleet');
    await page
      .getByRole('heading', { name: /^(Needs you|Nothing needs you)$/ })
      .first()
      .waitFor();
    const other = await browser.open('/', 'researcher');
    await other.getByRole('link', { name: 'Clusters' }).waitFor();
    // Who looks is known when the page greets him with his projects.
    await other.waitForFunction(
      () => !document.querySelector('[class*="bui-Skeleton"]'),
    );
    expect(await other.getByRole('link', { name: 'Fleet' }).count()).toBe(0);
  });

  it('has a page for what does not exist', async () => {
    const page = await browser.open('/runs/no-such-run', 'researcher');
    await page.getByRole('alert').first().waitFor();
    const elsewhere = await browser.open('/no-such-page', 'researcher');
    await elsewhere
      .getByText(/404|not found|look/i)
      .first()
      .waitFor();
  });
});

/** What axe finds in PAGoDA's part of the page; Backstage's own shell is not ours to mend. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run(
          context: object,
          options: object,
        ): Promise<{
          violations: { id: string; help: string; nodes: { html: string }[] }[];
        }>;
      };
    };
    const { violations } = await axe.run(
      { exclude: [['nav']] },
      { runOnly: ['wcag2a', 'wcag2aa'] },
    );
    return violations.map(
      v => `${v.id}: ${v.help}: ${v.nodes[0]?.html.slice(0, 200)}`,
    );
  });
}
