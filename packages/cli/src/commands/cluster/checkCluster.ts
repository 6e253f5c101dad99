import type { Context } from '../../context/Context';
import { CliError, EXIT } from '../../context/CliError';
import { dataOf } from '../dataOf';
import { readConnection, type ConnectionOptions } from './connectionOptions';
import { formatCheck } from './formatCheck';

/** `pagoda cluster check` */
export async function checkCluster(
  context: Context,
  options: ConnectionOptions,
  cluster?: string,
): Promise<void> {
  const { client, output } = context;
  const connection = readConnection(options);
  if ((cluster === undefined) === (connection === undefined)) {
    throw new CliError(
      'Give the name of an imported cluster, or a connection',
      EXIT.usage,
      'pagoda cluster check --help',
    );
  }
  const check = dataOf(
    await client.POST('/clusters:check', {
      body: connection ? { connection } : { cluster },
    }),
  );
  output.one(
    check,
    c => c.server,
    c => formatCheck(c, output.colors),
  );
  if (!check.usable) {
    throw new CliError('The cluster cannot be used as it is', EXIT.conflict);
  }
}
