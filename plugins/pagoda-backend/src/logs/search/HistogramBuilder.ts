import type { LogHistogram, LogLevel } from '@pagoda/plugin-pagoda-common';

/** Widths of buckets, in seconds. */
const INTERVALS = [
  1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 10_800, 43_200, 86_400, 604_800,
  2_592_000,
];
/** Buckets at most, as long as the widest are wide enough. */
const BUCKETS = 100;

/** How wide the buckets of a histogram from one time to another are (milliseconds), in seconds. */
export function pickInterval(from: number, to: number): number {
  const least = (to - from) / 1000 / BUCKETS;
  return INTERVALS.find(interval => interval >= least) ?? INTERVALS.at(-1) ?? 1;
}

/** Counts lines by time and level. */
export class HistogramBuilder {
  readonly #interval: number;
  readonly #buckets = new Map<number, Map<LogLevel | undefined, number>>();

  /** @param interval - in seconds */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** @param time - in milliseconds */
  add(time: number, level: LogLevel | undefined, count = 1): void {
    const width = this.#interval * 1000;
    const start = Math.floor(time / width) * width;
    const levels = this.#buckets.get(start) ?? new Map();
    this.#buckets.set(start, levels);
    levels.set(level, (levels.get(level) ?? 0) + count);
  }

  build(partial: boolean): LogHistogram {
    return {
      intervalSeconds: this.#interval,
      buckets: [...this.#buckets]
        .sort(([a], [b]) => a - b)
        .map(([start, levels]) => ({
          time: new Date(start).toISOString(),
          count: [...levels.values()].reduce((sum, count) => sum + count, 0),
          levels: Object.fromEntries(
            [...levels].filter(([level]) => level !== undefined),
          ),
        })),
      partial,
    };
  }
}
