import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { hashOf } from './hash.mjs';
import { explainNpm, requireSpace } from './network.mjs';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';

const yarn = join(root, '.yarn', 'releases', 'yarn-4.18.1.cjs');

/**
 * Installs what yarn.lock says, unless that was done already.
 *
 * @param {{node: string, report: (text: string) => void}} options
 */
export async function ensureInstalled({ node, report }) {
  const stamp = join(root, 'node_modules', '.pagoda-installed');
  const wanted = hashOf(
    [
      'yarn.lock',
      '.yarnrc.yml',
      'package.json',
      'packages/*/package.json',
      'plugins/*/package.json',
    ],
    root,
  );
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  report('Installing packages (about a minute the first time)');
  requireSpace(root, 3);
  const result = await run(node, [yarn, 'install', '--immutable']);
  if (result.code !== 0) {
    if (/YN0028/.test(result.stdout)) {
      throw new Failure(
        'yarn.lock does not fit the package.json files: run `node .yarn/releases/yarn-4.18.1.cjs install` and commit yarn.lock.',
      );
    }
    throw explainNpm(result, 'The packages');
  }
  writeFileSync(stamp, wanted);
}

function run(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd: root,
      env: environmentWith(node),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', chunk => {
      stdout = (stdout + chunk).slice(-100_000);
    });
    child.stderr.on('data', chunk => {
      stderr = (stderr + chunk).slice(-100_000);
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, stdout, stderr }));
  });
}
