import { randomUUID } from 'node:crypto';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';
import { readConnection, type ConnectionOptions } from './connectionOptions';
import { describeCluster } from './describeCluster';

/** Flags of `pagoda cluster import`. */
export interface ClusterImportOptions extends ConnectionOptions {
  title?: string;
  description?: string;
  force?: boolean;
  idempotencyKey?: string;
}

/** `pagoda cluster import` */
export async function importCluster(
  context: Context,
  options: ClusterImportOptions,
  name: string,
): Promise<void> {
  const { client, output } = context;
  const { title, description, force, idempotencyKey } = options;
  const connection = readConnection(options);
  if (!connection) {
    throw new CliError(
      'Give --kubeconfig, --server or --in-cluster',
      EXIT.usage,
      'pagoda cluster import --help',
    );
  }
  const cluster = dataOf(
    await client.POST('/clusters', {
      params: { header: { 'Idempotency-Key': idempotencyKey ?? randomUUID() } },
      body: definedOnly({ name, title, description, force, connection }),
    }),
  );
  output.note(`Imported ${name}`);
  output.one(
    cluster,
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
