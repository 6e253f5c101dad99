import { setTimeout as sleep } from 'node:timers/promises';

/** Calls saved up while nothing is asked, as a share of a minute's. */
const BURST = 1 / 6;

/**
 * A token bucket for one cloud: at most so many calls a minute, with short bursts. Whoever has to wait is let through in turn, jittered, so
 * that several portals on one cloud do not fall into step.
 */
export class CallLimiter {
  readonly #perMs: number;
  readonly #capacity: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;
  #pausedUntil = 0;

  constructor(callsPerMinute: number, now: () => number = Date.now) {
    if (!(callsPerMinute > 0)) {
      throw new RangeError(
        `callsPerMinute is ${callsPerMinute}; it must be above 0`,
      );
    }
    this.#perMs = callsPerMinute / 60_000;
    this.#capacity = Math.max(1, callsPerMinute * BURST);
    this.#now = now;
    this.#tokens = this.#capacity;
    this.#filledAt = now();
  }

  /** Resolves when a call may be made. */
  async take(signal?: AbortSignal): Promise<void> {
    const wait = this.reserve();
    if (wait > 0) {
      await sleep(wait, undefined, { signal });
    }
  }

  /** Takes a place in the line; answers with the milliseconds until its turn. */
  reserve(): number {
    const now = this.#now();
    this.#tokens = Math.min(
      this.#capacity,
      this.#tokens + (now - this.#filledAt) * this.#perMs,
    );
    this.#filledAt = now;
    this.#tokens -= 1;
    const turn = this.#tokens >= 0 ? 0 : -this.#tokens / this.#perMs;
    const wait = Math.max(turn, this.#pausedUntil - now);
    return wait <= 0 ? 0 : Math.ceil(wait + Math.random() / this.#perMs);
  }

  /** The cloud wants to be left alone for a while. */
  pause(seconds: number): void {
    this.#pausedUntil = Math.max(
      this.#pausedUntil,
      this.#now() + seconds * 1000,
    );
  }
}
