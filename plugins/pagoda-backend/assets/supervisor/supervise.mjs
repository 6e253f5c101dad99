// @ts-check
// Supervises one attempt of a run, as a process of its own that outlives the portal. It depends on nothing but Node, and
// talks to the portal by files in its directory:
//
//   task.json    what to do; written by the portal before
//   secrets.json variables that are secret; deleted once read
//   secrets/     files that are secret; deleted at the end
//   claimed      made exclusively: whoever makes it executes the attempt, anybody later leaves
//   state.json   {supervisor, supervisorStart, startedAt}; there once the command runs
//   cancel       put there by the portal: end the command
//   usage.json   {cpuSeconds, peakMemoryBytes}, renewed while it runs
//   end.json     how it ended; the last thing written, after the last log line
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFailure } from './describeFailure.mjs';
import { Guard } from './Guard.mjs';
import { LogWriter } from './LogWriter.mjs';
import { ProcessTree, startOf } from './ProcessTree.mjs';
import { putJson } from './putJson.mjs';

/**
 * @typedef {object} Task
 * @property {string[]} command
 * @property {string} workingDirectory
 * @property {Record<string, string>} environment
 * @property {string} log path of the log file
 * @property {number} timeoutSeconds
 * @property {number} memoryBytes
 * @property {number} graceSeconds between the request to end and the end by force
 */

/** Memory, time and cancellation are looked at so often, in milliseconds; more often at first. */
const TICK = 250;
const FIRST_TICK = 20;
/** Between two usage.json, in seconds. */
const USAGE_INTERVAL = 2;
/** What holds the output open after everything was killed is not waited for longer, in milliseconds. */
const CLOSE_GRACE = 2_000;
/** Less important than the portal: see nice(1). */
const NICENESS = 5;

const directory = process.argv[2];
/** @type {Task} */
const task = JSON.parse(readFileSync(join(directory, 'task.json'), 'utf8'));

claim();
for (const signal of /** @type {NodeJS.Signals[]} */ ([
  'SIGINT',
  'SIGHUP',
  'SIGTERM',
])) {
  // The terminal's Ctrl-C, and the end of the session, are not meant for runs.
  process.on(signal, () => {});
}
try {
  setPriority(NICENESS);
} catch {
  // It is nicer already.
}
const guard = new Guard(directory, task);
const log = new LogWriter(task.log);
await supervise();

/** Leaves at once when another supervisor has the attempt. */
function claim() {
  try {
    const file = openSync(join(directory, 'claimed'), 'wx', 0o600);
    writeSync(
      file,
      JSON.stringify({
        supervisor: process.pid,
        supervisorStart: startOf(process.pid),
      }),
    );
    closeSync(file);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      process.exit(0);
    }
    throw error;
  }
}

async function supervise() {
  const child = start(takeSecrets());
  if (!child) {
    return;
  }
  const output = collect(child);
  const failure = await started(child);
  if (failure) {
    await finish(describeFailure(failure, task));
    return;
  }
  const startedAt = new Date();
  const pid = Number(child.pid);
  const { PAGODA_ATTEMPT_ID: id } = task.environment;
  guard.watch(new ProcessTree(pid, `PAGODA_ATTEMPT_ID=${id}`));
  /** @type {{ exitCode?: number, signal?: string } | undefined} */
  let exit;
  const exited = new Promise(resolve => {
    child.once('exit', (code, signal) => {
      exit = { exitCode: code ?? undefined, signal: signal ?? undefined };
      resolve(undefined);
    });
  });
  report('state.json', {
    supervisor: process.pid,
    supervisorStart: startOf(process.pid),
    startedAt: startedAt.toISOString(),
  });
  preferAsVictim(pid);

  let usageAt = 0;
  for (let tick = FIRST_TICK; !exit; tick = Math.min(tick * 2, TICK)) {
    await Promise.race([exited, sleep(tick)]);
    if (!exit) {
      guard.look();
    }
    if (guard.elapsed - usageAt >= USAGE_INTERVAL) {
      usageAt = guard.elapsed;
      report('usage.json', guard.usage);
    }
  }
  const finishedAt = new Date();
  await guard.endLeftovers();
  await Promise.race([output, sleep(CLOSE_GRACE)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await finish({ ...exit, startedAt, finishedAt });
}

/**
 * Reads the secret variables, and leaves none of them on the disk.
 *
 * @returns {Record<string, string>}
 */
function takeSecrets() {
  const path = join(directory, 'secrets.json');
  if (!existsSync(path)) {
    return {};
  }
  const secrets = JSON.parse(readFileSync(path, 'utf8'));
  rmSync(path);
  return secrets;
}

/** @param {Record<string, string>} secrets */
function start(secrets) {
  try {
    return spawn(task.command[0], task.command.slice(1), {
      cwd: task.workingDirectory,
      env: { ...task.environment, ...secrets },
      // A session and process group of its own, so that all of it can be ended.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    // Arguments that no process can have, such as one with a NUL.
    void finish({ reason: 'LaunchFailed', message: messageOf(error) });
    return undefined;
  }
}

/**
 * Writes what the command writes; resolves when nothing more can come.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function collect(child) {
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    const write = log.stream(name);
    const store = (/** @type {Buffer | undefined} */ chunk) => {
      try {
        write(chunk);
      } catch (error) {
        // A full disk, most likely. To go on without what it says would be worse.
        guard.terminate(
          'EngineFailed',
          `its output could not be stored: ${messageOf(error)}`,
          0,
        );
      }
    };
    child[name]?.on('data', store);
    child[name]?.once('close', () => store(undefined));
    child[name]?.on('error', error => {
      guard.note(`${name} could not be read: ${error.message}`);
    });
  }
  return new Promise(resolve => {
    child.once('close', resolve);
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<NodeJS.ErrnoException | undefined>}
 */
function started(child) {
  return new Promise(resolve => {
    child.once('spawn', () => resolve(undefined));
    child.once('error', resolve);
  });
}

/**
 * Writes the end and leaves.
 *
 * @param {{ startedAt?: Date, finishedAt?: Date, exitCode?: number, signal?: string, reason?: string, message?: string }} outcome
 */
async function finish({ message, ...outcome }) {
  if (message) {
    guard.note(message);
  }
  const end = {
    finishedAt: new Date(),
    ...outcome,
    reason: outcome.reason ?? guard.reason,
    evidence: guard.evidence,
    usage: guard.usage,
  };
  for (const name of ['secrets', 'secrets.json']) {
    try {
      rmSync(join(directory, name), { recursive: true, force: true });
    } catch (error) {
      guard.note(`${name} could not be deleted: ${messageOf(error)}`);
    }
  }
  try {
    log.close();
  } catch (error) {
    guard.note(`its log could not be completed: ${messageOf(error)}`);
  }
  for (;;) {
    try {
      putJson(join(directory, 'end.json'), end, { durable: true });
      break;
    } catch (error) {
      // A full disk, most likely; the end must not be lost when there is room again.
      console.error(error);
      await sleep(5_000);
    }
  }
  process.exit(0);
}

/**
 * The kernel then ends the run, rather than the portal, when the host's memory runs out.
 *
 * @param {number} pid
 */
function preferAsVictim(pid) {
  if (process.platform === 'linux') {
    try {
      writeFileSync(`/proc/${pid}/oom_score_adj`, '800');
    } catch {
      // It has ended already.
    }
  }
}

/**
 * Writes down how things stand.
 *
 * @param {string} name
 * @param {object} value
 */
function report(name, value) {
  try {
    putJson(join(directory, name), value);
  } catch (error) {
    guard.terminate(
      'EngineFailed',
      `its state could not be stored: ${messageOf(error)}`,
      0,
    );
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
