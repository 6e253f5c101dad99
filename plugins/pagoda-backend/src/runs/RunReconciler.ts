import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { isFinal } from '@pagoda/plugin-pagoda-common';
import type { Leases } from '../database/Leases';
import type { Engine, Observation } from '../engines/types';
import type { Admission } from './Admission';
import type { AttemptReconciler } from './AttemptReconciler';
import { HeldLease } from './HeldLease';
import type { RunRecord, RunStoreForReconciler } from './types';
import { WaitingExplanations } from './WaitingExplanations';

/** Everything is looked at again so often even if nobody calls, in milliseconds. */
const FULL_PASS = 2_000;
/** Calls that come within this time, in milliseconds, are answered by one pass. */
const GATHER = 10;
/** A pass waits so long for what was observed to be written down, in milliseconds. */
const PATIENCE = 100;
/** Attempts that are started, or written down, at the same time: on this host, and on a cluster. */
const WIDTH_HERE = 8;
const WIDTH_ELSEWHERE = 1_000;

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
  readonly #lease: HeldLease;
  readonly #explanations: WaitingExplanations;
  readonly #unsubscribe: (() => void)[] = [];
  /** When runs are tried again, in milliseconds since 1970; after a restart the full pass finds them. */
  readonly #retries = new Set<number>();
  /** Runs that are being written down, by passes that may have gone on. */
  readonly #observing = new Map<string, RunRecord>();
  readonly #background = new Set<Promise<void>>();
  #stopped = false;
  #woken = false;
  #wake: () => void = () => {};
  #loop?: Promise<void>;
  #swept = false;

  constructor(options: RunReconcilerOptions) {
    this.#options = options;
    this.#explanations = new WaitingExplanations(options.store);
    this.#lease = new HeldLease(options.leases, {
      name: `cluster/${options.cluster}`,
      force: options.alone,
    });
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
    await Promise.all(this.#background);
    await this.#options.engine.stop();
    await this.#lease.release();
  }

  #notify(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const { logger, cluster } = this.#options;
    while (!this.#stopped) {
      this.#woken = false;
      let wait = FULL_PASS;
      try {
        if (await this.#lease.keep()) {
          await this.#sweep();
          wait = await this.#pass();
        }
      } catch (error) {
        logger.error(
          `The runs of cluster ${cluster} were not looked at; it is tried again`,
          toError(error),
        );
      }
      await this.#pause(wait);
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#woken || this.#stopped) {
        this.#wake();
      }
    });
    this.#wake = () => {};
    if (!this.#stopped) {
      await new Promise(resolve => setTimeout(resolve, GATHER));
    }
  }

  /** One look at everything; returns when to look again at the latest, in milliseconds. */
  async #pass(): Promise<number> {
    const { cluster, engine, store, attempts, admission } = this.#options;
    // Of these, what is read now may be older than what is being written.
    const busy = new Set(this.#observing.keys());
    const active = (await store.active(cluster)).filter(
      ({ run }) => !busy.has(run.id),
    );
    const observations = await engine.observe(
      active.map(({ run }) => ({ run: run.id, attempt: run.status.attempt })),
    );
    const reach = engine.reachable?.();
    if (reach && !reach.ok) {
      // What was seen is from before; what runs goes on, and is looked at when the cluster is back.
      await this.#each(active, record => attempts.hold(record, reach.problem));
      if (active.some(({ cancelForced }) => cancelForced)) {
        // They have ended here alone: what is left of them there is removed when the engine can be asked again.
        this.#swept = false;
      }
      return FULL_PASS;
    }
    const byRun = new Map<string, Observation>(
      observations.map(observation => [observation.run, observation]),
    );
    active.forEach(record => this.#observing.set(record.run.id, record));
    const observing = this.#each(active, record =>
      this.#observe(record, byRun.get(record.run.id)),
    ).finally(() => {
      // Those that nobody came to: the lease was lost.
      active.forEach(record => this.#forget(record));
      this.#background.delete(observing);
    });
    this.#background.add(observing);
    // What is slow with one (its results may be far away) does not hold up those who wait to start.
    await Promise.race([observing, sleep(PATIENCE, undefined, { ref: false })]);
    const now = new Date();
    const { admitted, waiting, more } = await admission.decide(
      () => store.active(cluster),
      now,
    );
    await this.#each(admitted, record => attempts.start(record));
    if (this.#mayAct()) {
      await this.#explanations.write(waiting, now);
    }
    return more ? 0 : this.#untilRetry();
  }

  async #observe(record: RunRecord, observation?: Observation): Promise<void> {
    const begun = Date.now();
    const next =
      observation &&
      (await this.#options.attempts
        .observe(record, observation)
        .finally(() => this.#forget(record)));
    if (next) {
      this.#retries.add(next.getTime());
    }
    if (Date.now() - begun > PATIENCE) {
      // The pass that it belongs to has gone on without it.
      this.#notify();
    }
  }

  #forget(record: RunRecord): void {
    if (this.#observing.get(record.run.id) === record) {
      this.#observing.delete(record.run.id);
    }
  }

  /** Time until the next retry, but no longer than until the next full pass. */
  #untilRetry(): number {
    const now = Date.now();
    let next = now + FULL_PASS;
    for (const time of this.#retries) {
      if (time <= now) {
        this.#retries.delete(time);
      }
      next = Math.min(next, time);
    }
    return Math.max(0, next - now);
  }

  /** Works on runs, several at a time; one that cannot be dealt with does not hold up the others. */
  async #each(
    records: RunRecord[],
    work: (record: RunRecord) => Promise<void>,
  ): Promise<void> {
    const queue = records.values();
    const worker = async () => {
      for (const record of queue) {
        if (!this.#mayAct()) {
          return;
        }
        try {
          await work(record);
        } catch (error) {
          this.#options.logger.error(
            `Run ${record.run.id} was not dealt with; it is tried again`,
            toError(error),
          );
        }
      }
    };
    const isHere = this.#options.engine.reachable === undefined;
    const width = Math.min(
      records.length,
      isHere ? WIDTH_HERE : WIDTH_ELSEWHERE,
    );
    await Promise.all(Array.from({ length: width }, worker));
  }

  /** Once after the start: has the engine forget runs that had ended when this portal's predecessor was killed. */
  async #sweep(): Promise<void> {
    if (this.#swept) {
      return;
    }
    const { engine, store } = this.#options;
    const kept = await engine.kept();
    if (engine.reachable?.().ok === false) {
      return;
    }
    this.#swept = true;
    for (const run of kept) {
      const record = await store.get(run);
      if (!record || isFinal(record.run.status.phase)) {
        await engine.remove(run);
      }
    }
  }

  #mayAct(): boolean {
    return !this.#stopped && this.#lease.isHeld();
  }
}
