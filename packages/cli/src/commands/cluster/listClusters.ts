import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';
import { formatShare } from './formatShare';

/** Flags of `pagoda cluster list`. */
export interface ClusterListOptions extends PageOptions {
  search?: string;
  phase?: Cluster['status']['phase'][];
  cloud?: string;
  provisioner?: Cluster['provisioner'];
  owner?: string;
}

/** `pagoda cluster list` */
export async function listClusters(
  context: Context,
  options: ClusterListOptions,
): Promise<void> {
  const { client, output } = context;
  const { phase, cloud, provisioner, owner, search: q } = options;
  const page = await readPages<Cluster>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/clusters', {
        params: {
          query: { cursor, limit, q, phase, cloud, provisioner, owner },
        },
      }),
    ),
  );
  output.list(
    page,
    [
      { title: 'Name', value: c => c.name },
      { title: 'State', value: c => c.status.phase },
      { title: 'Engine', value: c => c.engine },
      { title: 'Version', value: c => c.version ?? '', wide: true },
      { title: 'Cloud', value: c => c.cloud ?? '', dispensable: 2 },
      { title: 'Owner', value: c => c.owner ?? '', wide: true },
      { title: 'CPU', value: c => formatShare(c, 'cpu'), align: 'right' },
      {
        title: 'Memory',
        value: c => formatShare(c, 'memoryBytes'),
        align: 'right',
      },
      {
        title: 'GPU',
        value: c => formatShare(c, 'gpu'),
        align: 'right',
        dispensable: 1,
      },
      { title: 'Active', value: c => String(c.runs.active), align: 'right' },
      { title: 'Waiting', value: c => String(c.runs.queued), align: 'right' },
    ],
    c => c.name,
    'No clusters.',
  );
  sayMore(output, page);
}
