import type { Context } from '../../context/Context';
import { summarize } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run cancel` */
export async function cancelRun(
  context: Context,
  { force }: { force?: boolean },
  names: string[],
): Promise<void> {
  const { client, output } = context;
  for (const name of names) {
    const path = { run: await resolveRun(context, name) };
    const query = force ? { force } : {};
    output.one(
      dataOf(
        await client.POST('/runs/{run}:cancel', { params: { path, query } }),
      ),
      run => run.id,
      run => {
        const ending = run.status.cancelRequestedBy && !run.status.finishedAt;
        return `${summarize(run, output.colors)}${ending ? ', ending' : ''}\n`;
      },
    );
  }
}
