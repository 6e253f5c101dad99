import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';
import { formatShare } from './formatShare';

/** `pagoda cluster list` */
export async function listClusters(
  context: Context,
  options: PageOptions & { search?: string },
): Promise<void> {
  const { client, output } = context;
  const page = await readPages<Cluster>(options, async (cursor, limit) =>
    dataOf(
      await client.GET('/clusters', {
        params: { query: { cursor, limit, q: options.search } },
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
