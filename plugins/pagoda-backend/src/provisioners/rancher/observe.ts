import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import { isMissing } from './findDriverProblem';
import { CAPI_CLUSTER } from './names';
import type {
  CapiMachine,
  MachineDeployment,
  ManagementCluster,
  OpenstackMachine,
  RancherCluster,
} from './objects';
import {
  deploymentsPath,
  machinesPath,
  managementPath,
  openstackMachinesPath,
} from './paths';
import type { RancherFeatures } from './RancherFeatures';

/** All that is looked at of a cluster. */
export interface Observed {
  cluster: RancherCluster;
  management?: ManagementCluster;
  /** The oldest first. */
  machines: CapiMachine[];
  /** By name. */
  infrastructure: Map<string, OpenstackMachine>;
  /** By name. */
  deployments: Map<string, MachineDeployment>;
}

/** Looks at what belongs to a cluster, by few requests: what OpenStack said only when a machine is not well. */
export async function observe(
  client: KubernetesClient,
  features: RancherFeatures,
  cluster: RancherCluster,
): Promise<Observed> {
  const { name } = cluster.metadata;
  const namespace = cluster.metadata.namespace ?? '';
  const version = await features.clusterApi();
  const id = cluster.status?.clusterName;
  const management = id
    ? await client.find<ManagementCluster>(managementPath('clusters', id))
    : undefined;
  const machines = await collect<CapiMachine>(
    client,
    machinesPath(version, { namespace }),
    name,
  );
  const deployments = await collect<MachineDeployment>(
    client,
    deploymentsPath(version, { namespace }),
    name,
  );
  const infrastructure = machines.every(
    ({ status }) => status?.phase === 'Running',
  )
    ? []
    : await collect<OpenstackMachine>(
        client,
        openstackMachinesPath({ namespace }),
        name,
      ).catch(error => {
        if (isMissing(error)) {
          return [];
        }
        throw error;
      });
  return {
    cluster,
    ...(management && { management }),
    machines: machines.sort((a, b) => (age(a) < age(b) ? -1 : 1)),
    infrastructure: byName(infrastructure),
    deployments: byName(deployments),
  };
}

async function collect<T>(
  client: KubernetesClient,
  path: ResourcePath,
  cluster: string,
): Promise<T[]> {
  const items: T[] = [];
  const selector = { labelSelector: `${CAPI_CLUSTER}=${cluster}` };
  for await (const item of client.listAll<T>(path, selector)) {
    items.push(item);
  }
  return items;
}

function byName<T extends { metadata: { name: string } }>(
  items: readonly T[],
): Map<string, T> {
  return new Map(items.map(item => [item.metadata.name, item]));
}

function age({ metadata }: CapiMachine): string {
  return `${metadata.creationTimestamp} ${metadata.name}`;
}
