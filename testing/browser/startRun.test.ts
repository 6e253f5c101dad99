import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { sharedPortalUrl } from '../sharedPortal';
import { TestBrowser } from './TestBrowser';

describe('starting a run', () => {
  let browser: TestBrowser;

  beforeAll(async () => {
    browser = await TestBrowser.launch(sharedPortalUrl());
  });
  afterEach(() => browser.check());
  afterAll(() => browser.close());

  it('by the form of an experiment: watch it, read its log, download its results', async () => {
    const page = await browser.open('/', 'researcher');
    await page.getByRole('link', { name: 'Monte-Carlo estimate of π' }).click();
    const samples = page.getByLabel('Samples');
    await samples.fill('none');
    await page.getByRole('button', { name: 'Start run' }).click();
    await page.getByRole('alert').first().waitFor();
    await samples.fill('50000');
    await page.getByRole('button', { name: 'Start run' }).click();

    await page.getByRole('heading', { name: /^montecarlo-pi #\d+/ }).waitFor();
    await succeeds(page);

    await page.getByRole('tab', { name: 'Logs' }).click();
    await page
      .getByText(/samples/)
      .first()
      .waitFor();

    await page.getByRole('tab', { name: 'Results' }).click();
    await page.getByRole('button', { name: /^result\.json/ }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const path = await (await download).path();
    const result = JSON.parse(await readFile(path, 'utf8'));
    expect(result.pi).toBeGreaterThan(3.1);
    expect(result.pi).toBeLessThan(3.2);
  });
});

async function succeeds(page: Page): Promise<void> {
  await page.getByText('Succeeded').first().waitFor({ timeout: 60_000 });
}
