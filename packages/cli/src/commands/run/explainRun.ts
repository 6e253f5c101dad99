import type { Context } from '../../context/Context';
import { explain } from '../../output/formatRun';
import { resolveRun } from '../arguments';

/** `pagoda run explain` */
export async function explainRun(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const run = await resolveRun(context, name);
  const { data } = await context.client.GET('/runs/{run}/explanation', {
    params: { path: { run } },
  });
  context.output.one(
    data?.explanation ?? null,
    explanation => explanation?.code ?? '',
    explanation =>
      explanation
        ? `${explain(explanation, context.output.colors).join('\n')}\n`
        : 'Nothing to explain: it has not failed and does not wait.\n',
  );
}
