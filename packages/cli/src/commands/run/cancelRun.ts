import type { Context } from '../../context/Context';
import { summarize } from '../../output/formatRun';
import { resolveRun } from '../arguments';

/** `pagoda run cancel` */
export async function cancelRun(
  context: Context,
  _options: object,
  names: string[],
): Promise<void> {
  for (const name of names) {
    const run = await resolveRun(context, name);
    const { data } = await context.client.POST('/runs/{run}:cancel', {
      params: { path: { run } },
    });
    if (data) {
      context.output.one(
        data,
        r => r.id,
        r =>
          `${summarize(r, context.output.colors)}${
            r.status.cancelRequestedBy && !r.status.finishedAt ? ', ending' : ''
          }\n`,
      );
    }
  }
}
