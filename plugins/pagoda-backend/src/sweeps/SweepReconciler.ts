import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { explainCancelled } from '../runs/explain/explainCancelled';
import type { RunChangeHub } from '../runs/RunChangeHub';
import type { RunStore } from '../runs/RunStore';
import { explainSweepEnd } from './explainSweep';
import type { SweepStore } from './SweepStore';
import { unfinishedPoints, type SweepCounts, type SweepRecord } from './types';

/** Changes that come within this time are looked at together, in milliseconds. */
const GATHER = 200;
/** All sweeps are looked at again so often, even if the feed says nothing, in milliseconds. */
const FULL_PASS = 30_000;
/** Sweeps of one read. */
const BATCH = 100;

/** What {@link SweepReconciler} needs. */
export interface SweepReconcilerOptions {
  store: SweepStore;
  runs: Pick<RunStore, 'requestCancelOfSweep'>;
  hub: RunChangeHub;
  logger: LoggerService;
}

/**
 * Ends sweeps whose points have ended, cancels the rest of those with too many failures, and the points of those that are
 * to be cancelled. It looks only at how things are, and every step may be done twice: replicas need no lease for it.
 */
export class SweepReconciler {
  readonly #options: SweepReconcilerOptions;
  readonly #changed = new Set<string>();
  #everything = true;
  #timer?: NodeJS.Timeout;
  #fullPass?: NodeJS.Timeout;
  #running?: Promise<void>;
  #unsubscribe?: () => void;
  #stopped = false;

  constructor(options: SweepReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#unsubscribe = this.#options.hub.subscribe(entries => {
      for (const { sweep } of entries) {
        if (sweep !== undefined) {
          this.notify(sweep);
        }
      }
    });
    this.#fullPass = setInterval(() => {
      this.#everything = true;
      this.#schedule();
    }, FULL_PASS);
    this.#fullPass.unref();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe?.();
    clearInterval(this.#fullPass);
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Something about the sweep may have changed. */
  notify(sweep: string): void {
    this.#changed.add(sweep);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#timer || this.#running || this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#running = this.#pass().finally(() => {
        this.#running = undefined;
        if (this.#everything || this.#changed.size > 0) {
          this.#schedule();
        }
      });
    }, GATHER);
  }

  async #pass(): Promise<void> {
    const { store, logger } = this.#options;
    const everything = this.#everything;
    const changed = [...this.#changed];
    this.#everything = false;
    this.#changed.clear();
    try {
      let after: string | undefined;
      for (;;) {
        const sweeps = everything
          ? await store.unfinished({ after, limit: BATCH })
          : await store.unfinished({
              ids: changed.splice(0, BATCH),
              limit: BATCH,
            });
        const counts = await store.counts(sweeps.map(({ id }) => id));
        for (const sweep of sweeps) {
          await this.#reconcile(sweep, counts.get(sweep.id) as SweepCounts);
        }
        after = sweeps.at(-1)?.id;
        if (everything ? sweeps.length < BATCH : changed.length === 0) {
          return;
        }
      }
    } catch (error) {
      // The next full pass tries again, whatever it was that has changed.
      this.#everything = true;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#schedule();
      }, 1_000);
      logger.error(
        'Sweeps were not looked at; it is tried again',
        toError(error),
      );
    }
  }

  async #reconcile(sweep: SweepRecord, counts: SweepCounts): Promise<void> {
    const { store, runs } = this.#options;
    const { id, maxFailures, cancelRequestedBy } = sweep;
    if (unfinishedPoints(counts) === 0) {
      const causes = counts.Failed > 0 ? await store.causes(id) : [];
      await store.finish(id, {
        ...explainSweepEnd(sweep, counts, causes),
        counts,
      });
      return;
    }
    const by =
      cancelRequestedBy ??
      (maxFailures !== undefined && counts.Failed > maxFailures
        ? `its sweep, of which more than ${maxFailures} points failed,`
        : undefined);
    if (by !== undefined) {
      await runs.requestCancelOfSweep(
        id,
        by,
        explainCancelled({ by, started: false }),
      );
    }
  }
}
