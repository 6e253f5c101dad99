import { writeFile } from 'node:fs/promises';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { definedOnly } from '../values';

/** `pagoda cluster kubeconfig` */
export async function getKubeconfig(
  { client, output }: Context,
  options: { ttl?: number; output?: string },
  cluster: string,
): Promise<void> {
  const { kubeconfig, expiresAt } = dataOf(
    await client.POST('/clusters/{cluster}/kubeconfig', {
      params: { path: { cluster } },
      body: definedOnly({ ttlSeconds: options.ttl }),
    }),
  );
  if (options.output === undefined || options.output === '-') {
    output.write(kubeconfig.endsWith('\n') ? kubeconfig : `${kubeconfig}\n`);
  } else {
    // Whoever reads it is an administrator of the cluster.
    await writeFile(options.output, kubeconfig, { mode: 0o600, flag: 'wx' });
    output.note(options.output);
  }
  output.note(`It ends at ${expiresAt}; that it was made is on record`);
}
