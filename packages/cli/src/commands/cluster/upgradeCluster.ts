import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { requirePlan } from './requirePlan';
import { showOperation } from './showOperation';
import type { WaitOptions } from '../waitUntil';

/** `pagoda cluster upgrade` */
export async function upgradeCluster(
  context: Context,
  options: WaitOptions,
  cluster: string,
  version: string,
): Promise<void> {
  const { plan } = await requirePlan(context, cluster);
  const body =
    plan.provisioner === 'magnum' ? { clusterTemplate: version } : { version };
  await showOperation(
    context,
    cluster,
    dataOf(
      await context.client.POST('/clusters/{cluster}:upgrade', {
        params: { path: { cluster } },
        body,
      }),
    ),
    options,
  );
}
