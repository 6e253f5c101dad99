import type { Knex } from 'knex';

interface Unit {
  work: (tx: Knex.Transaction) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Units that share a transaction at most. */
const BATCH = 64;

/**
 * Commits what arrives while the last transaction is under way in one transaction: a durable commit costs a disk
 * flush, and many callers then share it. Each unit has a savepoint of its own, so that one that fails fails alone.
 */
export class GroupCommit {
  readonly #knex: Knex;
  readonly #queue: Unit[] = [];
  #running = false;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Resolves once the work is committed. */
  run<T>(work: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        work,
        resolve: value => resolve(value as T),
        reject,
      });
      if (!this.#running) {
        this.#running = true;
        void this.#drain();
      }
    });
  }

  async #drain(): Promise<void> {
    // Lets requests that have arrived together meet in one transaction.
    await new Promise(resolve => setImmediate(resolve));
    while (this.#queue.length > 0) {
      await this.#commit(this.#queue.splice(0, BATCH));
    }
    this.#running = false;
  }

  async #commit(units: Unit[]): Promise<void> {
    const done: (() => void)[] = [];
    try {
      await this.#knex.transaction(async tx => {
        for (const unit of units) {
          try {
            const value =
              units.length === 1
                ? await unit.work(tx)
                : await tx.transaction(unit.work);
            done.push(() => unit.resolve(value));
          } catch (error) {
            if (units.length === 1) {
              throw error;
            }
            done.push(() => unit.reject(error));
          }
        }
      });
    } catch (error) {
      units.forEach(unit => unit.reject(error));
      return;
    }
    done.forEach(tell => tell());
  }
}
