import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';
import { PortalLog } from './PortalLog.mjs';
import { nameOf, reachable } from './ports.mjs';

/** Fails when another portal uses the data directory; marks it as used by this one. */
export function lockData(data) {
  const file = join(data, 'portal.pid');
  if (existsSync(file)) {
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid && isPortal(pid)) {
      throw new Failure(
        `Another portal (process ${pid}) uses ${data}: stop it, or choose another directory with --data.`,
      );
    }
  }
  const descriptor = openSync(file, 'w', 0o600);
  writeSync(descriptor, String(process.pid));
  closeSync(descriptor);
}

function isPortal(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    // A pid is used again one day; only Linux tells whose it is.
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return command.includes('start.mjs') || command.includes('dev.mjs');
  } catch {
    return process.platform !== 'linux';
  }
}

/**
 * Starts the backend from its TypeScript source, which SWC turns into JavaScript while it is read.
 *
 * @param {{node: string, data: string, port: number, host: string, configs: string[], verbose: boolean}} options
 */
export function startBackend(options) {
  const { node, port, host, configs, verbose } = options;
  const data = resolve(options.data);
  mkdirSync(data, { recursive: true });
  const address = `http://${nameOf(host)}:${port}`;
  const url = options.url ?? address;
  const settings = {
    APP_CONFIG_app_baseUrl: url,
    APP_CONFIG_backend_baseUrl: url,
    APP_CONFIG_backend_listen_port: String(port),
    APP_CONFIG_backend_listen_host: host,
    APP_CONFIG_pagoda_dataDirectory: data,
  };
  if (!configs.some(namesDatabase)) {
    settings.APP_CONFIG_backend_database_connection_directory = join(
      data,
      'database',
    );
  }
  const log = new PortalLog(join(data, 'portal.log'), { verbose });
  const child = spawn(
    node,
    [
      '--require',
      join(root, 'scripts/lib/endWithParent.cjs'),
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'packages/backend/src/index.ts'),
      ...['app-config.yaml', ...configs].flatMap(file => [
        '--config',
        resolve(root, file),
      ]),
    ],
    {
      cwd: join(root, 'packages/backend'),
      env: environmentWith(node, {
        NODE_ENV: process.env.NODE_ENV || 'development',
        ...settings,
      }),
      // The last is for endWithParent.cjs.
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group of the terminal; the backend must get it from us, and once.
      detached: true,
    },
  );
  writeFileSync(join(data, 'backend.pid'), String(child.pid));
  log.follow(child.stdout);
  log.follow(child.stderr);
  return { child, address, url, log };
}

function namesDatabase(config) {
  try {
    return /^\s*database:/m.test(readFileSync(resolve(root, config), 'utf8'));
  } catch (error) {
    throw new Failure(`--config ${config} cannot be read: ${error.message}`);
  }
}

/** Resolves when the backend says that it is ready; fails when it ends before. */
export async function waitUntilReady({ child, log, address }, port, host) {
  let ended;
  // With 'close', unlike 'exit', all of its output has been read.
  child.once('close', (code, signal) => {
    ended = signal ?? `exit code ${code}`;
  });
  for (;;) {
    if (ended) {
      throw new Failure(
        `The portal did not start: ${reason(log.recent) ?? `it ended with ${ended}.`}\n  Its log: ${log.path}`,
      );
    }
    if (await reachable(port, host)) {
      const answer = await fetch(
        `${address}/.backstage/health/v1/readiness`,
      ).catch(() => undefined); // Not listening yet, or just ended: the loop looks again.
      if (answer?.ok) {
        return;
      }
    }
    await new Promise(fulfil => setTimeout(fulfil, 100));
  }
}

/** The sentence in the output that says why it failed, if there is one. */
function reason(output) {
  const caused = [...output.matchAll(/caused by \w*Error: ([^\n]+)/g)].pop();
  const error = [...output.matchAll(/(?:Error|error)[: ] ?([^\n]+)/g)].pop();
  const text = caused?.[1] ?? error?.[1];
  return text?.split(/ type="| stack="/)[0].slice(0, 600);
}
