#!/usr/bin/env node
// npm run dev: the web app at :3000 and the backend at :7007, both reloaded when their sources change.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lockData } from './lib/backend.mjs';
import { runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode, environmentWith } from './lib/node.mjs';
import { root } from './lib/paths.mjs';
import { requirePort } from './lib/ports.mjs';

async function main() {
  // As in app-config.yaml and app-config.dev.yaml.
  const data = join(root, '.pagoda');
  for (const port of [3000, 7007]) {
    await requirePort(port, '127.0.0.1', 'stop what uses it');
  }
  const report = text => console.log(`… ${text}`);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  mkdirSync(data, { recursive: true });
  lockData(data);
  process.on('exit', () => rmSync(join(data, 'portal.pid'), { force: true }));
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
