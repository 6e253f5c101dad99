import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { hashOf } from './hash.mjs';
import { cache, root } from './paths.mjs';

const SOURCES = [
  'packages/cli/src',
  'packages/cli/package.json',
  'plugins/pagoda-common/src',
];

/** The CLI as one file, made anew when its sources have changed; returns its path. */
export function ensureCli() {
  const bundle = join(cache, 'cli', 'pagoda.cjs');
  const stamp = join(cache, 'cli', 'stamp');
  const wanted = hashOf(SOURCES, root);
  if (
    existsSync(bundle) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  ) {
    return bundle;
  }
  const require = createRequire(join(root, 'package.json'));
  const { buildSync } = require('esbuild');
  mkdirSync(join(cache, 'cli'), { recursive: true });
  buildSync({
    entryPoints: [join(root, 'packages/cli/src/index.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  writeFileSync(stamp, wanted);
  return bundle;
}
