import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

/**
 * The main job in headless Chromium.
 *
 * @param {import('./Checks.mjs').Checks} checks
 * @param {{url: string}} options
 */
export async function checkBrowser(checks, { url }) {
  await checks.check(
    'Browser: sign in, start a run, see it succeed, download its result',
    async () => {
      const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-dev-shm-usage'],
      });
      try {
        await startRun(browser, url);
      } finally {
        await browser.close();
      }
    },
  );
}

async function startRun(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  await page
    .getByRole('button', { name: 'Sign in as researcher', exact: true })
    .click();
  await page.getByRole('link', { name: 'Monte-Carlo estimate of π' }).click();
  await page.getByLabel('Samples').fill('50000');
  await page.getByRole('button', { name: 'Start run' }).click();
  await page.getByRole('heading', { name: /^montecarlo-pi #\d+/ }).waitFor();
  await page.getByText('Succeeded').first().waitFor({ timeout: 60_000 });

  await page.getByRole('tab', { name: 'Results' }).click();
  await page.getByRole('button', { name: /^result\.json/ }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download', exact: true }).click();
  const result = JSON.parse(readFileSync(await (await download).path()));
  if (Math.abs(result.pi - Math.PI) > 0.05) {
    throw new Error(`pi is ${result.pi}`);
  }
}
