#!/usr/bin/env node
// npm run test:kill: SIGKILL of the backend at random points while 50 runs go, again and again. No run may be lost, none be
// executed twice without a recorded retry, and no log line be lost that a process had written.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkRuns } from '../testing/kill/checkRuns.mjs';
import {
  PortalClient,
  UnexpectedAnswer,
} from '../testing/kill/PortalClient.mjs';
import { startBackend, waitUntilReady } from './lib/backend.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { Failure, runMain } from './lib/fail.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureNode } from './lib/node.mjs';
import { root } from './lib/paths.mjs';
import { freePort } from './lib/ports.mjs';

const HELP = `Kills the backend at random points while runs go, and checks that nothing is lost.

Usage: npm run test:kill -- [options]

  --kills N       how often (default 10)
  --runs N        runs that go at the same time (default 50)
  --short         for CI: 3 kills, 20 runs
  --seed N        repeat the times of another test
  --config FILE   configuration on top, such as another database
  --keep          leave the data where it is
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string' },
    runs: { type: 'string' },
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    config: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const kills = Number(values.kills ?? (values.short ? 3 : 10));
const going = Number(values.runs ?? (values.short ? 20 : 50));
const seed = Number(values.seed ?? Date.now() % 1_000_000);

/** A start takes seconds; on a busy machine it may be a minute. In milliseconds. */
const READY_LIMIT = 180_000;

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function createRandom(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = createRandom(seed);
const between = (low, high) => low + random() * (high - low);

class KillTest {
  /** Submitted runs by idempotency key; `id` is known once the portal has answered. */
  runs = new Map();
  backend = undefined;
  killed = 0;
  /** Enough runs go. */
  idle = false;
  kinds = {};

  constructor({ node, data, port }) {
    this.node = node;
    this.data = data;
    this.port = port;
    this.record = join(data, 'runs.log');
    this.code = readFileSync(join(root, 'testing/kill/command.cjs'), 'utf8');
    const settings = join(data, 'kill-test.yaml');
    writeFileSync(
      settings,
      [
        'pagoda:',
        '  samples: true',
        `  local: { cpu: ${going}, memory: ${going}Gi, graceSeconds: 1 }`,
        '',
      ].join('\n'),
    );
    this.configs = [settings, ...values.config.map(file => resolve(file))];
    writeFileSync(this.record, '');
  }

  start() {
    this.backend = startBackend({
      node: this.node,
      data: join(this.data, 'portal'),
      port: this.port,
      host: '127.0.0.1',
      configs: this.configs,
      verbose: false,
    });
    this.exited = once(this.backend.child, 'exit');
    this.client = new PortalClient(this.backend.url);
  }

  async ready() {
    const ready = waitUntilReady(this.backend, this.port, '127.0.0.1');
    const late = sleep(READY_LIMIT, undefined, { ref: false }).then(() => {
      throw new Failure(
        `The portal is not ready after ${READY_LIMIT / 1000} s. Its log: ${this.backend.log.path}`,
      );
    });
    await Promise.race([ready, late]);
    await this.client.signIn('administrator');
  }

  async kill(kind) {
    this.backend.child.kill('SIGKILL');
    await this.exited;
    this.killed += 1;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
  }

  /** Submits until as many go as are wanted; requests that were cut off are repeated with their key. */
  async topUp() {
    await Promise.all(
      [...this.runs.values()]
        .filter(run => !run.id)
        .map(run => this.#submit(run)),
    );
    const waiting = await Promise.all(
      ['Queued', 'Starting', 'Running'].map(phase =>
        this.client.send('GET', `/runs?project=demo&phase=${phase}&limit=500`),
      ),
    );
    const active = waiting.reduce((sum, { items }) => sum + items.length, 0);
    await Promise.all(
      Array.from({ length: Math.max(0, going - active) }, () => {
        const fails = random() < 0.2;
        const run = {
          key: randomUUID(),
          seconds: between(0.2, 15),
          failures: fails ? Math.ceil(between(0, 2)) : 0,
          retries: 1,
        };
        this.runs.set(run.key, run);
        return this.#submit(run);
      }),
    );
  }

  async #submit(run) {
    const answer = await this.client.send('POST', '/projects/demo/runs', {
      headers: { 'Idempotency-Key': run.key },
      body: {
        spec: {
          image: 'docker.io/library/node:24',
          command: ['node', 'command.cjs'],
          files: [{ path: 'command.cjs', content: this.code }],
          parameterSchema: {
            type: 'object',
            properties: {
              record: { type: 'string' },
              seconds: { type: 'number' },
              failures: { type: 'integer' },
            },
          },
          resources: { cpu: '1', memory: '512Mi' },
        },
        parameters: {
          record: this.data,
          seconds: run.seconds,
          failures: run.failures,
        },
        retries: { limit: run.retries, backoffSeconds: 1 },
      },
    });
    run.id = answer.id;
  }

  async cancelOne() {
    const { items } = await this.client.send(
      'GET',
      '/runs?project=demo&phase=Running&limit=500',
    );
    const target = items[Math.floor(random() * items.length)];
    const run =
      target && [...this.runs.values()].find(({ id }) => id === target.id);
    if (run) {
      run.cancelled = true;
      await this.client.send('POST', `/runs/${run.id}:cancel`);
    }
  }

  /** Keeps the portal busy until it is killed. */
  async work(signal) {
    while (!signal.aborted) {
      await this.topUp();
      this.idle = true;
      await this.cancelOne();
      await sleep(between(50, 800));
    }
  }

  #submitted() {
    return [...this.runs.values()].filter(({ id }) => id).length;
  }

  async workUntilKilled(milliseconds) {
    this.idle = false;
    const controller = new AbortController();
    const work = this.work(controller.signal).catch(error => {
      // Requests fail when the portal is killed, and only then.
      if (error instanceof UnexpectedAnswer || !controller.signal.aborted) {
        throw error;
      }
    });
    const busy = (async () => {
      // The first answers show that the portal is at work, however slow the machine.
      const before = this.#submitted();
      while (this.#submitted() === before && !this.idle) {
        await sleep(20);
      }
      await sleep(milliseconds);
    })();
    await Promise.race([work, busy]);
    controller.abort();
    await this.kill('at work');
    await work;
  }

  async drain() {
    const deadline = Date.now() + 300_000;
    await this.topUp();
    for (;;) {
      const pages = await Promise.all(
        ['Queued', 'Starting', 'Running'].map(phase =>
          this.client.send('GET', `/runs?project=demo&phase=${phase}&limit=1`),
        ),
      );
      if (pages.every(({ items }) => items.length === 0)) {
        return;
      }
      if (Date.now() > deadline) {
        throw new Failure('Runs have not ended after five minutes.');
      }
      await sleep(250);
    }
  }

  async execute() {
    this.start();
    await this.ready();
    for (let i = 1; i <= kills; i += 1) {
      const duringStart = i > 1 && random() < 0.3;
      if (duringStart) {
        await sleep(between(500, 9_000));
        await this.kill('while starting');
      } else {
        await this.ready();
        await this.workUntilKilled(between(0, 6_000));
      }
      console.log(`  kill ${i} of ${kills}, ${this.runs.size} runs submitted`);
      this.start();
    }
    await this.ready();
    await this.drain();
    const submitted = [...this.runs.values()];
    return checkRuns(this.client, submitted, this.record);
  }

  async stop() {
    if (this.backend?.child.exitCode === null) {
      this.backend.child.kill('SIGTERM');
      await Promise.race([this.exited, sleep(20_000)]);
      this.backend.child.kill('SIGKILL');
    }
  }
}

async function main() {
  if (values.help) {
    console.log(HELP);
    return;
  }
  const report = text => console.log(text);
  const node = ensureNode({ report });
  await ensureInstalled({ node, report });
  await ensureBuilt({ node, report });
  const data = mkdtempSync(join(tmpdir(), 'pagoda-kill-'));
  console.log(
    `Kill test: ${kills} kills, ${going} runs at a time, seed ${seed}`,
  );
  const test = new KillTest({ node, data, port: await freePort() });
  let kept = values.keep;
  try {
    const { problems, lines, attempts, phases } = await test.execute();
    problems.forEach(problem => console.log(`✕ ${problem}`));
    console.log(
      [
        `${test.killed} kills (${Object.entries(test.kinds)
          .map(([kind, count]) => `${count} ${kind}`)
          .join(', ')})`,
        `${test.runs.size} runs (${Object.entries(phases)
          .map(([phase, count]) => `${count} ${phase}`)
          .join(', ')}), ${attempts} attempts, ${lines} log lines`,
        problems.length === 0
          ? 'Nothing was lost, and nothing was executed twice.'
          : `${problems.length} problems`,
      ].join('\n'),
    );
    if (problems.length > 0) {
      kept = true;
      process.exitCode = 1;
    }
  } catch (error) {
    kept = true;
    throw error;
  } finally {
    await test.stop();
    if (kept) {
      console.log(`Data: ${data}`);
    } else {
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

await runMain(main);
