import { CliError, EXIT } from '../context/CliError';
import type { Context } from '../context/Context';
import { dataOf } from './dataOf';
import { eachItem } from './pages';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^(?:([a-z0-9][-a-z0-9]*)\/)?#?([1-9]\d{0,8})$/;
const PREFIX = /^[0-9a-f][0-9a-f-]{5,35}$/i;

/** Runs that are looked at for a number, from each end of the list. */
const SEARCHED = 5_000;

/** Runs submitted at the same moment may be listed in another order than they are numbered in. */
const SLACK = 100;

/** Clocks may differ so much, in milliseconds. */
const CLOCK_SKEW = 86_400_000;

/** How runs are named on the command line. */
export const RUN_ARGUMENT =
  'number of the run in the project (214, or demo/214), its id, or the beginning of it';

/** A run in a list. */
interface Listed {
  id: string;
  number: number;
  project: string;
}

/**
 * The id of a run that was named by its number in the project (`214`, `#214`, `demo/214`), by its id, or by the beginning
 * of it (six characters or more) where only one run has it.
 */
export async function resolveRun(
  context: Context,
  name: string,
): Promise<string> {
  if (UUID.test(name)) {
    return name.toLowerCase();
  }
  const number = NUMBER.exec(name);
  if (number) {
    const project = number[1] ?? (await context.project());
    return findByNumber(context, project, Number(number[2]));
  }
  if (PREFIX.test(name)) {
    return findByPrefix(context, name.toLowerCase());
  }
  throw new CliError(
    `'${name}' is not a run`,
    EXIT.usage,
    'Give its number such as 214 or demo/214, its id, or at least 6 characters of it.',
  );
}

/** The search for text knows numbers, but finds them in parameters too: what it finds is looked through from both ends. */
async function findByNumber(
  context: Context,
  project: string,
  number: number,
): Promise<string> {
  for (const orderBy of ['createdAt desc', 'createdAt asc'] as const) {
    let searched = 0;
    const runs = eachItem<Listed>(async (cursor, limit) =>
      dataOf(
        await context.client.GET('/runs', {
          params: {
            query: {
              ...{ cursor, limit, orderBy, project: [project] },
              q: String(number),
              fields: 'id,number,project',
            },
          },
        }),
      ),
    );
    for await (const run of runs) {
      if (run.number === number) {
        return run.id;
      }
      searched += 1;
      // Numbers are counted up, so it cannot come any more.
      const passed =
        orderBy === 'createdAt desc'
          ? run.number < number - SLACK
          : run.number > number + SLACK;
      if (passed || searched === SEARCHED) {
        break;
      }
    }
    if (searched < SEARCHED) {
      break;
    }
  }
  throw new CliError(
    `Run ${number} was not found in project ${project}`,
    EXIT.notFound,
    `See pagoda run list --project ${project}`,
  );
}

/** Ids begin with the time of their making (UUIDv7), so the list is read from there on. */
async function findByPrefix(context: Context, prefix: string): Promise<string> {
  const digits = prefix.replaceAll('-', '').slice(0, 12);
  const since = new Date(parseInt(digits.padEnd(12, '0'), 16));
  if (since.getTime() > Date.now() + CLOCK_SKEW) {
    throw notFound(prefix);
  }
  const matches: Listed[] = [];
  const runs = eachItem<Listed>(async (cursor, limit) =>
    dataOf(
      await context.client.GET('/runs', {
        params: {
          query: {
            ...{ cursor, limit, orderBy: 'createdAt asc' },
            since: since.toISOString(),
            fields: 'id,number,project',
          },
        },
      }),
    ),
  );
  for await (const run of runs) {
    if (run.id.startsWith(prefix)) {
      matches.push(run);
    } else if (run.id > prefix) {
      break;
    }
    if (matches.length > 1) {
      break;
    }
  }
  if (matches.length === 1) {
    return matches[0].id;
  }
  throw matches.length === 0
    ? notFound(prefix)
    : new CliError(
        `'${prefix}' begins more than one id: ${matches
          .map(run => `${run.id} (${run.project}/${run.number})`)
          .join(', ')}, …`,
        EXIT.usage,
        'Give more of the id, or the number such as demo/214.',
      );
}

function notFound(prefix: string): CliError {
  return new CliError(
    `Run '${prefix}' was not found`,
    EXIT.notFound,
    'See pagoda run list -o wide',
  );
}
