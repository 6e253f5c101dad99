import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { resealRows } from '../../encryption/resealRows';
import type { SecretBox } from '../../encryption/SecretBox';
import type { StoredConnection } from './toKubernetesConnection';

/** A connection with when and by whom it was stored. */
export interface ConnectionRecord extends StoredConnection {
  cluster: string;
  /** Another each time it is stored. */
  version: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
  /** Entity reference. */
  updatedBy: string;
}

interface Row {
  cluster: string;
  kind: StoredConnection['kind'];
  sealed: string;
  version: string;
  updated_at: number | string;
  updated_by: string;
}

const TABLE = 'cluster_connections';

const purposeOf = (cluster: string) => `${TABLE}/${cluster}`;

/** All SQL of connections; credentials are encrypted before they get here, and never leave in a list. */
export class ClusterConnectionStore {
  readonly #knex: Knex;
  readonly #box: SecretBox;

  constructor(knex: Knex, box: SecretBox) {
    this.#knex = knex;
    this.#box = box;
  }

  /** @throws SealedError when no key opens it. */
  async find(cluster: string): Promise<ConnectionRecord | undefined> {
    const row = await this.#knex<Row>(TABLE).where({ cluster }).first();
    return (
      row && {
        cluster,
        kind: row.kind,
        settings: JSON.parse(this.#box.open(row.sealed, purposeOf(cluster))),
        version: row.version,
        updatedAt: Number(row.updated_at),
        updatedBy: row.updated_by,
      }
    );
  }

  /** The version of each connection, by cluster. */
  async versions(): Promise<Map<string, string>> {
    const rows = await this.#knex<Row>(TABLE).select('cluster', 'version');
    return new Map(rows.map(({ cluster, version }) => [cluster, version]));
  }

  async version(cluster: string): Promise<string | undefined> {
    const row = await this.#knex<Row>(TABLE)
      .where({ cluster })
      .first('version');
    return row?.version;
  }

  /** Stores the connection of a cluster, instead of the one before. */
  async put(
    cluster: string,
    { kind, settings }: StoredConnection,
    by: string,
    tx: Knex = this.#knex,
  ): Promise<void> {
    await tx(TABLE)
      .insert({
        cluster,
        kind,
        sealed: this.#box.seal(JSON.stringify(settings), purposeOf(cluster)),
        version: randomUUID(),
        updated_at: Date.now(),
        updated_by: by,
      })
      .onConflict('cluster')
      .merge();
  }

  async delete(cluster: string, tx: Knex = this.#knex): Promise<void> {
    await tx(TABLE).where({ cluster }).delete();
  }

  /** Encrypts again what another key than the first has encrypted; returns how many. */
  reseal(logger: LoggerService): Promise<number> {
    return resealRows(
      this.#knex,
      this.#box,
      {
        table: TABLE,
        column: 'sealed',
        key: ['cluster'],
        purpose: ({ cluster }) => purposeOf(cluster),
      },
      logger,
    );
  }
}
