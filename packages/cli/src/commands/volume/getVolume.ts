import type { Context } from '../../context/Context';
import { normalizePath } from '../../transfer/paths';
import { getPath } from '../getPath';
import { describeVolume } from './describeVolume';
import { filesPath } from './filesPath';
import { readVolume } from './waitForVolume';

/** `pagoda volume get VOLUME [PATH]`: shows the volume, or downloads of it. */
export async function getVolume(
  context: Context,
  options: { output?: string },
  volume: string,
  path: string | undefined,
): Promise<void> {
  const project = await context.project();
  if (path !== undefined || options.output !== undefined) {
    await getPath(context, {
      base: filesPath(project, volume),
      path: normalizePath(path ?? ''),
      output: options.output,
      recursive: true,
      rootName: volume,
    });
    return;
  }
  const { output } = context;
  output.one(
    await readVolume(context, { project, volume }),
    v => v.name,
    v => describeVolume(v, output.colors),
  );
}
