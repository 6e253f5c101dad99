import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda volume resize` */
export async function resizeVolume(
  context: Context,
  options: { size: string },
  volume: string,
): Promise<void> {
  const { client, output } = context;
  const path = { project: await context.project(), volume };
  output.one(
    dataOf(
      await client.PATCH('/projects/{project}/volumes/{volume}', {
        params: { path },
        body: { size: options.size },
      }),
    ),
    v => v.name,
    v => `Volume ${v.name} has ${v.spec.size} now\n`,
  );
}
