import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { formatShare } from './formatShare';

/** `pagoda cluster nodes` */
export async function listNodes(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  output.list(
    dataOf(
      await client.GET('/clusters/{cluster}/nodes', {
        params: { path: { cluster } },
      }),
    ),
    [
      { title: 'Name', value: n => n.name },
      { title: 'State', value: n => (n.ready ? 'Ready' : 'NotReady') },
      { title: 'CPU', value: n => formatShare(n, 'cpu'), align: 'right' },
      {
        title: 'Memory',
        value: n => formatShare(n, 'memoryBytes'),
        align: 'right',
      },
      { title: 'GPU', value: n => formatShare(n, 'gpu'), align: 'right' },
      { title: 'Version', value: n => n.version, dispensable: 1 },
      { title: 'System', value: n => n.operatingSystem ?? '', wide: true },
    ],
    n => n.name,
    'No nodes.',
  );
}
