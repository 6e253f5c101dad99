import { formatBytes, type Volume } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** Flags of `pagoda volume list`. */
export interface VolumeListOptions extends PageOptions {
  search?: string;
  phase?: Volume['status']['phase'][];
  cluster?: string;
  cloud?: string;
  provider?: Volume['provider'];
}

/** `pagoda volume list` */
export async function listVolumes(
  context: Context,
  options: VolumeListOptions,
): Promise<void> {
  const { client, output, namedProject: project } = context;
  const { phase, cluster, cloud, provider, search: q } = options;
  const page = await readPages<Volume>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/volumes', {
        params: {
          query: {
            ...{ cursor, limit, project, q },
            ...{ phase, cluster, cloud, provider },
          },
        },
      }),
    ),
  );
  output.list(
    page,
    [
      { title: 'Name', value: v => v.name },
      { title: 'Project', value: v => v.project, dispensable: 2 },
      { title: 'State', value: v => v.status.phase },
      {
        title: 'Used',
        // Nobody can look into one that is on no cluster.
        value: v =>
          v.cluster === undefined ? '-' : formatBytes(v.status.usedBytes),
        align: 'right',
      },
      {
        title: 'Size',
        value: v => formatBytes(v.status.capacityBytes),
        align: 'right',
      },
      {
        title: 'Files',
        value: v => (v.cluster === undefined ? '-' : String(v.status.files)),
        align: 'right',
        dispensable: 1,
      },
      { title: 'Cluster', value: v => v.cluster ?? '', wide: true },
      { title: 'Cloud', value: v => v.cloud ?? '', wide: true },
      { title: 'Type', value: v => v.volumeType ?? '', wide: true },
      {
        title: 'Protected',
        value: v => (v.deletionProtection ? 'yes' : ''),
        wide: true,
      },
      { title: 'Description', value: v => v.description, shrinksTo: 12 },
    ],
    v => v.name,
    'No volumes. Create one: pagoda volume create NAME --size 10Gi',
  );
  sayMore(output, page);
}
