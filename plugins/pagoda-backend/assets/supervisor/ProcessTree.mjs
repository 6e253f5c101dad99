// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} ProcessStat
 * @property {number} pid
 * @property {string} state such as `R`, or `Z` for one that has ended and nobody has asked for
 * @property {number} parent
 * @property {number} session
 * @property {number} ticks CPU time of its own and of the children it has waited for
 * @property {string} start tells a process from an older one with the same number
 * @property {number} pages of memory
 */

const LINUX = process.platform === 'linux';
/** Clock ticks a second in /proc (USER_HZ), which is 100 on every Linux that Node runs on. */
const USER_HZ = 100;

/**
 * A process with all that it has started, also what has left its group, its session or its parent: that is known by a
 * mark in its environment. Without /proc (macOS) nothing is known but the process group.
 */
export class ProcessTree {
  #root;
  #mark;
  /** Start by pid of the tree's processes. @type {Map<number, string>} */
  #own = new Map();
  /** Everybody else, who is not looked at again. @type {Set<number>} */
  #foreign = new Set();

  /**
   * @param {number} root its pid; it leads a session of its own
   * @param {string} mark `NAME=value` in the environment
   */
  constructor(root, mark) {
    this.#root = root;
    this.#mark = mark;
  }

  /** The processes that live now, zombies included. */
  processes() {
    if (!LINUX) {
      return [];
    }
    const pids = readdirSync('/proc').filter(isNumber).map(Number);
    const present = new Set(pids);
    for (const known of [this.#foreign, this.#own]) {
      for (const pid of known.keys()) {
        if (!present.has(pid)) {
          known.delete(pid);
        }
      }
    }
    /** @type {Map<number, ProcessStat>} */
    const unknown = new Map();
    /** @type {ProcessStat[]} */
    const own = [];
    for (const pid of pids) {
      if (this.#foreign.has(pid)) {
        continue;
      }
      const stat = readStat(pid);
      if (!stat) {
        this.#own.delete(pid);
      } else if (this.#own.get(pid) === stat.start) {
        own.push(stat);
      } else {
        this.#own.delete(pid);
        unknown.set(pid, stat);
      }
    }
    let found = true;
    while (found) {
      found = false;
      for (const stat of unknown.values()) {
        if (this.#belongs(stat)) {
          unknown.delete(stat.pid);
          this.#own.set(stat.pid, stat.start);
          own.push(stat);
          found = true;
        }
      }
    }
    for (const stat of unknown.values()) {
      if (hasMark(stat.pid, this.#mark)) {
        this.#own.set(stat.pid, stat.start);
        own.push(stat);
      } else {
        this.#foreign.add(stat.pid);
      }
    }
    return own;
  }

  /** Those that have not ended. */
  living() {
    return this.processes().filter(
      ({ state }) => state !== 'Z' && state !== 'X',
    );
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    send(-this.#root, signal);
    for (const { pid } of this.living()) {
      send(pid, signal);
    }
  }

  /** @param {ProcessStat} stat */
  #belongs({ pid, parent, session }) {
    return (
      pid === this.#root || session === this.#root || this.#own.has(parent)
    );
  }
}

/**
 * CPU time that processes have used and, through them, those that they have waited for; in seconds. `undefined` where it
 * cannot be known.
 *
 * @param {ProcessStat[]} processes
 */
export function cpuSeconds(processes) {
  // What the tree's root used is known by its parent once it has ended: that is this process.
  const self = LINUX ? readStat(process.pid, { waitedAlone: true }) : undefined;
  const ticks = processes.reduce((sum, one) => sum + one.ticks, 0);
  return self && (ticks + self.ticks) / USER_HZ;
}

/**
 * Memory of processes together, in bytes. Pages that several share are counted once where it comes near to the limit;
 * far below it the faster and slightly higher sum is enough.
 *
 * @param {ProcessStat[]} processes
 * @param {number} limit
 */
export function memoryBytes(processes, limit) {
  if (processes.length === 0) {
    return 0;
  }
  const resident =
    processes.reduce((sum, { pages }) => sum + pages, 0) * pageSize();
  if (resident < limit / 2) {
    return resident;
  }
  return processes.reduce(
    (sum, { pid, pages }) => sum + (proportional(pid) ?? pages * pageSize()),
    0,
  );
}

/**
 * Tells a process from a later one with the same number; empty where the system does not say.
 *
 * @param {number} pid
 */
export function startOf(pid) {
  return (LINUX && readStat(pid)?.start) || '';
}

/** @type {number | undefined} */
let knownPageSize;

function pageSize() {
  knownPageSize ??=
    1024 *
    Number(
      /KernelPageSize:\s+(\d+) kB/.exec(
        readFileSync('/proc/self/smaps', 'utf8'),
      )?.[1] ?? 4,
    );
  return knownPageSize;
}

/** @param {number} pid */
function proportional(pid) {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    // Ended, or another user's.
    return undefined;
  }
}

/**
 * See proc_pid_stat(5).
 *
 * @param {number} pid
 * @param {{ waitedAlone?: boolean }} options
 * @returns {ProcessStat | undefined}
 */
function readStat(pid, { waitedAlone = false } = {}) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before it may hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const own = waitedAlone ? 0 : Number(fields[11]) + Number(fields[12]);
    return {
      pid,
      state: fields[0],
      parent: Number(fields[1]),
      session: Number(fields[3]),
      ticks: own + Number(fields[13]) + Number(fields[14]),
      start: fields[19],
      pages: Number(fields[21]),
    };
  } catch {
    // Ended between the listing and the reading.
    return undefined;
  }
}

/**
 * @param {number} pid
 * @param {string} mark
 */
function hasMark(pid, mark) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .includes(mark);
  } catch {
    // Ended, or another user's.
    return false;
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Ended in the meantime.
  }
}

/** @param {string} text */
function isNumber(text) {
  return /^\d+$/.test(text);
}
