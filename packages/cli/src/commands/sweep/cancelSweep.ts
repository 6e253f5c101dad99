import type { Context } from '../../context/Context';
import { describeSweep } from './getSweep';

/** `pagoda sweep cancel` */
export async function cancelSweep(
  context: Context,
  _options: object,
  sweep: string,
): Promise<void> {
  const { data } = await context.client.POST('/sweeps/{sweep}:cancel', {
    params: { path: { sweep } },
  });
  if (data) {
    context.output.one(data, s => s.id, describeSweep);
  }
}
