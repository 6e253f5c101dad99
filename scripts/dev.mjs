#!/usr/bin/env node
// npm run dev: the web app at :3000 and the backend at :7007, both reloaded when their sources change.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode, environmentWith } from './lib/node.mjs';
import { root } from './lib/paths.mjs';

async function main() {
  const report = text => console.log(`… ${text}`);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  const child = spawn(
    node,
    [
      join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      ...['app-config.yaml', 'app-config.dev.yaml'].flatMap(file => [
        '--config',
        join(root, file),
      ]),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: environmentWith(node, { NODE_ENV: 'development' }),
    },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // The terminal's Ctrl-C reaches the child by itself; it is waited for.
    process.on(signal, () => child.kill('SIGTERM'));
  }
  await new Promise(fulfil => child.once('exit', fulfil));
}

await runMain(main);
