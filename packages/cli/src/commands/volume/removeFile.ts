import type { Context } from '../../context/Context';
import { normalizePath } from '../../transfer/paths';

/** `pagoda volume rm` */
export async function removeFile(
  context: Context,
  { recursive }: { recursive?: boolean },
  volume: string,
  path: string,
): Promise<void> {
  const { client, output } = context;
  const project = await context.project();
  await client.DELETE('/projects/{project}/volumes/{volume}/files/{path}', {
    params: {
      path: { project, volume, path: normalizePath(path) },
      query: { recursive },
    },
  });
  output.note(`Deleted ${path}`);
}
