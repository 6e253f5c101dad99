// @ts-check
// Supervises one attempt of a run, as a process of its own that outlives the portal. It depends on nothing but Node, and
// talks to the portal by files in its directory:
//
//   task.json    what to do; written by the portal before
//   claimed      made exclusively: whoever makes it executes the attempt, anybody later leaves
//   state.json   {supervisor, supervisorStart, startedAt}; there once the command runs
//   cancel       put there by the portal: end the command
//   usage.json   {cpuSeconds, peakMemoryBytes}, renewed while it runs
//   end.json     how it ended; the last thing written, after the last log line
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogWriter } from './LogWriter.mjs';
import {
  cpuSeconds,
  memoryBytes,
  ProcessTree,
  startOf,
} from './ProcessTree.mjs';

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
/** How long what the command leaves behind has to end by itself, in milliseconds, at most. */
const LEFTOVERS_GRACE = 2_000;
/** What holds the output open after everything was killed is not waited for longer, in milliseconds. */
const CLOSE_GRACE = 2_000;
/** Less important than the portal: see nice(1). */
const NICENESS = 5;

const directory = process.argv[2];
/** @type {Task} */
const task = JSON.parse(readFileSync(join(directory, 'task.json'), 'utf8'));

const usage = { cpuSeconds: 0, peakMemoryBytes: 0 };
/** @type {{ source: string, message: string, time: string }[]} */
const evidence = [];
/** Why we have ended the command. @type {string | undefined} */
let reason;
/** When the command is ended by force, on the clock of `performance.now()`. */
let killAt = Infinity;
/** Whether it was asked to end. */
let signalled = false;

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
  const child = start();
  if (!child) {
    return;
  }
  const output = collect(child);
  const failure = await started(child);
  if (failure) {
    await finish({ ...describeFailure(failure) });
    return;
  }
  const startedAt = new Date();
  const begin = performance.now();
  const tree = new ProcessTree(
    Number(child.pid),
    `PAGODA_ATTEMPT_ID=${task.environment.PAGODA_ATTEMPT_ID}`,
  );
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
  preferAsVictim(Number(child.pid));

  let usageAt = 0;
  look(tree, 0);
  for (let tick = FIRST_TICK; !exit; tick = Math.min(tick * 2, TICK)) {
    await Promise.race([exited, sleep(tick, undefined, { ref: true })]);
    const elapsed = (performance.now() - begin) / 1000;
    look(tree, elapsed);
    if (elapsed - usageAt >= 2) {
      usageAt = elapsed;
      report('usage.json', usage);
    }
  }
  const finishedAt = new Date();
  await endLeftovers(tree);
  usage.cpuSeconds = Math.max(usage.cpuSeconds, cpuSeconds(tree.processes()));
  await Promise.race([output, sleep(CLOSE_GRACE)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await finish({ ...exit, startedAt, finishedAt });
}

function start() {
  try {
    return spawn(task.command[0], task.command.slice(1), {
      cwd: task.workingDirectory,
      env: task.environment,
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
    const guarded = (/** @type {Buffer | undefined} */ chunk) => {
      try {
        write(chunk);
      } catch (error) {
        // A full disk, most likely. To go on without what it says would be worse.
        terminate(
          'EngineFailed',
          `its output could not be stored: ${messageOf(error)}`,
          0,
        );
      }
    };
    child[name]?.on('data', guarded);
    child[name]?.once('close', () => guarded(undefined));
    child[name]?.on('error', error => {
      evidence.push(seen(`${name} could not be read: ${error.message}`));
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
 * One look at the command: measures it, and ends it where it must.
 *
 * @param {ProcessTree} tree
 * @param {number} elapsed in seconds
 */
function look(tree, elapsed) {
  const processes = tree.processes();
  const memory = memoryBytes(processes, task.memoryBytes);
  usage.peakMemoryBytes = Math.max(usage.peakMemoryBytes, memory);
  usage.cpuSeconds = Math.max(usage.cpuSeconds, cpuSeconds(processes));
  if (memory > task.memoryBytes) {
    terminate(
      'OutOfMemory',
      `used ${mebibytes(memory)} MiB of memory, ${mebibytes(task.memoryBytes)} MiB are allowed`,
      0,
    );
  } else if (elapsed > task.timeoutSeconds) {
    terminate('Timeout', `was still running after ${task.timeoutSeconds} s`);
  } else if (existsSync(join(directory, 'cancel'))) {
    terminate('Cancelled', 'was asked to end');
  }
  if (reason && !signalled) {
    signalled = true;
    tree.signal('SIGTERM');
  }
  if (performance.now() >= killAt) {
    tree.signal('SIGKILL');
  }
}

/**
 * Has the next look end the command: by request first, and by force after the grace period.
 *
 * @param {string} why
 * @param {string} message
 * @param {number} grace in seconds
 */
function terminate(why, message, grace = task.graceSeconds) {
  if (!reason) {
    reason = why;
    evidence.push(seen(message));
    killAt = performance.now() + grace * 1000;
  }
}

/**
 * What the command has started ends with it.
 *
 * @param {ProcessTree} tree
 */
async function endLeftovers(tree) {
  if (tree.living().length > 0 && !signalled) {
    tree.signal('SIGTERM');
  }
  const forceAt = Math.min(
    killAt,
    performance.now() + Math.min(task.graceSeconds * 1000, LEFTOVERS_GRACE),
  );
  const giveUpAt = forceAt + CLOSE_GRACE;
  while (tree.living().length > 0 && performance.now() < giveUpAt) {
    if (performance.now() >= forceAt) {
      tree.signal('SIGKILL');
    }
    await sleep(50);
  }
  if (process.platform !== 'linux') {
    // We do not know there who is left.
    tree.signal('SIGKILL');
  }
}

/** @param {NodeJS.ErrnoException} error */
function describeFailure(error) {
  const [command] = task.command;
  switch (error.code) {
    case 'ENOENT':
      return {
        reason: 'CommandNotFound',
        message: command.includes('/')
          ? `'${command}' was not found, or the interpreter in its first line was not`
          : `'${command}' was not found in PATH (${task.environment.PATH})`,
      };
    case 'EACCES':
      return {
        reason: 'CommandNotFound',
        message: `'${command}' may not be executed: it is a directory or is not marked as executable`,
      };
    case 'ENOEXEC':
    case 'ENOTDIR':
      return { reason: 'CommandNotFound', message: error.message };
    default:
      return { reason: 'LaunchFailed', message: error.message };
  }
}

/**
 * Writes the end and leaves.
 *
 * @param {{ startedAt?: Date, finishedAt?: Date, exitCode?: number, signal?: string, reason?: string, message?: string }} outcome
 */
async function finish({ message, ...outcome }) {
  if (message) {
    evidence.push(seen(message));
  }
  const end = {
    finishedAt: new Date(),
    ...outcome,
    reason: outcome.reason ?? reason,
    evidence,
    usage,
  };
  try {
    log.close();
  } catch (error) {
    evidence.push(seen(`its log could not be completed: ${messageOf(error)}`));
  }
  for (;;) {
    try {
      put('end.json', end, { durable: true });
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
    put(name, value);
  } catch (error) {
    terminate(
      'EngineFailed',
      `its state could not be stored: ${messageOf(error)}`,
      0,
    );
  }
}

/**
 * Replaces a file as a whole.
 *
 * @param {string} name
 * @param {object} value
 * @param {{ durable?: boolean }} options
 */
function put(name, value, { durable = false } = {}) {
  const path = join(directory, name);
  const temporary = `${path}.part`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(value));
    if (durable) {
      fsyncSync(file);
    }
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** @param {string} message */
function seen(message) {
  return { source: 'engine', message, time: new Date().toISOString() };
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return Math.ceil(bytes / 2 ** 20);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
