import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import type { Page } from 'playwright-core';

const FOLDER = join(__dirname, '../../.cache/screenshots');

/** Keeps pictures of all open pages when a test fails: `.cache/screenshots/<test>.png`. */
export default class ScreenshotEnvironment extends TestEnvironment {
  async handleTestEvent(event: Circus.Event): Promise<void> {
    if (event.name !== 'test_fn_failure') {
      return;
    }
    // TestBrowser keeps this list.
    const pages = (this.global.pagodaPages ?? []) as Page[];
    const names: string[] = [];
    for (
      let test: Circus.TestEntry | Circus.DescribeBlock | undefined =
        event.test;
      test;
      test = test.parent
    ) {
      names.unshift(test.name);
    }
    const title = names
      .slice(1)
      .join(' ')
      .replace(/[^\w-]+/g, '-')
      .slice(0, 120);
    mkdirSync(FOLDER, { recursive: true });
    for (const [index, page] of pages.filter(p => !p.isClosed()).entries()) {
      const path = join(FOLDER, `${title}${index ? `-${index}` : ''}.png`);
      try {
        await page.screenshot({ path, fullPage: true });
        process.stderr.write(`Screenshot at ${page.url()}: ${path}\n`);
      } catch (error) {
        process.stderr.write(`No screenshot of ${page.url()}: ${error}\n`);
      }
    }
  }
}
