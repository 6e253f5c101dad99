import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type {
  JsonPatch,
  NodeGroup,
} from '../../clients/openstack/containerInfraTypes';
import { buildNodeGroup } from './buildCluster';
import type { Observed } from './describeState';
import { countOf, groupOf, isScaled, splitPools } from './pools';

/** One thing to ask of Magnum. */
export interface Change {
  /** Goes on from 'Magnum is asked to'. The same words mean the same change. */
  what: string;
  /** The name of a group that is made. */
  makes?: string;
  run(magnum: ContainerInfra, cluster: string): Promise<void>;
}

/**
 * The next change so that the node groups become what the plan says; `undefined` when they are. Magnum does one thing at a
 * time with a cluster.
 *
 * @param own - names of the node groups that PAGoDA has made: others are left alone
 */
export function nextChange(
  { groups }: Observed,
  plan: ClusterPlan,
  own: readonly string[],
): Change | undefined {
  const { others } = splitPools(plan);
  for (const pool of plan.pools.filter(({ role }) => role === 'worker')) {
    const group = groupOf(pool, plan, groups);
    const change = group ? changeGroup(pool, group) : undefined;
    if (change) {
      return change;
    }
  }
  const missing = others.find(pool => !groupOf(pool, plan, groups));
  if (missing) {
    return {
      what: `make node group ${missing.name}`,
      makes: missing.name,
      run: async (magnum, cluster) => {
        await magnum.createNodeGroup(cluster, buildNodeGroup(missing));
      },
    };
  }
  const surplus = groups.find(
    group =>
      !group.is_default &&
      own.includes(group.name) &&
      !group.status?.startsWith('DELETE_IN') &&
      !others.some(({ name }) => name === group.name),
  );
  return (
    surplus && {
      what: `delete node group ${surplus.name}`,
      run: (magnum, cluster) => magnum.deleteNodeGroup(cluster, surplus.uuid),
    }
  );
}

/** Bounds are widened before a resize that they would forbid, and narrowed after it. */
function changeGroup(pool: NodePool, group: NodeGroup): Change | undefined {
  const count = countOf(pool, group);
  const min = pool.minCount ?? 0;
  const max = isScaled(pool) ? pool.maxCount : null;
  if (group.node_count !== count) {
    const isWithin =
      count >= group.min_node_count &&
      (group.max_node_count === null || count <= group.max_node_count);
    return isWithin
      ? {
          what: `give node group ${group.name} ${count} nodes`,
          run: (magnum, cluster) =>
            magnum.resizeCluster(cluster, {
              ...{ node_count: count, nodegroup: group.uuid },
            }),
        }
      : setBounds(
          group,
          Math.min(min, group.min_node_count, count),
          max === null || group.max_node_count === null
            ? null
            : Math.max(max, group.max_node_count, count),
        );
  }
  const hasBounds = isScaled(pool)
    ? group.min_node_count === min && group.max_node_count === max
    : // Magnum's own bounds differ between releases: only what is in the way counts.
      group.max_node_count === null;
  return hasBounds ? undefined : setBounds(group, min, max);
}

function setBounds(group: NodeGroup, min: number, max: number | null): Change {
  const patch: JsonPatch[] = [
    { op: 'replace', path: '/min_node_count', value: min },
    max === null
      ? { op: 'remove', path: '/max_node_count' }
      : { op: 'replace', path: '/max_node_count', value: max },
  ];
  return {
    what: `let node group ${group.name} have ${min} to ${max ?? 'any number of'} nodes`,
    run: (magnum, cluster) =>
      magnum.updateNodeGroup(cluster, group.uuid, patch),
  };
}
