import type { Context } from '../../context/Context';
import { summarize } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run cancel` */
export async function cancelRun(
  context: Context,
  _options: object,
  names: string[],
): Promise<void> {
  const { client, output } = context;
  for (const name of names) {
    const path = { run: await resolveRun(context, name) };
    output.one(
      dataOf(await client.POST('/runs/{run}:cancel', { params: { path } })),
      run => run.id,
      run => {
        const ending = run.status.cancelRequestedBy && !run.status.finishedAt;
        return `${summarize(run, output.colors)}${ending ? ', ending' : ''}\n`;
      },
    );
  }
}
