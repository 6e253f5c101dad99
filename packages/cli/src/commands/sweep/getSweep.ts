import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { resolveSweep } from '../resolveSweep';
import { describeSweep } from './describeSweep';

/** `pagoda sweep get` */
export async function getSweep(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const path = { sweep: await resolveSweep(context, name) };
  output.one(
    dataOf(await client.GET('/sweeps/{sweep}', { params: { path } })),
    sweep => sweep.id,
    sweep => describeSweep(sweep, output.colors),
  );
}
