import type { Context } from '../../context/Context';
import { explain } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run explain` */
export async function explainRun(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const path = { run: await resolveRun(context, name) };
  output.one(
    dataOf(await client.GET('/runs/{run}/explanation', { params: { path } })),
    ({ explanation }) => explanation?.code ?? '',
    ({ explanation }) =>
      explanation
        ? `${explain(explanation, output.colors).join('\n')}\n`
        : 'Nothing to explain: it has not failed and does not wait.\n',
  );
}
