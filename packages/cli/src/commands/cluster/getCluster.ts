import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { describeCluster } from './describeCluster';

/** `pagoda cluster get` */
export async function getCluster(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  output.one(
    dataOf(
      await client.GET('/clusters/{cluster}', {
        params: { path: { cluster } },
      }),
    ),
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
