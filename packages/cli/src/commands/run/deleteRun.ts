import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { resolveRun } from '../resolveRun';

/** `pagoda run delete` */
export async function deleteRun(
  context: Context,
  options: { yes?: boolean },
  names: string[],
): Promise<void> {
  await confirm(
    `Delete ${names.join(', ')} with logs and results?`,
    options.yes,
  );
  for (const name of names) {
    const run = await resolveRun(context, name);
    await context.client.DELETE('/runs/{run}', { params: { path: { run } } });
    context.output.note(`Deleted ${run}`);
  }
}
