import type { Context } from '../../context/Context';
import { describeRun } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run get` */
export async function getRun(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const path = { run: await resolveRun(context, name) };
  output.one(
    dataOf(await client.GET('/runs/{run}', { params: { path } })),
    run => run.id,
    run => describeRun(run, output.colors),
  );
}
