#!/usr/bin/env node
// npm run bench -- NAME: measures one thing and writes the figures to bench/results.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { Failure, runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode, environmentWith } from './lib/node.mjs';
import { root } from './lib/paths.mjs';

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const names = readdirSync(join(root, 'bench'))
    .filter(file => file.endsWith('.mjs'))
    .map(file => file.slice(0, -4));
  if (!name || !existsSync(join(root, 'bench', `${name}.mjs`))) {
    throw new Failure(
      `Which benchmark? npm run bench -- ${names.join(' | ')} [--help]`,
    );
  }
  const report = text => console.log(`… ${text}`);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  await ensureBuilt({ node, report });
  const child = spawn(node, [join(root, 'bench', `${name}.mjs`), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: environmentWith(node),
  });
  process.exitCode = await new Promise(fulfil =>
    child.once('exit', (code, signal) => fulfil(code ?? (signal ? 1 : 0))),
  );
}

await runMain(main);
