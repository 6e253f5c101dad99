#!/usr/bin/env node
// npm start: fetches what is missing, builds what has changed, and serves the portal on one port.
import { resolve } from 'node:path';
import { mkdirSync, rmSync } from 'node:fs';
// Not by name: Node 16 has no parseArgs, and shall get as far as its own sentence.
import util from 'node:util';
import { lockData, startBackend, waitUntilReady } from './lib/backend.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { Failure, runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireSpace } from './lib/network.mjs';
import { ensureNode, requireNode } from './lib/node.mjs';
import { root } from './lib/paths.mjs';
import { isLoopback, requirePort } from './lib/ports.mjs';
import { Progress } from './lib/progress.mjs';

/** How long the backend may take to end; in milliseconds. */
const STOP_LIMIT = 20_000;

const HELP = `Serves PAGoDA on one port.

Usage: npm start -- [options]

  --port N        port (default 7007)
  --host HOST     address to listen on (default 127.0.0.1)
  --url URL       address that browsers know it by, where a proxy is in front (default http://localhost:PORT)
  --data DIR      where data is kept (default .pagoda)
  --config FILE   configuration on top of app-config.yaml; may be repeated. It may name another database.
  --prepare       fetch and build, then stop
  --verbose       show the portal's log

Examples:
  npm start
  npm start -- --port 8080 --data /var/lib/pagoda
`;

function options() {
  let values;
  try {
    ({ values } = util.parseArgs({
      options: {
        port: { type: 'string', default: process.env.PORT || '7007' },
        host: { type: 'string', default: '127.0.0.1' },
        url: { type: 'string' },
        data: { type: 'string', default: '.pagoda' },
        config: { type: 'string', multiple: true, default: [] },
        prepare: { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new Failure(
      `${error.message.split('\n')[0]} See npm start -- --help.`,
    );
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Failure(
      `--port takes a number from 1 to 65535, not '${values.port}'.`,
    );
  }
  if (values.url !== undefined && !/^https?:\/\/[^/]+$/.test(values.url)) {
    throw new Failure(
      `--url takes an address such as https://pagoda.example.org, not '${values.url}'.`,
    );
  }
  return { ...values, port, data: resolve(root, values.data) };
}

async function main() {
  requireNode();
  const given = options();
  if (given.help) {
    console.log(HELP);
    return;
  }
  const { port, host, data } = given;
  const progress = new Progress();
  const report = text => progress.step(text);
  if (!given.prepare) {
    await requirePort(port, host);
  }
  console.log('PAGoDA');
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  await ensureBuilt({ node, report });
  if (given.prepare) {
    progress.done();
    return;
  }
  try {
    mkdirSync(data, { recursive: true });
  } catch (error) {
    throw new Failure(`${data} cannot be made: ${error.message}`);
  }
  requireSpace(data, 0.2);
  lockData(data);
  report('Starting the portal');
  const backend = startBackend({ ...given, node, configs: given.config });
  const { child } = backend;
  const exited = new Promise(fulfil =>
    child.once('exit', (code, signal) => fulfil({ code, signal })),
  );
  let stopping = false;
  const stop = () => {
    if (!stopping) {
      stopping = true;
      console.log(
        '\nStopping; runs go on and are found again at the next start.',
      );
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT).unref();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, stop);
  }
  process.on('exit', () => {
    child.kill('SIGKILL');
    rmSync(`${data}/portal.pid`, { force: true });
  });
  try {
    await waitUntilReady(backend, port, host);
  } catch (error) {
    if (stopping) {
      return;
    }
    throw error;
  }
  progress.done();
  console.log(`
PAGoDA is ready after ${progress.total}: ${backend.url}

  Sign in as      researcher · researcher2 (another project) · viewer · administrator; no password, this is a demo
  Data            ${data}
  Stop            Ctrl-C

Three things to try:
  1. Open ${backend.url}, sign in as researcher, and start a run from "Start from a template".
  2. ./pagoda login --url ${backend.url} --demo researcher
  3. ./pagoda run submit montecarlo-pi --project demo --param samples=200000 --follow --wait
`);
  if (!isLoopback(host)) {
    console.log(
      `! Whoever reaches ${backend.url} can sign in as a persona and run commands as you on this machine.\n`,
    );
  }
  const { code, signal } = await exited;
  if (!stopping) {
    throw new Failure(
      `The portal ended (${signal ?? `exit code ${code}`}). Its log: ${backend.log.path}`,
    );
  }
}

await runMain(main);
