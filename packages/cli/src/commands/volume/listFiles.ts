import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { FILE_COLUMNS, sayTruncated } from '../../output/formatFiles';
import { normalizePath } from '../../transfer/paths';
import { readFolder } from '../readFolder';
import { filesPath } from './filesPath';

/** `pagoda volume ls` */
export async function listFiles(
  context: Context,
  { recursive }: { recursive?: boolean },
  volume: string,
  path = '',
): Promise<void> {
  const base = filesPath(await context.project(), volume);
  const list = await readFolder(context, base, normalizePath(path), {
    recursive,
  });
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
  sayTruncated(context.output, list);
}
