import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './fail.mjs';
import { hashOf } from './hash.mjs';
import { environmentWith } from './node.mjs';
import { cache, root } from './paths.mjs';
import { run } from './run.mjs';
import { withLock } from './withLock.mjs';

/**
 * Builds the web app, unless nothing that it is made of has changed since the last build.
 *
 * @param {{node: string, report: (text: string) => void}} options
 */
export async function ensureBuilt(options) {
  await withLock('build', () => build(options));
}

async function build({ node, report }) {
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
  const { code, stdout, stderr } = await run(
    node,
    [
      join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli'),
      'package',
      'build',
    ],
    {
      cwd: join(root, 'packages', 'app'),
      env: environmentWith(node, { NODE_ENV: 'production' }),
    },
  );
  if (code !== 0) {
    const last = `${stdout}\n${stderr}`
      .trim()
      .split('\n')
      .slice(-20)
      .join('\n  ');
    throw new Failure(`The web app could not be built:\n  ${last}`);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stamp, wanted);
}
