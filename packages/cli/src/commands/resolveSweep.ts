import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { dataOf } from './dataOf';
import { eachItem } from './pages';

/** How sweeps are named on the command line. */
export const SWEEP_ARGUMENT = 'id of the sweep, or the beginning of it';

/**
 * The id of a sweep that was named by its id, or by the beginning of it (six characters or more) where only one sweep has
 * it.
 */
export async function resolveSweep(
  { client }: Context,
  name: string,
): Promise<string> {
  const prefix = name.toLowerCase();
  if (!/^[0-9a-f][0-9a-f-]{5,35}$/.test(prefix)) {
    throw new CliError(
      `'${name}' is not a sweep`,
      EXIT.usage,
      'Give its id, or at least 6 characters of it: see pagoda sweep list.',
    );
  }
  if (prefix.length === 36) {
    return prefix;
  }
  const sweeps = eachItem(async (cursor, limit) =>
    dataOf(
      await client.GET('/sweeps', {
        params: { query: { cursor, limit, fields: 'id' } },
      }),
    ),
  );
  const matches: string[] = [];
  // Newest first, and ids begin with the time: those behind the wanted one are older.
  for await (const { id } of sweeps) {
    if (id.startsWith(prefix)) {
      matches.push(id);
    }
    if (matches.length > 1 || id < prefix) {
      break;
    }
  }
  if (matches.length === 1) {
    return matches[0];
  }
  throw matches.length === 0
    ? new CliError(
        `Sweep '${name}' was not found`,
        EXIT.notFound,
        'See pagoda sweep list',
      )
    : new CliError(
        `'${name}' begins more than one id: ${matches.join(', ')}, …`,
        EXIT.usage,
        'Give more of the id.',
      );
}
