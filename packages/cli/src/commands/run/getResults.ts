import type { Context } from '../../context/Context';
import { normalizePath } from '../../transfer/paths';
import { getPath } from '../getPath';
import { resolveRun } from '../resolveRun';
import { resultsPath } from './listResults';
import { rootNameOf } from './rootNameOf';

/** `pagoda run results get` */
export async function getResults(
  context: Context,
  options: { output?: string },
  name: string,
  path = '',
): Promise<void> {
  const run = await resolveRun(context, name);
  const wanted = normalizePath(path);
  await getPath(context, {
    base: resultsPath(run),
    path: wanted,
    output: options.output,
    rootName: wanted === '' ? await rootNameOf(context, run) : '',
  });
}
