import type { Context } from '../../context/Context';
import { resolveRun } from '../arguments';

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
  const { data } = await client.GET('/runs:compare', {
    params: { query: { a, b } },
  });
  if (!data) {
    return;
  }
  if (output.format === 'json' || output.format === 'yaml') {
    output.one(
      data,
      () => '',
      () => '',
    );
    return;
  }
  const show = (value: unknown) =>
    value === undefined ? '' : JSON.stringify(value);
  output.list(
    { items: data.differences },
    [
      { title: 'What', value: difference => difference.path },
      { title: `#${data.a.number}`, value: difference => show(difference.a) },
      { title: `#${data.b.number}`, value: difference => show(difference.b) },
    ],
    difference => difference.path,
    'Nothing differs.',
  );
}
