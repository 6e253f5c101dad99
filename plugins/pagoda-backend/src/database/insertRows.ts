import type { Knex } from 'knex';
import { isSqlite } from './PagodaDatabase';

/** A value of a column; JSON carries it to the database. */
export type ColumnValue = string | number | boolean | null;

/** Rows of one statement: large enough to be fast, small enough that the JSON stays in caches. */
const CHUNK = 1_000;

/**
 * Inserts many rows by one short statement with one JSON argument. Statements with a placeholder for each value meet
 * limits (SQLite takes 500 rows), and preparing them costs more than the insert.
 *
 * @param columns - the keys of the rows, the same in each
 * @param onConflictDoNothing - leave rows alone whose key is there already
 */
export async function insertRows<Column extends string>(
  tx: Knex.Transaction,
  table: string,
  columns: readonly Column[],
  rows: readonly Record<Column, ColumnValue>[],
  options: { onConflictDoNothing?: boolean } = {},
): Promise<void> {
  const sqlite = isSqlite(tx);
  const names = columns.map(() => '??').join(', ');
  const sql = sqlite
    ? `insert into ?? (${names}) select ${columns
        .map((_, i) => `value ->> ${i}`)
        .join(', ')} from json_each(?) where true`
    : `insert into ?? (${names}) select ${names} from json_populate_recordset(null::??, ?::json)`;
  const suffix = options.onConflictDoNothing ? ' on conflict do nothing' : '';
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    await tx.raw(
      sql + suffix,
      sqlite
        ? [
            table,
            ...columns,
            JSON.stringify(chunk.map(row => columns.map(name => row[name]))),
          ]
        : [table, ...columns, ...columns, table, JSON.stringify(chunk)],
    );
  }
}
