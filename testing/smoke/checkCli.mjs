import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { expectEqual } from './Checks.mjs';

/** Runs `./pagoda …`, whatever its exit code. */
export function pagoda(settings, ...args) {
  const { status, stdout, stderr } = spawnSync(join(root, 'pagoda'), args, {
    encoding: 'utf8',
    env: { ...process.env, PAGODA_CONFIG_DIR: settings, NO_COLOR: '1' },
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

/** Runs `./pagoda …`, which has to succeed; returns its standard output. */
export function succeed(settings, ...args) {
  const { status, stdout, stderr } = pagoda(settings, ...args);
  if (status !== 0) {
    throw new Error(
      `pagoda ${args.join(' ')} ended with ${status}:\n${stderr}${stdout}`,
    );
  }
  return stdout;
}

/**
 * The main job by the CLI; returns the id of the run.
 *
 * @param {import('./Checks.mjs').Checks} checks
 * @param {{url: string, settings: string}} options - settings: directory for the CLI's own
 */
export async function checkCli(checks, { url, settings }) {
  let run;
  await checks.check('CLI: login as a demo persona', async () => {
    succeed(settings, 'login', '--url', url, '--demo', 'researcher');
    const whoami = JSON.parse(succeed(settings, 'whoami', '-o', 'json'));
    expectEqual(whoami.userEntityRef, 'user:default/researcher', 'The user');
  });
  await checks.check('CLI: a run, followed to its end', async () => {
    const { status, stderr, stdout } = pagoda(
      settings,
      ...['run', 'submit', 'montecarlo-pi', '--project', 'demo'],
      ...['--param', 'samples=200000', '--follow', '--wait'],
    );
    expectEqual(status, 0, `The exit code (${stderr})`);
    if (!/pi = 3\.1/.test(stdout + stderr)) {
      throw new Error(`The log is not there:\n${stdout}${stderr}`);
    }
    const { items } = JSON.parse(
      succeed(settings, 'run', 'list', '--project', 'demo', '-o', 'json'),
    );
    expectEqual(items[0].status.phase, 'Succeeded', 'The phase');
    run = items[0].id;
  });
  await checks.check('CLI: its results, listed and downloaded', async () => {
    const listed = succeed(settings, 'run', 'results', 'ls', run);
    if (!listed.includes('result.json')) {
      throw new Error(`result.json is not listed:\n${listed}`);
    }
    const folder = mkdtempSync(join(tmpdir(), 'pagoda-results-'));
    succeed(settings, 'run', 'results', 'get', run, '--output', folder);
    const result = JSON.parse(readFileSync(join(folder, 'result.json')));
    if (Math.abs(result.pi - Math.PI) > 0.05) {
      throw new Error(`pi is ${result.pi}`);
    }
  });
  await checks.check('CLI: one key, one run', async () => {
    const submit = () =>
      succeed(
        settings,
        ...['run', 'submit', 'montecarlo-pi', '--project', 'demo'],
        ...['--idempotency-key', 'smoke', '-o', 'name'],
      ).trim();
    expectEqual(submit(), submit(), 'The second run');
  });
  await checks.check('CLI: a failing run is explained', async () => {
    const { status, stdout, stderr } = pagoda(
      settings,
      ...['run', 'submit', '--project', 'demo', '--image', 'node:24'],
      ...['--wait', '--', 'node', '-e', 'process.exit(3)'],
    );
    expectEqual(status, 1, 'The exit code');
    if (!/ExitCode.*3/.test(stdout + stderr)) {
      throw new Error(`It is not explained:\n${stdout}${stderr}`);
    }
  });
  await checks.check('CLI: a viewer is refused with exit code 3', async () => {
    const viewer = `${settings}-viewer`;
    succeed(viewer, 'login', '--url', url, '--demo', 'viewer');
    const { status } = pagoda(
      viewer,
      ...['run', 'submit', 'montecarlo-pi', '--project', 'demo'],
    );
    expectEqual(status, 3, 'The exit code');
  });
  return run;
}
