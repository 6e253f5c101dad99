import type { Knex } from 'knex';

/** A lease that this process holds. */
export interface Lease {
  name: string;
  /** Raised each time the lease changes hands. */
  term: number;
}

/**
 * Leases in the database: which replica does what. A holder renews well before the end; whoever finds a lease past
 * its end may take it over.
 */
export class Leases {
  readonly #knex: Knex;
  readonly #holder: string;
  readonly #duration: number;

  /**
   * @param holder - unique to this process
   * @param duration - of a lease, in milliseconds; renew three times within it
   */
  constructor(knex: Knex, holder: string, duration: number = 15_000) {
    this.#knex = knex;
    this.#holder = holder;
    this.#duration = duration;
  }

  /** How long a lease lasts, in milliseconds. */
  get duration(): number {
    return this.#duration;
  }

  /**
   * Gets or renews the lease; `undefined` while another process holds it.
   *
   * @param force - take it from whoever holds it: right where this process is known to be the only one
   */
  async acquire(
    name: string,
    force: boolean = false,
  ): Promise<Lease | undefined> {
    const now = Date.now();
    const expires = now + this.#duration;
    const renewed = await this.#knex('leases')
      .where({ name, holder: this.#holder })
      .update({ expires_at: expires })
      .returning('term');
    if (renewed.length > 0) {
      return { name, term: Number(renewed[0].term) };
    }
    const taken = await this.#knex('leases')
      .where({ name })
      .modify(query => {
        if (!force) {
          query.andWhere('expires_at', '<=', now);
        }
      })
      .update({
        holder: this.#holder,
        expires_at: expires,
        term: this.#knex.raw('term + 1'),
      })
      .returning('term');
    if (taken.length > 0) {
      return { name, term: Number(taken[0].term) };
    }
    const created = await this.#knex('leases')
      .insert({ name, holder: this.#holder, expires_at: expires, term: 1 })
      .onConflict('name')
      .ignore()
      .returning('term');
    return created.length > 0 ? { name, term: 1 } : undefined;
  }

  /** Lets the lease go, so that another process need not wait for its end. */
  async release(name: string): Promise<void> {
    await this.#knex('leases')
      .where({ name, holder: this.#holder })
      .update({ expires_at: 0 });
  }
}
