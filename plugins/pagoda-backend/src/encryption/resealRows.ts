import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import type { SecretBox } from './SecretBox';

/** Sealed texts of one table. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Columns that together name a row. */
  key: string[];
  /** What the text of a row was sealed for. */
  purpose: (row: Record<string, string>) => string;
}

/**
 * Encrypts again, by the first key, what another key has encrypted: called at each start, it makes a rotation complete. A
 * row that cannot be opened stays as it is, and is named in the log.
 *
 * @returns how many were encrypted again
 */
export async function resealRows(
  knex: Knex,
  box: SecretBox,
  { table, column, key, purpose }: SealedColumn,
  logger: LoggerService,
): Promise<number> {
  const rows: Record<string, string>[] = await knex(table)
    .whereNotNull(column)
    .select([...key, column]);
  let count = 0;
  for (const row of rows.filter(each => !box.isCurrent(each[column]))) {
    const name = Object.fromEntries(key.map(part => [part, row[part]]));
    try {
      const text = box.open(row[column], purpose(row));
      // Whoever has written it in the meantime has used the first key.
      count += await knex(table)
        .where({ ...name, [column]: row[column] })
        .update({ [column]: box.seal(text, purpose(row)) });
    } catch (error) {
      logger.error(
        `What is encrypted in ${table} for ${Object.values(name).join('/')} cannot be opened`,
        toError(error),
      );
    }
  }
  return count;
}
