import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { confirm } from '../confirm';
import { dataOf } from '../dataOf';
import type { WaitOptions } from '../waitUntil';
import { waitForRemoval } from './waitForCluster';

/** `pagoda cluster delete` */
export async function deleteCluster(
  context: Context,
  options: WaitOptions & { yes?: boolean },
  cluster: string,
): Promise<void> {
  const { client, output } = context;
  const params = { path: { cluster } };
  const found = dataOf(await client.GET('/clusters/{cluster}', { params }));
  await confirm(describeLoss(found), options.yes);
  await client.DELETE('/clusters/{cluster}', { params });
  if (!found.plan) {
    output.note(`Forgot ${cluster}`);
    return;
  }
  output.note(`${cluster} is being removed`);
  if (options.wait) {
    await waitForRemoval(context, cluster, options);
    output.note(`Nothing of ${cluster} is left`);
  }
}

function describeLoss({ name, plan, cloud, pools = [] }: Cluster): string {
  if (!plan) {
    return `Forget cluster ${name} with its credentials? The cluster itself stays, with what PAGoDA has made on it.`;
  }
  const machines = pools.reduce((sum, pool) => sum + pool.wanted, 0);
  return `Remove cluster ${name} from ${cloud} with its ${machines} machines and all that is on them? It cannot be brought back.`;
}
