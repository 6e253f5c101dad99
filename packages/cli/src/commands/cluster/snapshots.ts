import { formatBytes, type ClusterRestore } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { formatAge } from '../../output/formatAge';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import { showOperation } from './showOperation';
import type { WaitOptions } from '../waitUntil';

/** `pagoda cluster snapshot list` */
export async function listSnapshots(
  { client, output }: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  output.list(
    dataOf(
      await client.GET('/clusters/{cluster}/snapshots', {
        params: { path: { cluster } },
      }),
    ),
    [
      { title: 'Name', value: s => s.name },
      { title: 'State', value: s => s.phase },
      {
        title: 'Age',
        value: s => (s.createdAt === undefined ? '' : formatAge(s.createdAt)),
        align: 'right',
      },
      {
        title: 'Size',
        value: s => (s.sizeBytes === undefined ? '' : formatBytes(s.sizeBytes)),
        align: 'right',
      },
      { title: 'Node', value: s => s.node ?? '', dispensable: 1 },
      { title: 'Message', value: s => s.message ?? '', shrinksTo: 20 },
    ],
    s => s.name,
    'No snapshots.',
  );
}

/** `pagoda cluster snapshot create` */
export async function createSnapshot(
  context: Context,
  options: WaitOptions,
  cluster: string,
): Promise<void> {
  await showOperation(
    context,
    cluster,
    dataOf(
      await context.client.POST('/clusters/{cluster}/snapshots', {
        params: { path: { cluster } },
      }),
    ),
    options,
  );
}

/** `pagoda cluster restore` */
export async function restoreCluster(
  context: Context,
  options: WaitOptions & {
    yes?: boolean;
    config?: ClusterRestore['restoreConfig'];
  },
  cluster: string,
  snapshot: string,
): Promise<void> {
  await confirm(
    `Set ${cluster} back to ${snapshot}? What was written to the cluster since is lost, and it cannot be used meanwhile.`,
    options.yes,
  );
  await showOperation(
    context,
    cluster,
    dataOf(
      await context.client.POST('/clusters/{cluster}:restore', {
        params: { path: { cluster } },
        body: definedOnly({ snapshot, restoreConfig: options.config }),
      }),
    ),
    options,
  );
}
