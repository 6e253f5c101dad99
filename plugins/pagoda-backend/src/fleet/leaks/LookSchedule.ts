import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Leases } from '../../database/Leases';
import { HeldLease } from '../../runs/HeldLease';
import type { FindingStore } from './FindingStore';
import type { LeakLooker } from './LeakLooker';
import type { LeakPlace } from './types';

/** What {@link LookSchedule} needs. */
export interface LookScheduleOptions {
  places: () => Promise<LeakPlace[]>;
  store: FindingStore;
  looker: LeakLooker;
  leases: Leases;
  /** Whether this process is the only one, so that it may take leases over. */
  alone: boolean;
  logger: LoggerService;
}

/** How often it is asked whether a look is due, in milliseconds; below the length of a lease. */
const TICK = 4_000;
/** New places are looked at within this time, in milliseconds, and not all at the start. */
const FIRST_WITHIN = 120_000;
/** Between two places, in milliseconds. */
const PAUSE = 500;

/** Has each place looked at for leaks now and then: one process does, and one place after the other. */
export class LookSchedule {
  readonly #options: LookScheduleOptions;
  readonly #lease: HeldLease;
  #timer?: NodeJS.Timeout;
  #round?: Promise<void>;
  #stop = new AbortController();

  constructor(options: LookScheduleOptions) {
    this.#options = options;
    const { leases, alone } = options;
    this.#lease = new HeldLease(leases, { name: 'fleet-leaks', force: alone });
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), TICK).unref();
  }

  /** Waits for the look that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#round;
    await this.#options.looker.settled();
    await this.#lease.release();
  }

  #tick(): void {
    this.#lease
      .keep()
      .then(held => {
        if (held && !this.#stop.signal.aborted) {
          this.#round ??= this.#runRound().finally(() => {
            this.#round = undefined;
          });
        }
      })
      .catch(error => this.#warn(error));
  }

  /** Errors of places are written down by the looker; what is left are those of the database. */
  async #runRound(): Promise<void> {
    const { places, store, looker } = this.#options;
    try {
      const there = await places();
      await store.keep(
        there.map(({ key }) => key),
        () => Date.now() + Math.round(Math.random() * FIRST_WITHIN),
      );
      const due = (await store.looks()).filter(
        ({ nextAt }) => nextAt <= Date.now(),
      );
      for (const { kind, name } of due) {
        const place = there.find(
          ({ key }) => key.kind === kind && key.name === name,
        );
        if (this.#stop.signal.aborted || !this.#lease.isHeld()) {
          return;
        }
        if (place) {
          await looker.look(place);
          await sleep(PAUSE, undefined, { ref: false });
        }
      }
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    this.#options.logger.warn('Leaks were not looked for', toError(error));
  }
}
