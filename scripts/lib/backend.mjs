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
import { createConnection, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { Failure } from './fail.mjs';
import { environmentWith } from './node.mjs';
import { root } from './paths.mjs';
import { PortalLog } from './PortalLog.mjs';

/** Fails when the port is taken, at `host` or at what else `localhost` stands for. */
export async function requirePort(port, host) {
  for (const address of new Set([host, '127.0.0.1', '::1'])) {
    await requireAddress(port, address);
  }
}

function requireAddress(port, host) {
  return new Promise((fulfil, reject) => {
    const server = createServer();
    server.once('error', error => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Failure(
              `Port ${port} is in use: stop what uses it, or choose another with --port.`,
            )
          : error.code === 'EACCES'
            ? new Failure(
                `Port ${port} is not open to you: choose one above 1023 with --port.`,
              )
            : error.code === 'EADDRNOTAVAIL' && host !== '::1'
              ? new Failure(
                  `--host ${host} is not an address of this machine.`,
                )
              : error,
      );
    });
    server.listen(port, host, () => server.close(() => fulfil()));
  });
}

/** Fails when another portal uses the data directory; returns what lets it go. */
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
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs');
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
  const url = `http://localhost:${port}`;
  const settings = {
    APP_CONFIG_app_baseUrl: url,
    APP_CONFIG_backend_baseUrl: url,
    APP_CONFIG_backend_listen_port: String(port),
    APP_CONFIG_backend_listen_host: host,
    APP_CONFIG_pagoda_dataDirectory: data,
  };
  if (configs.length === 0) {
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
      stdio: 'pipe',
      // Ctrl-C reaches the whole group of the terminal; the backend must get it from us, and once.
      detached: true,
    },
  );
  writeFileSync(join(data, 'backend.pid'), String(child.pid));
  log.follow(child.stdout);
  log.follow(child.stderr);
  return { child, url, log };
}

/** Resolves when the backend says that it is ready; fails when it ends before. */
export async function waitUntilReady({ child, log }, port, host) {
  let ended = false;
  // With 'close', unlike 'exit', all of its output has been read.
  child.once('close', () => {
    ended = true;
  });
  for (;;) {
    if (ended) {
      throw new Failure(
        `The portal did not start: ${reason(log.recent)}\n  Its log: ${log.path}`,
      );
    }
    if (await reachable(port, host)) {
      const answer = await fetch(
        `http://${host}:${port}/.backstage/health/v1/readiness`,
      ).catch(() => undefined); // Not listening yet, or just ended: the loop looks again.
      if (answer?.ok) {
        return;
      }
    }
    await new Promise(fulfil => setTimeout(fulfil, 100));
  }
}

function reachable(port, host) {
  return new Promise(fulfil => {
    const socket = createConnection({ port, host });
    socket.once('connect', () => {
      socket.destroy();
      fulfil(true);
    });
    socket.once('error', () => fulfil(false));
  });
}

/** The sentence in the output that says why it failed. */
function reason(output) {
  const caused = [...output.matchAll(/caused by \w*Error: ([^\n]+)/g)].pop();
  const error = [...output.matchAll(/(?:Error|error)[: ] ?([^\n]+)/g)].pop();
  const text = caused?.[1] ?? error?.[1] ?? 'it ended without a word.';
  return text.split(/ type="| stack="/)[0].slice(0, 600);
}
