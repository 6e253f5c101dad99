import { basename } from 'node:path';
import type { Context } from '../../context/Context';
import { downloadArchive } from '../../transfer/downloadArchive';
import { downloadToStdout } from '../../transfer/downloadToStdout';
import { fileTarget } from '../../transfer/fileTarget';
import { normalizePath } from '../../transfer/paths';
import { addressOf } from '../readFolder';
import { resolveRun } from '../resolveRun';
import { resultsPath } from './listResults';
import { rootNameOf } from './rootNameOf';

/** `pagoda run results archive` */
export async function archiveResults(
  context: Context,
  options: { output?: string },
  name: string,
  path = '',
): Promise<void> {
  const run = await resolveRun(context, name);
  const folder = normalizePath(path);
  const address = `${addressOf(resultsPath(run), folder)}?archive=zip`;
  if (options.output === '-') {
    await downloadToStdout(context, address);
    return;
  }
  const root =
    folder === '' ? await rootNameOf(context, run) : basename(folder);
  const target = await fileTarget(options.output, `${root}.zip`);
  await downloadArchive(context, address, target);
  context.output.note(target);
}
