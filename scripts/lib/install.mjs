import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { hashOf } from './hash.mjs';
import { explainNpm, requireSpace } from './network.mjs';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';
import { run } from './run.mjs';
import { withLock } from './withLock.mjs';

const yarn = join(root, '.yarn', 'releases', 'yarn-4.18.1.cjs');

/**
 * Installs what yarn.lock says, unless that was done already.
 *
 * @param {{node: string, report: (text: string) => void}} options
 */
export async function ensureInstalled(options) {
  await withLock('install', () => install(options));
}

async function install({ node, report }) {
  const stamp = join(root, 'node_modules', '.pagoda-installed');
  const wanted = hashOf(['yarn.lock', '.yarnrc.yml'], root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  report('Installing packages (about a minute the first time)');
  // Packages take 1.4 GiB, and as much again while they are fetched.
  requireSpace(root, existsSync(stamp) ? 1 : 3);
  const result = await run(node, [yarn, 'install', '--immutable'], {
    env: environmentWith(node),
  });
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
