import type { Knex } from 'knex';
import { COUNTED, READ } from './types';

/**
 * How many rows a query has, up to {@link COUNTED}.
 *
 * @param read - how many of them a read of {@link READ} has given
 */
export async function countUpTo(
  knex: Knex,
  query: Knex.QueryBuilder,
  read: number,
): Promise<number> {
  if (read < READ) {
    return read;
  }
  const rows = query.clearOrder().limit(COUNTED).select(knex.raw('1 as one'));
  const [{ count }] = await knex.from(rows.as('found')).count({ count: '*' });
  return Number(count);
}
