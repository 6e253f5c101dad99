import type { Cluster, ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { CliError, EXIT } from '../../context/CliError';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';

/**
 * A provisioned cluster with its plan.
 *
 * @throws CliError for clusters that were not made here
 */
export async function requirePlan(
  { client }: Context,
  cluster: string,
): Promise<Cluster & { plan: ClusterPlan }> {
  const found = dataOf(
    await client.GET('/clusters/{cluster}', { params: { path: { cluster } } }),
  );
  const { plan } = found;
  if (!plan) {
    throw new CliError(
      `Cluster ${cluster} was not made by PAGoDA, and is not changed by it`,
      EXIT.conflict,
    );
  }
  return { ...found, plan };
}
