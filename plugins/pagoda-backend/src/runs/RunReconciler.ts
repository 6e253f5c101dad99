import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Lease, Leases } from '../database/Leases';
import type { Engine, Observation } from '../engines/types';
import type { Admission } from './Admission';
import type { AdmissionVerdict } from './admitRuns';
import type { AttemptReconciler } from './AttemptReconciler';
import { explainWaiting } from './explain/explainWaiting';
import type { RunRecord, RunStoreForReconciler } from './types';

/** Everything is looked at again so often even if nobody calls, in milliseconds. */
const FULL_PASS = 2_000;
/** Waiting runs of a pass whose changed cause is written down; the others are explained when somebody reads them. */
const WRITTEN_WAITS = 50;
/** Between two writes of waiting causes, in milliseconds. */
const WAITS_INTERVAL = 1_000;
/** Attempts that are started at the same time. */
const LAUNCHES = 8;

/** What {@link RunReconciler} needs. */
export interface RunReconcilerOptions {
  cluster: string;
  engine: Engine;
  store: RunStoreForReconciler;
  attempts: AttemptReconciler;
  admission: Admission;
  leases: Leases;
  /** This process is the only one there can be (SQLite): takes the lease from one that was killed at once. */
  alone: boolean;
  logger: LoggerService;
}

/**
 * Moves the runs of one cluster from Queued to their end. It only looks at what the store and the engine say and makes
 * the next step, so that it may be killed at any line; and it works only while it holds the lease of its cluster, so
 * that there is one at a time.
 */
export class RunReconciler {
  readonly #options: RunReconcilerOptions;
  readonly #unsubscribe: (() => void)[] = [];
  #lease?: Lease;
  #leaseUntil = 0;
  #stopped = false;
  #woken = false;
  #wake: () => void = () => {};
  #loop?: Promise<void>;
  #waitsWrittenAt = 0;

  constructor(options: RunReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    const { cluster, engine, store } = this.#options;
    this.#unsubscribe.push(
      store.onWork(changed => {
        if (changed === cluster) {
          this.#notify();
        }
      }),
      engine.onChange(() => this.#notify()),
    );
    this.#loop = this.#run();
  }

  /** Stops deciding; what runs goes on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#notify();
    this.#unsubscribe.forEach(unsubscribe => unsubscribe());
    await this.#loop;
    await this.#options.engine.stop();
    if (this.#lease) {
      await this.#options.leases.release(this.#lease.name);
    }
  }

  #notify(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { logger, cluster } = this.#options;
    while (!this.#stopped) {
      let next = FULL_PASS;
      this.#woken = false;
      try {
        if (await this.#holdsLease()) {
          next = await this.#pass();
        }
      } catch (error) {
        logger.error(
          `Runs of cluster ${cluster} were not looked at`,
          toError(error),
        );
      }
      await this.#pause(next);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    if (this.#woken || this.#stopped) {
      // Not at once: what comes together is then decided together.
      await new Promise(resolve => setTimeout(resolve, 10));
      return;
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }

  async #holdsLease(): Promise<boolean> {
    const { leases, cluster, alone } = this.#options;
    const now = Date.now();
    if (this.#lease && now < this.#leaseUntil - (leases.duration * 2) / 3) {
      return true;
    }
    this.#lease = await leases.acquire(
      `cluster/${cluster}`,
      alone && !this.#lease,
    );
    // Counted from before the request, so that we stop before another may begin.
    this.#leaseUntil = now + leases.duration;
    return this.#lease !== undefined;
  }

  /** One look at everything; returns when to look again at the latest, in milliseconds. */
  async #pass(): Promise<number> {
    const { cluster, engine, store, attempts } = this.#options;
    const active = await store.active(cluster);
    const observations = await engine.observe(
      active.map(({ run }) => ({ run: run.id, attempt: run.status.attempt })),
    );
    const byRun = new Map<string, Observation>(
      observations.map(observation => [observation.run, observation]),
    );
    await inParallel(active, LAUNCHES, async record => {
      const observation = byRun.get(record.run.id);
      if (observation && this.#mayAct()) {
        await this.#guard(record, () => attempts.observe(record, observation));
      }
    });
    return this.#admit();
  }

  async #admit(): Promise<number> {
    const { attempts, admission } = this.#options;
    const now = new Date();
    const { admitted, waiting, full } = await admission.decide(now);
    await inParallel(admitted, LAUNCHES, async record => {
      if (this.#mayAct()) {
        await this.#guard(record, () => attempts.start(record));
      }
    });
    await this.#writeWaits(waiting, now);
    const retries = waiting.flatMap(({ wait }) =>
      wait.kind === 'backoff' ? wait.until.getTime() - now.getTime() : [],
    );
    // A full window may hide runs that could start.
    return admitted.length > 0 && full
      ? 0
      : Math.max(10, Math.min(FULL_PASS, ...retries));
  }

  async #writeWaits(
    waiting: AdmissionVerdict['waiting'],
    now: Date,
  ): Promise<void> {
    if (now.getTime() - this.#waitsWrittenAt < WAITS_INTERVAL) {
      return;
    }
    this.#waitsWrittenAt = now.getTime();
    for (const { record, wait } of waiting.slice(0, WRITTEN_WAITS)) {
      const explanation = explainWaiting(wait);
      const known = record.run.status.explanation;
      if (explanation && known?.summary !== explanation.summary) {
        await this.#options.store.observe(record.run.id, record.version, {
          explanation,
        });
      }
    }
  }

  /** One run that cannot be dealt with must not hold up the others. */
  async #guard(record: RunRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.logger.error(
        `Run ${record.run.id} was not dealt with; it is tried again`,
        toError(error),
      );
    }
  }

  #mayAct(): boolean {
    return !this.#stopped && Date.now() < this.#leaseUntil;
  }
}

async function inParallel<T>(
  items: T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      for (const item of queue) {
        await work(item);
      }
    }),
  );
}
