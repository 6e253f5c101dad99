import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import type {
  MagnumCluster,
  NodeGroup,
} from '../../clients/openstack/containerInfraTypes';
import { courseOf, type Observed } from './describeState';
import { isScaled, splitPools } from './pools';

/**
 * Looks at the node groups of a cluster, where there is more to see than the cluster itself tells.
 *
 * @param isChanging - the plan was changed, and is not done yet
 */
export async function observe(
  magnum: ContainerInfra,
  cluster: MagnumCluster,
  plan: ClusterPlan,
  isChanging: boolean,
): Promise<Observed> {
  const isPlain = plan.pools.length === 2 && !plan.pools.some(isScaled);
  if (isPlain && !isChanging && isAsPlanned(cluster, plan)) {
    return { cluster, groups: defaultGroups(cluster) };
  }
  return {
    cluster,
    groups: await readGroups(magnum, cluster, !isPlain || isChanging),
  };
}

/**
 * @param closely - with bounds and addresses, which each group itself alone tells
 * @returns none where the cluster has gone since it was looked at: the next look finds that
 */
async function readGroups(
  magnum: ContainerInfra,
  { uuid }: MagnumCluster,
  closely: boolean,
): Promise<NodeGroup[]> {
  const groups: NodeGroup[] = [];
  try {
    for await (const group of magnum.nodeGroups(uuid)) {
      const shown =
        closely && group.role !== 'master'
          ? await magnum.findNodeGroup(uuid, group.uuid)
          : group;
      if (shown) {
        groups.push(shown);
      }
    }
  } catch (error) {
    if (!OpenStackError.is(error, 'NotFound')) {
      throw error;
    }
    return [];
  }
  return groups;
}

/** The counts are those of all groups together. */
function isAsPlanned(cluster: MagnumCluster, plan: ClusterPlan): boolean {
  const { control, workers } = splitPools(plan);
  return (
    courseOf(cluster.status) === 'done' &&
    cluster.master_count === control.count &&
    cluster.node_count === workers.count
  );
}

/** The two groups that each cluster has. */
function defaultGroups(cluster: MagnumCluster): NodeGroup[] {
  const common = {
    ...{ image_id: null, is_default: true, status: cluster.status },
    ...{ min_node_count: 0, max_node_count: null },
  };
  return [
    {
      ...{ ...common, uuid: 'default-master', name: 'default-master' },
      ...{ role: 'master', node_count: cluster.master_count },
      flavor_id: cluster.master_flavor_id,
      node_addresses: cluster.master_addresses,
    },
    {
      ...{ ...common, uuid: 'default-worker', name: 'default-worker' },
      ...{ role: 'worker', node_count: cluster.node_count },
      flavor_id: cluster.flavor_id,
      node_addresses: cluster.node_addresses,
    },
  ];
}
