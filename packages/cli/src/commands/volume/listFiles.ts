import type { Context } from '../../context/Context';
import { CliError, EXIT } from '../../context/CliError';
import { FILE_COLUMNS } from '../run/listResults';
import { filesPath, listVolumeFiles } from './listVolumeFiles';

/** `pagoda volume ls` */
export async function listFiles(
  context: Context,
  options: { recursive?: boolean },
  volume: string,
  path: string | undefined,
): Promise<void> {
  const base = filesPath(await context.project(), volume);
  const folder = path?.replace(/^\/+|\/+$/g, '') || undefined;
  const list = await listVolumeFiles(
    context,
    base,
    folder,
    options.recursive ?? false,
  );
  if (!list) {
    throw new CliError(
      `${path} is a file`,
      EXIT.usage,
      `pagoda volume get ${volume} ${path}`,
    );
  }
  context.output.list(
    list,
    FILE_COLUMNS,
    file => file.path,
    'No files. Upload one: pagoda volume put VOLUME FILE',
  );
}
