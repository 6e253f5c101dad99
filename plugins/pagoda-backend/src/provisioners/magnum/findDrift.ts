import type { ClusterPlan, Drift } from '@pagoda/plugin-pagoda-common';
import type { Observed } from './describeState';
import { countOf, groupOf, isScaled, splitPools } from './pools';

/**
 * What differs from the plan.
 *
 * @param templateId - of the plan's template, where it is known
 */
export function findDrift(
  { cluster, groups }: Observed,
  plan: ClusterPlan,
  templateId?: string,
): Drift[] {
  const drift: Drift[] = [];
  const compare = (field: string, wanted: unknown, found: unknown) => {
    if (String(wanted) !== String(found)) {
      drift.push({ field, wanted: String(wanted), found: String(found) });
    }
  };
  if (templateId !== undefined && cluster.cluster_template_id !== templateId) {
    drift.push({
      field: 'clusterTemplate',
      wanted: plan.clusterTemplate ?? templateId,
      found: cluster.cluster_template_id,
    });
  }
  for (const pool of plan.pools) {
    const group = groupOf(pool, plan, groups);
    const field = `pools.${pool.name}`;
    if (!group) {
      drift.push({
        ...{ field, wanted: `${pool.count} machines`, found: 'no such group' },
      });
      continue;
    }
    compare(`${field}.count`, countOf(pool, group), group.node_count);
    if (isScaled(pool)) {
      compare(`${field}.minCount`, pool.minCount, group.min_node_count);
      compare(`${field}.maxCount`, pool.maxCount, group.max_node_count);
    }
  }
  const { others } = splitPools(plan);
  for (const group of groups) {
    if (!group.is_default && !others.some(({ name }) => name === group.name)) {
      drift.push({
        field: `pools.${group.name}`,
        wanted: 'no such pool',
        found: `${group.node_count} machines`,
      });
    }
  }
  return drift;
}
