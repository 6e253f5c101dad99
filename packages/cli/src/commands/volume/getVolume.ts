import { formatBytes, type Volume } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import type { Colors } from '../../output/formatTable';
import { normalizePath } from '../../transfer/paths';
import { dataOf } from '../dataOf';
import { getPath } from '../getPath';
import { filesPath } from './filesPath';

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
  const { client, output } = context;
  output.one(
    dataOf(
      await client.GET('/projects/{project}/volumes/{volume}', {
        params: { path: { project, volume } },
      }),
    ),
    v => v.name,
    v => describe(v, output.colors),
  );
}

function describe(volume: Volume, colors: Colors): string {
  const { status, storageClass, accessMode } = volume;
  const kind = [volume.provider, storageClass, accessMode].filter(Boolean);
  return [
    `${colors.bold(volume.name)} in project ${volume.project}: ${status.phase}`,
    ...(volume.description ? [`  ${volume.description}`] : []),
    `  ${formatBytes(status.usedBytes)} of ${formatBytes(
      status.capacityBytes,
    )} used by ${status.files} files`,
    `  on cluster ${volume.cluster} (${kind.join(', ')})`,
    ...(status.mountedBy.length > 0
      ? [`  mounted by ${status.mountedBy.join(', ')}`]
      : []),
    ...status.conditions
      .filter(
        ({ status: is, reason }) =>
          is !== 'True' || !['Provisioned', 'Bound'].includes(reason),
      )
      .map(({ type, message }) => `  ${type}: ${message}`),
    '',
  ].join('\n');
}
