import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type {
  NewMagnumCluster,
  NewNodeGroup,
} from '../../clients/openstack/containerInfraTypes';
import { isScaled, splitPools } from './pools';

/** Labels by which clusters are found again, whatever they are called. */
export const LABELS = {
  portal: 'pagoda_portal',
  cluster: 'pagoda_cluster',
  uid: 'pagoda_uid',
} as const;

/** To whom a cluster belongs. */
export interface Owner {
  portal: string;
  cluster: string;
  uid: string;
}

/** In minutes; Magnum gives up then. The portal has a limit of its own. */
const CREATE_TIMEOUT = 60;

/** What Magnum is to make: the control plane and the first pool of workers; the others follow when it is there. */
export function buildCluster(
  plan: ClusterPlan,
  owner: Owner,
  templateId: string,
): NewMagnumCluster {
  const { control, workers } = splitPools(plan);
  const zone = workers.zone ?? control.zone;
  return {
    name: plan.name,
    cluster_template_id: templateId,
    master_count: control.count,
    node_count: workers.count,
    master_flavor_id: control.flavor,
    flavor_id: workers.flavor,
    create_timeout: CREATE_TIMEOUT,
    ...(plan.keypair !== undefined && { keypair: plan.keypair }),
    ...(plan.network !== undefined && { fixed_network: plan.network }),
    // Beside the template's: without this they take their place.
    merge_labels: true,
    labels: {
      [LABELS.portal]: owner.portal,
      [LABELS.cluster]: owner.cluster,
      [LABELS.uid]: owner.uid,
      ...(zone !== undefined && { availability_zone: zone }),
      ...diskLabels(workers),
      ...(plan.pools.some(isScaled) && { auto_scaling_enabled: 'true' }),
    },
  };
}

/** A pool of workers beside the first one. */
export function buildNodeGroup(pool: NodePool): NewNodeGroup {
  const labels = {
    ...(pool.zone !== undefined && { availability_zone: pool.zone }),
    ...diskLabels(pool),
  };
  return {
    name: pool.name,
    role: 'worker',
    node_count: pool.count,
    flavor_id: pool.flavor,
    ...(pool.image !== undefined && { image_id: pool.image }),
    ...(isScaled(pool) && {
      min_node_count: pool.minCount,
      max_node_count: pool.maxCount,
    }),
    ...(Object.keys(labels).length > 0 && { labels, merge_labels: true }),
  };
}

/** Magnum's labels for a volume to boot from. */
function diskLabels({ diskGiB, volumeType }: NodePool): Record<string, string> {
  return {
    ...(diskGiB !== undefined && { boot_volume_size: String(diskGiB) }),
    ...(volumeType !== undefined && { boot_volume_type: volumeType }),
  };
}
