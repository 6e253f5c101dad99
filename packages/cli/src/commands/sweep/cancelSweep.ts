import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { resolveSweep } from '../resolveSweep';
import { describeSweep } from './describeSweep';

/** `pagoda sweep cancel` */
export async function cancelSweep(
  context: Context,
  _options: object,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const path = { sweep: await resolveSweep(context, name) };
  output.one(
    dataOf(await client.POST('/sweeps/{sweep}:cancel', { params: { path } })),
    sweep => sweep.id,
    sweep => describeSweep(sweep, output.colors),
  );
}
