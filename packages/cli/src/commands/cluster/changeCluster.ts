import type { ClusterUpdate } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { describeCluster } from './describeCluster';

/** `pagoda cluster protect` and `pagoda cluster unprotect` */
export function setProtection(deletionProtection: boolean) {
  return (context: Context, _options: object, cluster: string) =>
    change(context, cluster, { deletionProtection });
}

/** `pagoda cluster extend` */
export async function extendCluster(
  context: Context,
  { until, end }: { until?: string; end?: boolean },
  cluster: string,
): Promise<void> {
  // Without `--no-end`, `end` is true.
  if ((until === undefined) === (end !== false)) {
    throw new CliError(
      'Give one of --until and --no-end',
      EXIT.usage,
      'pagoda cluster extend --help',
    );
  }
  await change(context, cluster, { endsAt: until ?? null });
}

async function change(
  { client, output }: Context,
  cluster: string,
  body: ClusterUpdate,
): Promise<void> {
  output.one(
    dataOf(
      await client.PATCH('/clusters/{cluster}', {
        params: { path: { cluster } },
        body,
      }),
    ),
    c => c.name,
    c => describeCluster(c, output.colors),
  );
}
