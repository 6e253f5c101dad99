import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { hashOf } from './hash.mjs';
import { environmentWith } from './node.mjs';
import { cache, root } from './paths.mjs';

/**
 * Builds the web app, unless nothing that it is made of has changed since the last build.
 *
 * @param {{node: string, report: (text: string) => void}} options
 */
export async function ensureBuilt({ node, report }) {
  const stamp = join(cache, 'app-built');
  const wanted = hashOf(
    [
      'packages/app',
      'plugins/pagoda',
      'plugins/pagoda-common',
      'yarn.lock',
      'tsconfig.json',
    ],
    root,
  );
  const built = join(root, 'packages', 'app', 'dist', 'index.html');
  if (
    existsSync(built) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  ) {
    return;
  }
  report('Building the web app');
  const { code, output } = await run(
    node,
    [
      join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli'),
      'package',
      'build',
    ],
    join(root, 'packages', 'app'),
  );
  if (code !== 0) {
    const last = output.trim().split('\n').slice(-20).join('\n  ');
    throw new Failure(`The web app could not be built:\n  ${last}`);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, wanted);
}

function run(node, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd,
      // Two cores build no quicker with more workers, and this needs less memory.
      env: environmentWith(node, { NODE_ENV: 'production' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = chunk => {
      output = (output + chunk).slice(-100_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', code => resolve({ code, output }));
  });
}
