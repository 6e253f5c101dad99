import { stringify } from 'yaml';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/** `pagoda cluster connection` */
export async function showConnection(
  context: Context,
  _options: object,
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  output.one(
    dataOf(
      await client.GET('/clusters/{cluster}/connection', {
        params: { path: { cluster } },
      }),
    ),
    c => c.server,
    c => stringify(c),
  );
}
