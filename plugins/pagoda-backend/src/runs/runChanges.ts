import { EventEmitter } from 'node:events';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { insertRows } from '../database/insertRows';
import { isSqlite } from '../database/PagodaDatabase';

/** One entry of the change feed. */
export interface RunChangeEntry {
  seq: number;
  run: string;
  project: string;
  sweep?: string;
  phase: RunPhase;
  deleted: boolean;
}

/** An entry that is to be appended. */
export interface NewRunChange {
  run: string;
  project: string;
  sweep: string | null;
  phase: RunPhase;
  deleted: boolean;
}

/** Any number that nothing else locks: `pagoda` in ASCII. */
const FEED_LOCK = 0x7061676f6461;

const wakeUps = new EventEmitter().setMaxListeners(0);

/**
 * Appends to the feed at the end of the transaction that makes the changes.
 *
 * PostgreSQL gives sequence numbers before transactions commit, so a reader could see 12 before 11 and go past it. The
 * lock, which is held until the commit, makes the order of numbers the order of commits. SQLite has one writer anyway.
 */
export async function appendRunChanges(
  tx: Knex.Transaction,
  changes: readonly NewRunChange[],
): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  if (!isSqlite(tx)) {
    await tx.raw('select pg_advisory_xact_lock(?)', [FEED_LOCK]);
  }
  const time = Date.now();
  await insertRows(
    tx,
    'run_changes',
    ['run', 'project', 'sweep', 'phase', 'deleted', 'time'],
    changes.map(change => ({ ...change, time })),
  );
}

/** Tells this process that the feed has grown; called after the commit. */
export function announceRunChanges(): void {
  wakeUps.emit('change');
}

/** Calls the listener when this process has appended to the feed; returns the unsubscription. */
export function onRunChanges(listener: () => void): () => void {
  wakeUps.on('change', listener);
  return () => wakeUps.off('change', listener);
}

/** The entries after a sequence number, oldest first. */
export async function readRunChanges(
  knex: Knex,
  after: number,
  limit: number,
): Promise<RunChangeEntry[]> {
  const rows = await knex('run_changes')
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit);
  return rows.map(row => ({
    seq: Number(row.seq),
    run: row.run,
    project: row.project,
    sweep: row.sweep ?? undefined,
    phase: row.phase,
    deleted: Boolean(row.deleted),
  }));
}

/** The first and the last sequence number in the feed; 0 when it is empty. */
export async function runChangesRange(
  knex: Knex,
): Promise<{ first: number; last: number }> {
  const row = await knex('run_changes')
    .min({ first: 'seq' })
    .max({ last: 'seq' })
    .first();
  return { first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
}

/** Entries of one step of trimming; others may write between the steps. */
const TRIM_STEP = 5_000;

/**
 * Deletes entries older than a time from the feed's beginning, but never the newest, which tells where the feed stands.
 *
 * @returns how many
 */
export async function trimRunChanges(
  knex: Knex,
  before: Date,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { first, last } = await runChangesRange(knex);
    // Times are in the order of numbers, give or take the clocks of replicas, so no index on them is needed.
    const young = await knex('run_changes')
      .whereBetween('seq', [first, first + TRIM_STEP])
      .andWhere('time', '>=', before.getTime())
      .min({ seq: 'seq' })
      .first();
    const end = Math.min(Number(young?.seq ?? first + TRIM_STEP), last);
    const count = await knex('run_changes').where('seq', '<', end).delete();
    deleted += count;
    if (count === 0 || young?.seq) {
      return deleted;
    }
  }
}
