import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import { readConnection, type ConnectionOptions } from './connectionOptions';
import { describeCluster } from './describeCluster';

/** `pagoda cluster update` */
export async function updateCluster(
  context: Context,
  options: ConnectionOptions & {
    title?: string;
    description?: string;
    force?: boolean;
  },
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  const { title, description, force } = options;
  const connection = readConnection(options);
  const change = definedOnly({ title, description, connection });
  if (Object.keys(change).length === 0) {
    throw new CliError(
      'Nothing to change',
      EXIT.usage,
      'pagoda cluster update --help',
    );
  }
  output.one(
    dataOf(
      await client.PATCH('/clusters/{cluster}', {
        params: { path: { cluster } },
        body: definedOnly({ ...change, force }),
      }),
    ),
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
