import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Condition, QuotaItem } from '@pagoda/plugin-pagoda-common';
import type { Leases } from '../database/Leases';
import { setCondition } from '../setCondition';
import { waitAtMost } from '../waitAtMost';
import type { CloudStore, Read } from './CloudStore';
import type { CloudReader, OfferLists } from './types';

/** How often a cloud is asked whether it is there, in milliseconds. */
const HEALTH_EVERY = 60_000;
/** How often what it offers is read, and its quota, in milliseconds. */
const OFFERS_EVERY = 5 * 60_000;
/** A cloud that does not answer, or not everything, is asked again so soon, then after twice that, and so on. */
const AGAIN = 10_000;
/** Looks at a cloud that does not answer are so far apart at most, in milliseconds. */
const LONGEST_PAUSE = 5 * 60_000;
/** A quota that was just read serves whoever asks so soon again, in milliseconds. */
const FRESH = 5_000;
/** At the end a look is waited for so long, in milliseconds. */
const LAST_WAIT = 5_000;
/** How often the lease is renewed, in milliseconds; below a third of what leases last. */
const TICK = 4_000;

/** What {@link CloudObserver} needs. */
export interface CloudObserverOptions {
  name: string;
  reader: CloudReader;
  store: CloudStore;
  leases: Leases;
  /** Whether this process is the only one, so that it may take leases over. */
  alone: boolean;
  logger: LoggerService;
}

/**
 * Looks at one cloud, in one process at a time, and writes down what it sees: pages and forms read that, and the cloud is
 * asked no more often however many there are of them.
 */
export class CloudObserver {
  readonly #options: CloudObserverOptions;
  #timer?: NodeJS.Timeout;
  #working?: Promise<void>;
  #quota?: Promise<Read<QuotaItem[]>>;
  #quotaBegan = 0;
  #healthDue = 0;
  #offersDue = 0;
  #failures = 0;
  #stopped = false;

  constructor(options: CloudObserverOptions) {
    this.#options = options;
  }

  start(): void {
    const tick = () => {
      this.#working ??= this.#tick().finally(() => {
        this.#working = undefined;
      });
    };
    this.#timer = setInterval(tick, TICK).unref();
    tick();
  }

  /** Waits for a look that is under way, but not for a cloud that is silent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    if (this.#working) {
      await waitAtMost(this.#working, LAST_WAIT);
    }
  }

  /**
   * The quota as it is now, at most 5 s old; who asks at the same time shares the answer.
   *
   * @throws what the cloud's client does
   */
  async quota(): Promise<Read<QuotaItem[]>> {
    const { name, reader, store } = this.#options;
    const now = Date.now();
    if (!this.#quota || now - this.#quotaBegan > FRESH) {
      this.#quotaBegan = now;
      const reading = reader.quota().then(async value => {
        await store.setQuota(name, value, now);
        return { value, at: now };
      });
      this.#quota = reading;
      reading.catch(() => {
        if (this.#quota === reading) {
          this.#quota = undefined;
        }
      });
    }
    return this.#quota;
  }

  /** Forgets what is fresh: something was made or removed. */
  changed(): void {
    this.#quota = undefined;
  }

  /** Reads what the cloud offers now. Rejects as the cloud's client does. */
  async readOffers(): Promise<OfferLists> {
    const { name, reader, store } = this.#options;
    const began = Date.now();
    const offers = await reader.offers();
    await store.setOffers(name, offers, began);
    return offers;
  }

  /**
   * Looks at the cloud now, whoever holds its lease; never rejects for what is wrong with the cloud.
   *
   * @returns whether it has answered all that it was asked
   */
  async look(options: { everything: boolean }): Promise<boolean> {
    const { name, reader, store } = this.#options;
    const conditions = (await store.find(name))?.conditions ?? [];
    try {
      const { phase, reason, message } = await reader.health();
      await store.observe(name, {
        phase,
        answered: true,
        conditions: setCondition(conditions, {
          type: 'Ready',
          status: phase === 'Ready' ? 'True' : 'False',
          ...{ reason, message },
        }),
      });
    } catch (error) {
      await store.observe(name, {
        phase: 'Unreachable',
        answered: false,
        conditions: setCondition(conditions, {
          ...{ type: 'Ready', status: 'False' },
          ...reader.describeError(error),
        }),
      });
      return false;
    }
    return !options.everything || this.#readMore();
  }

  async #tick(): Promise<void> {
    const { name, leases, alone, logger } = this.#options;
    try {
      if (!(await leases.acquire(`cloud/${name}`, alone)) || this.#stopped) {
        return;
      }
      const now = Date.now();
      if (now < this.#healthDue) {
        return;
      }
      const everything = now >= this.#offersDue;
      const answered = await this.look({ everything });
      this.#failures = answered ? 0 : this.#failures + 1;
      if (everything && answered) {
        this.#offersDue = Date.now() + jittered(OFFERS_EVERY);
      }
      const pause = answered
        ? HEALTH_EVERY
        : Math.min(LONGEST_PAUSE, AGAIN * 2 ** Math.min(this.#failures, 10));
      this.#healthDue = Date.now() + jittered(pause);
    } catch (error) {
      logger.warn(`Cloud '${name}' could not be looked at`, toError(error));
    }
  }

  /** What can't be read of it is a condition; what was read before stays. */
  async #readMore(): Promise<boolean> {
    const { name, reader, store } = this.#options;
    const parts: [type: string, what: string, read: () => Promise<unknown>][] =
      [
        ['OffersKnown', 'What the cloud offers', () => this.readOffers()],
        ['QuotaKnown', 'The quota', () => this.quota()],
      ];
    const found: Omit<Condition, 'lastTransitionTime'>[] = [];
    for (const [type, what, read] of parts) {
      try {
        await read();
        found.push({
          ...{ type, status: 'True', reason: 'Read' },
          message: `${what} was read.`,
        });
      } catch (error) {
        found.push({
          ...{ type, status: 'False' },
          ...reader.describeError(error),
        });
      }
    }
    const before = await store.find(name);
    const complete = found.every(({ status }) => status === 'True');
    if (before) {
      await store.observe(name, {
        phase: complete ? before.phase : 'Degraded',
        answered: true,
        conditions: found.reduce(
          (conditions, condition) => setCondition(conditions, condition),
          before.conditions,
        ),
      });
    }
    return complete;
  }
}

/** Between nine and eleven tenths of it, so that many don't come at once. */
function jittered(duration: number): number {
  return duration * (0.9 + Math.random() * 0.2);
}
