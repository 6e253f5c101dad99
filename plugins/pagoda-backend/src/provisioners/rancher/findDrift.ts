import type {
  ClusterPlan,
  Drift,
  NodePool,
} from '@pagoda/plugin-pagoda-common';
import { isSame, quantityOf } from './changePools';
import type { RancherCluster, RancherPool } from './objects';

/** What differs from the plan, in Rancher's description of the cluster. */
export function findDrift(
  { spec, metadata }: RancherCluster,
  plan: ClusterPlan,
): Drift[] {
  const found = spec.rkeConfig?.machinePools ?? [];
  const drift: Drift[] = [];
  if (metadata.deletionTimestamp) {
    drift.push({
      ...{ field: 'name', wanted: plan.name, found: 'is being deleted' },
    });
  }
  if (spec.kubernetesVersion !== plan.version) {
    drift.push({
      field: 'version',
      wanted: plan.version ?? 'none',
      found: spec.kubernetesVersion ?? 'none',
    });
  }
  for (const pool of plan.pools) {
    const other = found.find(({ name }) => name === pool.name);
    drift.push(
      ...(other
        ? comparePool(pool, other)
        : [
            {
              field: `pools.${pool.name}`,
              wanted: `${pool.count} machines`,
              found: 'no such pool',
            },
          ]),
    );
  }
  for (const { name, quantity = 1 } of found) {
    if (!plan.pools.some(pool => pool.name === name)) {
      drift.push({
        field: `pools.${name}`,
        wanted: 'no such pool',
        found: `${quantity} machines`,
      });
    }
  }
  return drift;
}

function comparePool(pool: NodePool, found: RancherPool): Drift[] {
  const compared: [string, unknown, unknown][] = [
    ['count', quantityOf(pool, found), found.quantity ?? 1],
    ['labels', pool.labels, found.labels],
    ['taints', pool.taints, found.taints],
    ['minCount', pool.minCount, found.autoscalingMinSize],
    ['maxCount', pool.maxCount, found.autoscalingMaxSize],
    ['paused', undefined, found.paused || undefined],
  ];
  return compared
    .filter(([, wanted, other]) => !isSame(wanted, other))
    .map(([field, wanted, other]) => ({
      field: `pools.${pool.name}.${field}`,
      wanted: inWords(wanted),
      found: inWords(other),
    }));
}

function inWords(value: unknown): string {
  return value === undefined || value === null ? 'none' : JSON.stringify(value);
}
