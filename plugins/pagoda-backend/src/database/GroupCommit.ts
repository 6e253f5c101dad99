import type { Knex } from 'knex';

/** What became of one unit of work. */
export type Outcome<Result> = { value: Result } | { error: unknown };

/** What {@link GroupCommit} needs. */
export interface GroupCommitOptions<Unit, Result> {
  knex: Knex;
  /**
   * Does the units' work in the transaction. A unit that is refused gets an `error` as its outcome and must have written
   * nothing; a rejection rolls everything back, and each unit is then tried by itself.
   */
  execute: (tx: Knex.Transaction, units: Unit[]) => Promise<Outcome<Result>[]>;
  /** Rows that the unit writes, more or less. */
  weigh: (unit: Unit) => number;
}

interface Waiting<Unit, Result> {
  unit: Unit;
  resolve: (value: Result) => void;
  reject: (error: unknown) => void;
}

/** Weight that shares a transaction at most; a heavier unit has one of its own. */
const MAX_WEIGHT = 256;

/**
 * Commits what arrives while the last transaction is under way in one transaction: a durable commit costs a flush of the
 * disk, and many callers then share it.
 */
export class GroupCommit<Unit, Result> {
  readonly #options: GroupCommitOptions<Unit, Result>;
  #waiting: Waiting<Unit, Result>[] = [];
  #running = false;

  constructor(options: GroupCommitOptions<Unit, Result>) {
    this.#options = options;
  }

  /** Resolves once the unit is committed; rejects when it was refused, or failed. */
  run(unit: Unit): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ unit, resolve, reject });
      if (!this.#running) {
        this.#running = true;
        // Lets requests that have arrived together meet in one transaction.
        setImmediate(() => void this.#drain());
      }
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#next();
      try {
        await this.#commit(batch);
      } catch (error) {
        if (batch.length === 1) {
          batch[0].reject(error);
          continue;
        }
        // One of them is to blame, or was in the way of another replica: alone, each fails or succeeds by itself.
        for (const one of batch) {
          await this.#commit([one]).catch(one.reject);
        }
      }
    }
    this.#running = false;
  }

  #next(): Waiting<Unit, Result>[] {
    let weight = 0;
    let count = 0;
    for (const { unit } of this.#waiting) {
      weight += this.#options.weigh(unit);
      if (count > 0 && weight > MAX_WEIGHT) {
        break;
      }
      count += 1;
    }
    const batch = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return batch;
  }

  async #commit(batch: Waiting<Unit, Result>[]): Promise<void> {
    const { knex, execute } = this.#options;
    const outcomes = await knex.transaction(tx =>
      execute(
        tx,
        batch.map(({ unit }) => unit),
      ),
    );
    batch.forEach(({ resolve, reject }, i) => {
      const outcome = outcomes[i];
      if ('error' in outcome) {
        reject(outcome.error);
      } else {
        resolve(outcome.value);
      }
    });
  }
}
