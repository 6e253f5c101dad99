import type { Knex } from 'knex';
import { isSqlite } from './PagodaDatabase';

/** What of PAGoDA the catalog shows. */
export type EntityChangeKind =
  'project' | 'experiment' | 'volume' | 'cluster' | 'user' | 'group';

/** One thing that was written; what it is now has to be read from its table. */
export interface EntityChange {
  kind: EntityChangeKind;
  /** Missing for a cluster, user or group; for a project the same as its name. */
  project?: string;
  name: string;
  /** It is no longer there. A deleted project takes its experiments and volumes with it. */
  deleted?: boolean;
}

/** An {@link EntityChange} in the feed. */
export interface StoredEntityChange extends EntityChange {
  seq: number;
  deleted: boolean;
}

/** Advisory lock of PostgreSQL under which the feed is written; an arbitrary number of our own. */
const FEED_LOCK = 7_246_327;

const listeners = new Set<() => void>();

/**
 * Tells the catalog that something it shows was created, changed or deleted. Call it in the transaction that writes, and
 * near its end: on PostgreSQL appenders wait for each other until they commit, so that nobody who reads up to a number
 * misses a smaller one that is committed later.
 */
export async function appendEntityChange(
  tx: Knex.Transaction,
  change: EntityChange,
): Promise<void> {
  if (!isSqlite(tx)) {
    await tx.raw('select pg_advisory_xact_lock(?)', [FEED_LOCK]);
  }
  await tx('entity_changes').insert({
    kind: change.kind,
    project: change.project,
    name: change.name,
    deleted: change.deleted ?? false,
    time: Date.now(),
  });
  tx.executionPromise.then(
    () => listeners.forEach(listener => listener()),
    () => {
      // Rolled back, so there is nothing to tell; whoever awaits the transaction gets the error.
    },
  );
}

/** The changes after `afterSeq`, oldest first. */
export async function readEntityChanges(
  knex: Knex,
  afterSeq: number,
  limit: number,
): Promise<StoredEntityChange[]> {
  const rows = await knex('entity_changes')
    .where('seq', '>', afterSeq)
    .orderBy('seq')
    .limit(limit);
  return rows.map(row => ({
    seq: Number(row.seq),
    kind: row.kind,
    project: row.project ?? undefined,
    name: row.name,
    deleted: Boolean(row.deleted),
  }));
}

/** The number of the newest change; 0 when there is none. */
export async function lastEntityChange(knex: Knex): Promise<number> {
  const row = await knex('entity_changes').max({ seq: 'seq' }).first();
  return Number(row?.seq ?? 0);
}

/** Whether the thing is, or ever was, there: the feed forgets nothing. */
export async function everChanged(
  knex: Knex,
  { kind, project, name }: Pick<EntityChange, 'kind' | 'project' | 'name'>,
): Promise<boolean> {
  const row = await knex('entity_changes')
    .where({ kind, name })
    .modify(query => {
      if (project !== undefined) {
        query.andWhere({ project });
      }
    })
    .first('seq');
  return row !== undefined;
}

/**
 * Calls the listener after changes were committed by this process. Other processes' changes have to be polled for.
 *
 * @returns the unsubscription
 */
export function onEntityChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
