import type { ClusterOperation } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatPairs } from '../../output/formatRun';
import { dataOf } from '../dataOf';
import { readPages, sayMore, type PageOptions } from '../pages';

/** `pagoda cluster operations` */
export async function listClusterOperations(
  { client, output }: Context,
  options: PageOptions,
  cluster: string,
): Promise<void> {
  const page = await readPages<ClusterOperation>(
    options,
    async (cursor, limit) =>
      dataOf(
        await client.GET('/clusters/{cluster}/operations', {
          params: { path: { cluster }, query: { cursor, limit } },
        }),
      ),
  );
  output.list(
    page,
    [
      { title: 'Asked for', value: o => o.createdAt },
      { title: 'Kind', value: o => o.kind },
      { title: 'State', value: o => o.phase },
      { title: 'With', value: o => formatPairs(o.parameters), shrinksTo: 10 },
      { title: 'By', value: o => o.createdBy, dispensable: 1 },
      { title: 'Message', value: o => o.message ?? '', shrinksTo: 20 },
    ],
    o => o.id,
    'No operations.',
  );
  sayMore(output, page);
}
