import type { Context } from '../../context/Context';
import { describeRun } from '../../output/formatRun';
import { resolveRun } from '../arguments';

/** `pagoda run get` */
export async function getRun(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const run = await resolveRun(context, name);
  const { data } = await context.client.GET('/runs/{run}', {
    params: { path: { run } },
  });
  if (data) {
    context.output.one(
      data,
      r => r.id,
      r => describeRun(r, context.output.colors),
    );
  }
}
