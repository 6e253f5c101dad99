import type { Context } from '../../context/Context';

/** `pagoda volume rm` */
export async function removeFile(
  context: Context,
  options: { recursive?: boolean },
  volume: string,
  path: string,
): Promise<void> {
  await context.client.DELETE(
    '/projects/{project}/volumes/{volume}/files/{path}',
    {
      params: {
        path: {
          project: await context.project(),
          volume,
          path: path.replace(/^\/+|\/+$/g, ''),
        },
        query: { recursive: options.recursive ?? false },
      },
    },
  );
  context.output.note(`Deleted ${path}`);
}
