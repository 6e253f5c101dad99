import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

const MIGRATIONS = () =>
  resolvePackagePath('@pagoda/plugin-pagoda-backend', 'migrations');

/** Connects to the plugin's database and brings its tables up to date. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (isSqlite(knex)) {
    // Readers then don't wait for writers. FULL: what was answered survives a power cut.
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
    await knex.raw('PRAGMA foreign_keys = ON');
  } else {
    tunePostgres(knex);
  }
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: MIGRATIONS() });
  }
  return knex;
}

/** Whether this is SQLite, which is for one process alone. */
export function isSqlite(knex: Knex): boolean {
  return String(knex.client.config.client).includes('sqlite');
}

/**
 * Our queries are many and short. Compiling one (JIT), or sharing it among processes, takes longer than running it, and
 * PostgreSQL does so where it takes a bounded walk for a long one.
 */
function tunePostgres(knex: Knex): void {
  knex.client.pool?.on(
    'createSuccess',
    (_event: number, connection: { query(sql: string): Promise<unknown> }) => {
      connection
        .query('set jit = off; set max_parallel_workers_per_gather = 0')
        // A connection that cannot even do this fails again, and is seen, at its first use.
        .catch(() => {});
    },
  );
}
