import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { resolveRun } from '../resolveRun';

/** `pagoda run compare` */
export async function compareRuns(
  context: Context,
  _options: object,
  first: string,
  second: string,
): Promise<void> {
  const { output, client } = context;
  const a = await resolveRun(context, first);
  const b = await resolveRun(context, second);
  const comparison = dataOf(
    await client.GET('/runs:compare', { params: { query: { a, b } } }),
  );
  if (output.structured) {
    output.one(
      comparison,
      () => '',
      () => '',
    );
    return;
  }
  const show = (value: unknown) =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  output.list(
    { items: comparison.differences },
    [
      { title: 'What', value: difference => difference.path, shrinksTo: 20 },
      {
        title: `#${comparison.a.number}`,
        value: difference => show(difference.a),
        shrinksTo: 12,
      },
      {
        title: `#${comparison.b.number}`,
        value: difference => show(difference.b),
        shrinksTo: 12,
      },
    ],
    difference => difference.path,
    'Nothing differs.',
  );
}
