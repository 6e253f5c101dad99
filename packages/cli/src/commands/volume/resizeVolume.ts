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
    v => {
      const grows = v.status.conditions.find(
        ({ reason }) => reason === 'Resizing',
      );
      return grows
        ? `Volume ${v.name} gets ${v.spec.size}: ${grows.message}\n`
        : `Volume ${v.name} has ${v.spec.size} now\n`;
    },
  );
}
