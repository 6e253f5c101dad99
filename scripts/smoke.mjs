#!/usr/bin/env node
// The main job on a portal as a user starts it: `npm start` in a directory of its own, then a run by the CLI, by the API and
// in a browser, Ctrl-C, and a second start. Its last line is `N passed, N failed`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMain } from './lib/fail.mjs';
import { freePort } from './lib/ports.mjs';
import { Checks } from '../testing/smoke/Checks.mjs';
import { checkApi } from '../testing/smoke/checkApi.mjs';
import { checkBrowser } from '../testing/smoke/checkBrowser.mjs';
import { checkCli } from '../testing/smoke/checkCli.mjs';
import { StartedPortal } from '../testing/smoke/StartedPortal.mjs';

/** A portal that has been started before serves within this time; in seconds. */
const SECOND_START = 25;

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'pagoda-smoke-'));
  const portal = new StartedPortal({
    port: await freePort(),
    data: join(folder, 'data'),
  });
  const checks = new Checks();
  try {
    await checks.check('npm start serves, and says what to do', async () => {
      const output = await portal.start();
      for (const expected of [
        portal.url,
        'researcher',
        'researcher2',
        'viewer',
        'administrator',
        `./pagoda login --url ${portal.url} --demo researcher`,
        './pagoda run submit montecarlo-pi --project demo --param samples=200000 --follow --wait',
      ]) {
        if (!output.includes(expected)) {
          throw new Error(`It does not say: ${expected}\n${output}`);
        }
      }
    });
    const settings = join(folder, 'settings');
    const run = await checkCli(checks, { url: portal.url, settings });
    await checkApi(checks, { url: portal.url, settings });
    await checkBrowser(checks, { url: portal.url });
    await checks.check('Ctrl-C stops it, and nothing stays behind', () =>
      portal.interrupt(),
    );
    await checks.check(
      `a second npm start serves within ${SECOND_START} s and knows the run`,
      async () => {
        const begun = Date.now();
        await portal.start();
        const took = (Date.now() - begun) / 1000;
        const response = await portal.get(`/api/pagoda/v1/runs/${run}`);
        if (response.status.phase !== 'Succeeded') {
          throw new Error(`The run is ${response.status.phase}`);
        }
        if (took > SECOND_START) {
          throw new Error(`It took ${took.toFixed(1)} s`);
        }
        return `${took.toFixed(1)} s`;
      },
    );
    await checks.check('it stops again', () => portal.interrupt());
  } finally {
    portal.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exitCode = checks.failed > 0 ? 1 : 0;
  console.log(`${checks.passed} passed, ${checks.failed} failed`);
}

await runMain(main);
