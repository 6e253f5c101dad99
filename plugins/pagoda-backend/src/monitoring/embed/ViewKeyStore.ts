import type { JWK } from 'jose';
import type { Knex } from 'knex';

/** A key as it is stored. */
export interface ViewKeyRecord {
  id: string;
  /** PKCS #8 in PEM, sealed. */
  sealed: string;
  publicKey: JWK;
  /** Milliseconds since 1970. */
  createdAt: number;
}

interface ViewKeyRow {
  id: string;
  private_sealed: string;
  public_json: string;
  created_at: number | string;
}

/** All SQL of the keys that sign who looks at a view. */
export class ViewKeyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Newest first. */
  async list(): Promise<ViewKeyRecord[]> {
    const rows = await this.#knex<ViewKeyRow>('view_keys').orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]);
    return rows.map(row => ({
      id: row.id,
      sealed: row.private_sealed,
      publicKey: JSON.parse(row.public_json) as JWK,
      createdAt: Number(row.created_at),
    }));
  }

  async add(record: ViewKeyRecord): Promise<void> {
    await this.#knex('view_keys').insert({
      id: record.id,
      private_sealed: record.sealed,
      public_json: JSON.stringify(record.publicKey),
      created_at: record.createdAt,
    });
  }

  /** Those that are so old that nothing signed by them is taken. */
  async deleteBefore(time: number): Promise<void> {
    await this.#knex('view_keys').where('created_at', '<', time).delete();
  }
}
