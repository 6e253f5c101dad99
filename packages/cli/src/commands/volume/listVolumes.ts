import { formatBytes, type Volume } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { readPages } from '../arguments';

/** `pagoda volume list` */
export async function listVolumes(
  context: Context,
  options: { limit: number },
): Promise<void> {
  const page = await readPages<Volume>(options.limit, async (cursor, limit) => {
    const { data } = await context.client.GET('/volumes', {
      params: { query: { cursor, limit, project: context.namedProject } },
    });
    return data;
  });
  context.output.list(
    page,
    [
      { title: 'Name', value: v => v.name },
      { title: 'Project', value: v => v.project },
      { title: 'State', value: v => v.status.phase },
      {
        title: 'Used',
        value: v => formatBytes(v.status.usedBytes),
        align: 'right',
      },
      {
        title: 'Size',
        value: v => formatBytes(v.status.capacityBytes),
        align: 'right',
      },
      { title: 'Files', value: v => String(v.status.files), align: 'right' },
      { title: 'Cluster', value: v => v.cluster, wide: true },
      { title: 'Description', value: v => v.description, wide: true },
    ],
    v => v.name,
    'No volumes. Create one: pagoda volume create NAME --size 10Gi',
  );
}
