import type { Waiting } from './Admission';
import { explainWaiting } from './explain/explainWaiting';
import type { RunStoreForReconciler } from './types';

/** Written at most at once; who is further back is explained when somebody reads. */
const AT_ONCE = 50;
/** Between two rounds of writes, in milliseconds. */
const INTERVAL = 2_000;
/** Who waits no longer than this, in milliseconds, needs no explanation. */
const SHORT = 1_000;
/** While the cause stays, its details (the place in the queue) are written again after this time, in milliseconds. */
const DETAILS_INTERVAL = 10_000;

/**
 * Writes down why runs wait, for lists. A queue that moves changes the place of everybody in it, so writes are bounded,
 * however long the queue is; QueueExplainer tells the exact place to whoever asks.
 */
export class WaitingExplanations {
  readonly #store: Pick<RunStoreForReconciler, 'observe'>;
  #writtenAt = 0;
  readonly #written = new Map<string, number>();

  constructor(store: Pick<RunStoreForReconciler, 'observe'>) {
    this.#store = store;
  }

  async write(waiting: Waiting[], now: Date): Promise<void> {
    const time = now.getTime();
    if (time - this.#writtenAt < INTERVAL) {
      return;
    }
    this.#writtenAt = time;
    const due = waiting.flatMap(({ record, shortage, position }) => {
      const { id, project, cluster, status } = record.run;
      const explanation = explainWaiting(shortage, {
        project,
        cluster,
        position,
        inUseBy: [],
      });
      const known = status.explanation;
      const stale =
        known?.code !== explanation.code ||
        (known.summary !== explanation.summary &&
          time - (this.#written.get(id) ?? 0) >= DETAILS_INTERVAL);
      return stale && time - Date.parse(status.queuedAt) > SHORT
        ? [{ record, explanation }]
        : [];
    });
    // At the same time, so that they share transactions.
    await Promise.all(
      due.slice(0, AT_ONCE).map(async ({ record, explanation }) => {
        this.#written.set(record.run.id, time);
        await this.#store.observe(record.run.id, record.version, {
          explanation,
        });
      }),
    );
    const present = new Set(waiting.map(({ record }) => record.run.id));
    for (const id of this.#written.keys()) {
      if (!present.has(id)) {
        this.#written.delete(id);
      }
    }
  }
}
