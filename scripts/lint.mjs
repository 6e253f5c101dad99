#!/usr/bin/env node
// npm run lint: ESLint and Prettier over everything that is ours. `--fix` mends what can be mended.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode, environmentWith } from './lib/node.mjs';
import { root } from './lib/paths.mjs';

async function main() {
  const fix = process.argv.includes('--fix');
  const report = text => console.log(`… ${text}`);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  const env = environmentWith(node, {
    NODE_OPTIONS: '--max-old-space-size=4096',
  });
  const commands = [
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'lint',
      '--successCache',
      '--successCacheDir',
      join(root, '.cache/lint'),
      ...(fix ? ['--fix'] : []),
    ],
    [
      join(root, 'node_modules/eslint/bin/eslint.js'),
      ...['--ext', '.ts,.mjs,.cjs,.js', '--max-warnings', '0'],
      ...['--cache', '--cache-location', join(root, '.cache/eslint')],
      ...(fix ? ['--fix'] : []),
      ...['scripts', 'testing', 'bench', 'pagoda'],
    ],
    [
      join(root, 'node_modules/prettier/bin/prettier.cjs'),
      fix ? '--write' : '--check',
      '--log-level',
      'warn',
      '--cache',
      '--cache-location',
      join(root, '.cache/prettier'),
      '{packages,plugins,scripts,testing,bench}/**/*.{ts,tsx,mjs,cjs,js,css}',
    ],
  ];
  for (const args of commands) {
    const { status } = spawnSync(node, args, {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    if (status !== 0) {
      process.exitCode = 1;
    }
  }
}

await runMain(main);
