// Supervises one attempt of a run, as a process of its own that outlives the portal. It depends on nothing but Node, and
// talks to the portal by files in its directory:
//
//   task.json    what to do; written by the portal before
//   claimed      made exclusively: whoever makes it executes the attempt, anybody later leaves
//   state.json   {supervisor, supervisorStart, child, startedAt}; there once the command runs
//   cancel       put there by the portal: end the command
//   usage.json   {cpuSeconds, peakMemoryBytes}, renewed while it runs
//   end.json     how it ended; the last thing written, after the last log line
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Memory and cancellation are looked at so often, in milliseconds. */
const TICK = 250;
/** Every so many ticks all processes of the machine are looked through. */
const THOROUGH = 12;
/** A longer line is cut into lines, in bytes. */
const LINE_LIMIT = 64 * 1024;
/** Clock ticks a second in /proc (USER_HZ), which is 100 on every Linux that Node runs on. */
const USER_HZ = 100;
const PAGE_SIZE = 4096;

const directory = process.argv[2];
const task = JSON.parse(readFileSync(join(directory, 'task.json'), 'utf8'));

try {
  closeSync(openSync(join(directory, 'claimed'), 'wx'));
} catch (error) {
  if (error.code === 'EEXIST') {
    process.exit(0);
  }
  throw error;
}
// The terminal's Ctrl-C, and the end of the session, are not meant for runs.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM', 'SIGPIPE']) {
  process.on(signal, () => {});
}

function put(name, value) {
  const path = join(directory, name);
  const temporary = `${path}.part`;
  const descriptor = openSync(temporary, 'w', 0o600);
  writeSync(descriptor, JSON.stringify(value));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, path);
}

const log = openSync(task.log, 'a', 0o600);

/** Writes lines of one stream with the time at which they came. */
class LineWriter {
  #name;
  #rest = Buffer.alloc(0);

  constructor(name) {
    this.#name = name;
  }

  write(chunk) {
    const data = this.#rest.length ? Buffer.concat([this.#rest, chunk]) : chunk;
    const head = Buffer.from(`${new Date().toISOString()} ${this.#name} F `);
    const parts = [];
    let from = 0;
    const line = (begin, end) => {
      let at = begin;
      do {
        const stop = cut(data, at, end);
        parts.push(head, data.subarray(at, stop), NEWLINE);
        at = stop;
      } while (at < end);
    };
    for (;;) {
      const newline = data.indexOf(10, from);
      if (newline < 0) {
        break;
      }
      line(
        from,
        newline > from && data[newline - 1] === 13 ? newline - 1 : newline,
      );
      from = newline + 1;
    }
    if (data.length - from > LINE_LIMIT) {
      const stop = cut(data, from, data.length);
      line(from, stop);
      from = stop;
    }
    this.#rest = Buffer.from(data.subarray(from));
    append(parts);
  }

  end() {
    if (this.#rest.length) {
      this.write(NEWLINE);
    }
  }
}

const NEWLINE = Buffer.from('\n');

/** The end of a piece that is not too long and does not cut a UTF-8 character. */
function cut(data, begin, end) {
  if (end - begin <= LINE_LIMIT) {
    return end;
  }
  let stop = begin + LINE_LIMIT;
  while (stop > begin && (data[stop] & 0xc0) === 0x80) {
    stop -= 1;
  }
  return stop > begin ? stop : begin + LINE_LIMIT;
}

/** Synchronous, so that a command that writes faster than the disk takes it is held back by its pipe. */
function append(parts) {
  if (parts.length) {
    const buffer = Buffer.concat(parts);
    for (let at = 0; at < buffer.length;) {
      at += writeSync(log, buffer, at);
    }
  }
}

const linux = process.platform === 'linux';
/** When this process began, in ticks since the machine's start; with the pid it names a process for good. */
const ownStart = linux ? processOf(process.pid).start : 0;

/** One process as /proc shows it; `undefined` when it has ended. */
function processOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      pid,
      state: fields[0],
      parent: Number(fields[1]),
      session: Number(fields[3]),
      ticks: Number(fields[11]) + Number(fields[12]),
      start: Number(fields[19]),
      bytes: Number(fields[21]) * PAGE_SIZE,
    };
  } catch {
    return undefined;
  }
}

/** Children as the kernel lists them; without that list (CONFIG_PROC_CHILDREN) the thorough look finds them. */
function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter(Boolean)
        .map(Number),
    );
  } catch {
    return [];
  }
}

/** Pids that belong to the run, as far as known. */
let known = new Set();

/** The processes of the run, by walking down from those known: cheap enough for every tick. */
function walkProcesses() {
  const found = [];
  const queue = [...known];
  const seen = new Set(queue);
  while (queue.length) {
    const one = processOf(queue.pop());
    if (one) {
      found.push(one);
      for (const pid of childrenOf(one.pid)) {
        if (!seen.has(pid)) {
          seen.add(pid);
          queue.push(pid);
        }
      }
    }
  }
  known = new Set(found.map(({ pid }) => pid));
  known.add(child.pid);
  return found;
}

/** The processes of the run, by looking through all there are: finds those that left the group or lost their parent. */
function findProcesses() {
  if (!linux) {
    return [];
  }
  const all = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => processOf(Number(name)))
    .filter(one => one && one.start >= ownStart && one.pid !== process.pid);
  known.add(child.pid);
  for (const { pid, session, parent } of all) {
    if (
      session === child.pid ||
      (parent <= 1 && !known.has(pid) && hasMark(pid))
    ) {
      known.add(pid);
    }
  }
  return walkProcesses();
}

const mark = `PAGODA_ATTEMPT_ID=${task.environment.PAGODA_ATTEMPT_ID}`;

function hasMark(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .includes(mark);
  } catch {
    // Another user's, or just ended.
    return false;
  }
}

const usage = { cpuSeconds: 0, peakMemoryBytes: 0 };
/** CPU ticks by process, so that what ended children used is not lost. */
const ticks = new Map();

/** Notes what the processes have used; returns their memory in bytes. */
function measure(processes) {
  let memory = 0;
  for (const { pid, start, bytes, ticks: used } of processes) {
    memory += bytes;
    ticks.set(`${pid} ${start}`, used);
  }
  if (memory > task.memoryBytes && processes.length > 1) {
    // Pages that processes share were counted for each; now it matters.
    memory = processes.reduce(
      (sum, { pid, bytes }) => sum + (proportionalMemory(pid) ?? bytes),
      0,
    );
  }
  usage.peakMemoryBytes = Math.max(usage.peakMemoryBytes, memory);
  let sum = 0;
  for (const used of ticks.values()) {
    sum += used;
  }
  usage.cpuSeconds = sum / USER_HZ;
  return memory;
}

/** Shared pages counted by share, where the kernel tells; in bytes. */
function proportionalMemory(pid) {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

let reason;
let killTimer;

function signalAll(signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone; what left it is found below.
  }
  for (const { pid } of findProcesses()) {
    try {
      process.kill(pid, signal);
    } catch {
      // Ended in the meantime.
    }
  }
}

/** Asks the command to end, and makes it end after the grace period. */
function terminate(why, message, grace = task.graceSeconds) {
  if (reason) {
    return;
  }
  reason = why;
  evidence.push({ source: 'engine', message, time: new Date().toISOString() });
  signalAll(grace > 0 ? 'SIGTERM' : 'SIGKILL');
  killTimer = setTimeout(() => signalAll('SIGKILL'), grace * 1000);
}

const evidence = [];
const startedAt = new Date();
const writers = {
  stdout: new LineWriter('stdout'),
  stderr: new LineWriter('stderr'),
};

let child;
let exit;
let timer;
try {
  child = spawn(task.command[0], task.command.slice(1), {
    cwd: task.workingDirectory,
    env: task.environment,
    // A session and process group of its own, so that all of it can be ended.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
} catch (error) {
  // Arguments that no process can have, such as one with a NUL.
  finish({ reason: 'LaunchFailed', message: error.message });
}

child.once('spawn', () => {
  put('state.json', {
    supervisor: process.pid,
    supervisorStart: ownStart,
    child: child.pid,
    startedAt: startedAt.toISOString(),
  });
});
child.once('error', error => {
  const missing = ['ENOENT', 'EACCES', 'ENOEXEC', 'ENOTDIR'].includes(
    error.code,
  );
  finish({
    reason: missing ? 'CommandNotFound' : 'LaunchFailed',
    message:
      error.code === 'ENOENT'
        ? `'${task.command[0]}' was not found in PATH (${task.environment.PATH})`
        : error.code === 'EACCES'
          ? `'${task.command[0]}' may not be executed`
          : error.message,
  });
});
for (const name of ['stdout', 'stderr']) {
  child[name].on('data', chunk => writers[name].write(chunk));
  child[name].on('error', () => {});
}
child.once('exit', (code, signal) => {
  exit = { code, signal };
  measure(findProcesses());
  // What the command has started ends with it.
  if (!reason) {
    const left = findProcesses().filter(
      ({ pid, state }) => pid !== child.pid && state !== 'Z',
    );
    if (left.length) {
      signalAll('SIGTERM');
      killTimer = setTimeout(
        () => signalAll('SIGKILL'),
        Math.min(task.graceSeconds, 2) * 1000,
      );
    }
  } else {
    signalAll('SIGKILL');
  }
  // Pipes that a runaway descendant holds open must not keep the run from its end.
  setTimeout(() => {
    signalAll('SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
  }, 5_000).unref();
});
child.once('close', () => {
  if (exit) {
    finish({});
  }
});

let count = 0;
function tick() {
  count += 1;
  const memory = measure(
    count % THOROUGH === 1 ? findProcesses() : walkProcesses(),
  );
  if (memory > task.memoryBytes) {
    terminate('OutOfMemory', `used ${memory} of ${task.memoryBytes} bytes`, 0);
  }
  if (Date.now() - startedAt.getTime() > task.timeoutSeconds * 1000) {
    terminate('Timeout', `was still running after ${task.timeoutSeconds} s`);
  }
  if (existsSync(join(directory, 'cancel'))) {
    terminate('Cancelled', 'was asked to end');
  }
  if (count % THOROUGH === 0) {
    put('usage.json', usage);
  }
  timer = setTimeout(tick, TICK);
}
timer = setTimeout(tick, 50);

function finish(failure) {
  clearTimeout(timer);
  clearTimeout(killTimer);
  writers.stdout.end();
  writers.stderr.end();
  fsyncSync(log);
  closeSync(log);
  if (failure.message) {
    evidence.push({
      source: 'engine',
      message: failure.message,
      time: new Date().toISOString(),
    });
  }
  put('end.json', {
    finishedAt: new Date().toISOString(),
    startedAt: startedAt.toISOString(),
    exitCode: exit?.code ?? undefined,
    signal: exit?.signal ?? undefined,
    reason: failure.reason ?? reason,
    evidence,
    usage,
  });
  process.exit(0);
}
