import { createHash } from 'node:crypto';
import type { SourceFile } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { notFound } from '../http/errors';
import { insertRows } from './insertRows';

/** Hashes of files that were hashed before: the points of a sweep share theirs. */
const hashes = new WeakMap<SourceFile[], string>();

/** The name under which files are stored: once for all definitions and runs that have the same. */
export function hashSource(files: SourceFile[]): string {
  const known = hashes.get(files);
  if (known !== undefined) {
    return known;
  }
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex');
  hashes.set(files, hash);
  return hash;
}

/**
 * Stores files that are not there yet, in the transaction that stores what refers to them; the foreign keys keep them
 * from then on.
 */
export async function insertSources(
  tx: Knex.Transaction,
  sources: ReadonlyMap<string, SourceFile[]>,
): Promise<void> {
  if (sources.size === 0) {
    return;
  }
  const present: string[] = await tx('sources')
    .whereIn('hash', [...sources.keys()])
    .pluck('hash');
  await insertRows(
    tx,
    'sources',
    ['hash', 'files_json', 'created_at'],
    [...sources]
      .filter(([hash]) => !present.includes(hash))
      // Always in the same order, so that replicas do not wait for each other in a circle.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([hash, files]) => ({
        hash,
        files_json: JSON.stringify(files),
        created_at: Date.now(),
      })),
    { onConflictDoNothing: true },
  );
}

/**
 * Deletes those of the files that nothing refers to any more. Where another transaction is about to use them, the foreign
 * key refuses, and with it this transaction: it has to be tried again then.
 */
export async function deleteUnusedSources(
  tx: Knex.Transaction,
  candidates: readonly string[],
): Promise<void> {
  const unused = (table: string) =>
    tx(table)
      .select(tx.raw('1'))
      .whereRaw('?? = sources.hash', [`${table}.source`]);
  await tx('sources')
    .whereIn('hash', candidates)
    .whereNotExists(unused('runs'))
    .whereNotExists(unused('experiment_revisions'))
    .delete();
}

/** Characters of files that are kept in memory: a hash never stands for anything else. */
const KEPT_CHARACTERS = 16 * 2 ** 20;
const kept = new Map<string, { files: SourceFile[]; size: number }>();
let keptSize = 0;

/** @throws ApiError 404 where what refers to the files was deleted a moment ago. */
export async function readSource(
  knex: Knex,
  hash: string,
): Promise<SourceFile[]> {
  const known = kept.get(hash);
  if (known) {
    return known.files;
  }
  const row = await knex('sources').where({ hash }).first('files_json');
  if (!row) {
    throw notFound('Source', hash);
  }
  const files: SourceFile[] = JSON.parse(row.files_json);
  hashes.set(files, hash);
  keep(hash, files, row.files_json.length);
  return files;
}

/** The oldest make room. */
function keep(hash: string, files: SourceFile[], size: number): void {
  if (kept.has(hash)) {
    return;
  }
  kept.set(hash, { files, size });
  keptSize += size;
  for (const [other, { size: otherSize }] of kept) {
    if (keptSize <= KEPT_CHARACTERS) {
      return;
    }
    kept.delete(other);
    keptSize -= otherSize;
  }
}
