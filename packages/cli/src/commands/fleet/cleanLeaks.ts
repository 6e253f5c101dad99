import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { listLeaks } from './listLeaks';
import { readLeaks, type LeakOptions } from './readLeaks';

/** Leaks of one request: each is asked for and deleted while the answer is waited for. */
const BATCH = 25;

/** `pagoda fleet leaks clean`; options of `leaks` may stand before it. */
export async function cleanLeaks(
  context: Context,
  options: LeakOptions & { yes?: boolean },
  ids: string[],
): Promise<void> {
  const { output } = context;
  const report = await readLeaks(context, options, true);
  const chosen = report.items.filter(
    ({ id }) => ids.length === 0 || ids.includes(id),
  );
  const unknown = ids.filter(id => !chosen.some(leak => leak.id === id));
  if (unknown.length > 0) {
    throw new CliError(
      `No leak has the id ${unknown.join(', ')}`,
      EXIT.notFound,
      'pagoda fleet leaks -o name',
    );
  }
  if (chosen.length === 0) {
    listLeaks(context, report);
    return;
  }
  if (!options.yes) {
    listLeaks(context, { ...report, items: chosen });
  }
  const all = chosen.length === 1 ? 'this one' : `these ${chosen.length}`;
  await confirm(`Delete ${all}, and the data in them?`, options.yes);
  let failed = 0;
  for (let start = 0; start < chosen.length; start += BATCH) {
    const { items } = dataOf(
      await context.client.POST('/fleet/leaks:clean', {
        body: {
          ids: chosen.slice(start, start + BATCH).map(({ id }) => id),
        },
      }),
    );
    for (const { id, deleted, message } of items) {
      output.note(`${id}: ${message}`);
      failed += deleted ? 0 : 1;
    }
  }
  if (failed > 0) {
    throw new CliError(
      `${failed} of ${chosen.length} were not deleted`,
      EXIT.conflict,
    );
  }
}
