// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, memoryBytes } from './ProcessTree.mjs';

/** How long what the command leaves behind has to end by itself, in milliseconds, at most. */
const LEFTOVERS_GRACE = 2_000;
/** What was killed is not waited for longer, in milliseconds. */
const KILL_GRACE = 2_000;

/** Watches over the limits of a command, and ends it where it must. */
export class Guard {
  /** Why the command was ended; missing when it was not. @type {string | undefined} */
  reason;
  /** @type {{ source: string, message: string, time: string }[]} */
  evidence = [];
  /** Missing is what could not be measured. @type {{ cpuSeconds?: number, peakMemoryBytes?: number }} */
  usage = {};
  #directory;
  #task;
  /** @type {import('./ProcessTree.mjs').ProcessTree | undefined} */
  #tree;
  #begin = 0;
  /** When it is ended by force, on the clock of `performance.now()`. */
  #killAt = Infinity;
  #signalled = false;

  /**
   * @param {string} directory where the request to cancel is put
   * @param {{ timeoutSeconds: number, memoryBytes: number, graceSeconds: number }} task
   */
  constructor(directory, task) {
    this.#directory = directory;
    this.#task = task;
  }

  /**
   * The command has begun.
   *
   * @param {import('./ProcessTree.mjs').ProcessTree} tree
   */
  watch(tree) {
    this.#tree = tree;
    this.#begin = performance.now();
    this.#measure();
  }

  /** Since the command has begun, in seconds. */
  get elapsed() {
    return (performance.now() - this.#begin) / 1000;
  }

  /** One look at the command while it runs. */
  look() {
    const { timeoutSeconds, memoryBytes: limit } = this.#task;
    const memory = this.#measure();
    if (memory > limit) {
      this.terminate(
        'OutOfMemory',
        `used ${mebibytes(memory)} MiB of memory, ${mebibytes(limit)} MiB are allowed`,
        0,
      );
    } else if (this.elapsed > timeoutSeconds) {
      this.terminate('Timeout', `was still running after ${timeoutSeconds} s`);
    } else if (existsSync(join(this.#directory, 'cancel'))) {
      this.terminate('Cancelled', 'was asked to end');
    }
    if (this.reason && !this.#signalled) {
      this.#signalled = true;
      this.#tree?.signal('SIGTERM');
    }
    if (performance.now() >= this.#killAt) {
      this.#tree?.signal('SIGKILL');
    }
  }

  /**
   * Has the next look end the command: by request first, and by force after the grace period.
   *
   * @param {string} why
   * @param {string} message
   * @param {number} grace in seconds
   */
  terminate(why, message, grace = this.#task.graceSeconds) {
    if (!this.reason) {
      this.reason = why;
      this.note(message);
      this.#killAt = performance.now() + grace * 1000;
    }
  }

  /** @param {string} message what was seen */
  note(message) {
    const time = new Date().toISOString();
    this.evidence.push({ source: 'engine', message, time });
  }

  /** What the command has started ends with it. */
  async endLeftovers() {
    const tree = this.#tree;
    if (!tree) {
      return;
    }
    if (tree.living().length > 0 && !this.#signalled) {
      tree.signal('SIGTERM');
    }
    const grace = Math.min(this.#task.graceSeconds * 1000, LEFTOVERS_GRACE);
    const forceAt = Math.min(this.#killAt, performance.now() + grace);
    const giveUpAt = performance.now() + grace + KILL_GRACE;
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
    this.#measure();
  }

  /** Returns the memory in use, in bytes. */
  #measure() {
    const processes = this.#tree?.processes() ?? [];
    const memory = memoryBytes(processes, this.#task.memoryBytes);
    const { usage } = this;
    if (memory > 0) {
      usage.peakMemoryBytes = Math.max(usage.peakMemoryBytes ?? 0, memory);
    }
    const seconds = cpuSeconds(processes);
    if (seconds !== undefined) {
      usage.cpuSeconds = Math.max(usage.cpuSeconds ?? 0, seconds);
    }
    return memory;
  }
}

/** @param {number} bytes */
function mebibytes(bytes) {
  return Math.ceil(bytes / 2 ** 20);
}
