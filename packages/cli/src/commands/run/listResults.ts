import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { FILE_COLUMNS, sayTruncated } from '../../output/formatFiles';
import { normalizePath } from '../../transfer/paths';
import { readFolder } from '../readFolder';
import { resolveRun } from '../resolveRun';

/** Path of the API of a run's results. */
export function resultsPath(run: string): string {
  return `/runs/${encodeURIComponent(run)}/results`;
}

/** `pagoda run results ls` */
export async function listResults(
  context: Context,
  _options: object,
  name: string,
  path = '',
): Promise<void> {
  const run = await resolveRun(context, name);
  const list = await readFolder(context, resultsPath(run), normalizePath(path));
  if (!list) {
    throw new CliError(
      `${path} is a file`,
      EXIT.usage,
      `pagoda run results get ${name} ${path}`,
    );
  }
  context.output.list(
    list,
    FILE_COLUMNS,
    file => file.path,
    'No results: a run leaves them in $PAGODA_OUTPUT_DIR.',
  );
  sayTruncated(context.output, list);
}
