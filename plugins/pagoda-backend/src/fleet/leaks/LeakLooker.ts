import { toError } from '@backstage/errors';
import type { FindingStore } from './FindingStore';
import type { LeakPlace, PlaceKey } from './types';

/** What {@link LeakLooker} needs. */
export interface LeakLookerOptions {
  store: FindingStore;
  /** Between two looks at a place, in milliseconds. */
  interval: number;
}

/** After a look that has failed the next one comes sooner, in milliseconds. */
const RETRY = 5 * 60_000;

/** Looks at places and writes down what it finds; at each place once at a time. */
export class LeakLooker {
  readonly #options: LeakLookerOptions;
  readonly #looking = new Map<string, Promise<void>>();

  constructor(options: LeakLookerOptions) {
    this.#options = options;
  }

  /** Looks at the place now, or waits for the look that is under way. A failure is written down, and not thrown. */
  look(place: LeakPlace): Promise<void> {
    const key = keyOf(place.key);
    const before = this.#looking.get(key);
    if (before) {
      return before;
    }
    const look = this.#look(place).finally(() => this.#looking.delete(key));
    this.#looking.set(key, look);
    return look;
  }

  /** Waits for the looks that are under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#looking.values());
  }

  async #look(place: LeakPlace): Promise<void> {
    const { store, interval } = this.#options;
    const at = Date.now();
    try {
      const findings = await place.look();
      const nextAt = Date.now() + jittered(interval);
      await store.found(place.key, findings, { at, nextAt });
    } catch (error) {
      const nextAt = Date.now() + jittered(Math.min(RETRY, interval));
      const { message } = toError(error);
      await store.failed(place.key, message, { at, nextAt });
    }
  }
}

/** Somewhere around a length of time, so that looks at many places do not come together. */
export function jittered(milliseconds: number): number {
  return Math.round(milliseconds * (0.75 + Math.random() / 2));
}

function keyOf({ kind, name }: PlaceKey): string {
  return `${kind}/${name}`;
}
