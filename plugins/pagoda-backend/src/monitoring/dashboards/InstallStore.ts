import type { Knex } from 'knex';

/** What was written where. */
export interface InstallRecord {
  target: 'grafana' | 'kibana';
  id: string;
  /** Of what was written. */
  writtenHash: string;
  /** Of what was there right after; missing where that cannot be read. */
  storedHash?: string;
  /** Milliseconds since 1970. */
  installedAt: number;
  installedBy: string;
}

interface InstallRow {
  target: InstallRecord['target'];
  id: string;
  written_hash: string;
  stored_hash: string | null;
  installed_at: number | string;
  installed_by: string;
}

/** All SQL of what was installed in Grafana and Kibana. */
export class InstallStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By id. */
  async of(
    target: InstallRecord['target'],
  ): Promise<Map<string, InstallRecord>> {
    const rows = await this.#knex<InstallRow>('installed_dashboards').where({
      target,
    });
    return new Map(rows.map(row => [row.id, toRecord(row)]));
  }

  async find(
    target: InstallRecord['target'],
    id: string,
  ): Promise<InstallRecord | undefined> {
    const row = await this.#knex<InstallRow>('installed_dashboards')
      .where({ target, id })
      .first();
    return row && toRecord(row);
  }

  async put(record: InstallRecord): Promise<void> {
    await this.#knex('installed_dashboards')
      .insert({
        ...{ target: record.target, id: record.id },
        written_hash: record.writtenHash,
        stored_hash: record.storedHash ?? null,
        installed_at: record.installedAt,
        installed_by: record.installedBy,
      })
      .onConflict(['target', 'id'])
      .merge();
  }
}

function toRecord(row: InstallRow): InstallRecord {
  return {
    ...{ target: row.target, id: row.id, writtenHash: row.written_hash },
    ...(row.stored_hash !== null && { storedHash: row.stored_hash }),
    installedAt: Number(row.installed_at),
    installedBy: row.installed_by,
  };
}
