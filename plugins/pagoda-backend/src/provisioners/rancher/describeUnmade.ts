import type { ProvisionedCluster, ProvisionedState } from '../types';

/** How a cluster is that Rancher does not have, or that is not this portal's: there is nothing to look at. */
export function describeUnmade(
  { plan }: ProvisionedCluster,
  {
    reason,
    cause,
    final,
    phase = 'Failed',
  }: {
    reason: string;
    cause: string;
    final?: boolean;
    phase?: ProvisionedState['phase'];
  },
): ProvisionedState {
  return {
    ...{ phase, settled: false, cause },
    ...(final && { final }),
    conditions: [
      {
        type: 'Usable',
        status: 'False',
        reason,
        message: cause.replace(/\.?$/, '.'),
      },
    ],
    pools: plan.pools.map(pool => ({
      ...{ name: pool.name, role: pool.role, flavor: pool.flavor },
      ...{ wanted: pool.count, ready: 0 },
    })),
    ...{ machines: [], drift: [], links: [] },
  };
}
