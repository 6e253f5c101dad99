import { formatBytes } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';

/** `pagoda volume get VOLUME` */
export async function getVolume(context: Context, name: string): Promise<void> {
  const { data } = await context.client.GET(
    '/projects/{project}/volumes/{volume}',
    {
      params: { path: { project: await context.project(), volume: name } },
    },
  );
  if (!data) {
    return;
  }
  context.output.one(
    data,
    v => v.name,
    v =>
      [
        `${v.name} in project ${v.project}: ${v.status.phase}`,
        ...(v.description ? [`  ${v.description}`] : []),
        `  ${formatBytes(v.status.usedBytes)} of ${formatBytes(
          v.status.capacityBytes,
        )} used by ${v.status.files} files`,
        `  on cluster ${v.cluster} (${v.provider})`,
        ...(v.status.mountedBy.length > 0
          ? [`  mounted by ${v.status.mountedBy.join(', ')}`]
          : []),
        '',
      ].join('\n'),
  );
}
