import type { Context } from '../../context/Context';

/** `pagoda volume resize` */
export async function resizeVolume(
  context: Context,
  options: { size: string },
  name: string,
): Promise<void> {
  const { data } = await context.client.PATCH(
    '/projects/{project}/volumes/{volume}',
    {
      params: { path: { project: await context.project(), volume: name } },
      body: { size: options.size },
    },
  );
  if (data) {
    context.output.one(
      data,
      v => v.name,
      v => `Volume ${v.name} has ${v.spec.size} now\n`,
    );
  }
}
