import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { NodeGroup } from '../../clients/openstack/containerInfraTypes';

/** Names that Magnum gives to the groups it always makes. */
export const DEFAULT_GROUPS = ['default-master', 'default-worker'];

/** The pools of a plan as Magnum has them. */
export interface PlannedPools {
  /** Magnum's default-master. */
  control: NodePool;
  /** Magnum's default-worker: the first of the workers. */
  workers: NodePool;
  /** Node groups beside those. */
  others: NodePool[];
}

/** @throws Error where the plan lacks pools that every plan has */
export function splitPools({ pools }: ClusterPlan): PlannedPools {
  const control = pools.find(({ role }) => role === 'control-plane');
  const [workers, ...others] = pools.filter(({ role }) => role === 'worker');
  if (!control || !workers) {
    throw new Error(
      'A plan has a pool of the control plane, and one of workers',
    );
  }
  return { control, workers, others };
}

/** The node group of a pool; `undefined` where there is none yet. */
export function groupOf(
  pool: NodePool,
  plan: ClusterPlan,
  groups: readonly NodeGroup[],
): NodeGroup | undefined {
  const { control, workers } = splitPools(plan);
  if (pool.name === control.name) {
    return groups.find(one => one.is_default && one.role === 'master');
  }
  return pool.name === workers.name
    ? groups.find(one => one.is_default && one.role !== 'master')
    : groups.find(one => !one.is_default && one.name === pool.name);
}

/** Whether nodes are added and removed as they are needed, within bounds. */
export function isScaled(
  pool: NodePool,
): pool is NodePool & { minCount: number; maxCount: number } {
  return pool.minCount !== undefined && pool.maxCount !== undefined;
}

/** How many nodes a pool is to have: an autoscaler decides within its bounds. */
export function countOf(pool: NodePool, found?: NodeGroup): number {
  return isScaled(pool)
    ? Math.min(
        pool.maxCount,
        Math.max(pool.minCount, found?.node_count ?? pool.count),
      )
    : pool.count;
}
