import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';

type Place = Pick<ResourcePath, 'namespace' | 'name'>;

/** Of the node driver; missing altogether while it is not active. */
export const configsPath = (place: Place): ResourcePath => ({
  ...{ group: 'rke-machine-config.cattle.io', resource: 'openstackconfigs' },
  ...place,
});

export const clustersPath = (place: Place): ResourcePath => ({
  ...{ group: 'provisioning.cattle.io', resource: 'clusters' },
  ...place,
});

export const controlPlanesPath = (place: Place): ResourcePath => ({
  ...{ group: 'rke.cattle.io', resource: 'rkecontrolplanes' },
  ...place,
});

export const snapshotsPath = (place: Place): ResourcePath => ({
  ...{ group: 'rke.cattle.io', resource: 'etcdsnapshots' },
  ...place,
});

export const openstackMachinesPath = (place: Place): ResourcePath => ({
  ...{ group: 'rke-machine.cattle.io', resource: 'openstackmachines' },
  ...place,
});

export const secretsPath = (place: Place): ResourcePath => ({
  ...{ resource: 'secrets', ...place },
});

/** @param version - of Cluster API, as Rancher serves it */
export const machinesPath = (version: string, place: Place): ResourcePath => ({
  ...{ group: 'cluster.x-k8s.io', version, resource: 'machines' },
  ...place,
});

/** @param version - of Cluster API, as Rancher serves it */
export const deploymentsPath = (
  version: string,
  place: Place,
): ResourcePath => ({
  ...{ group: 'cluster.x-k8s.io', version, resource: 'machinedeployments' },
  ...place,
});

/** Cluster-wide. */
export const managementPath = (
  resource: 'clusters' | 'nodedrivers',
  name: string,
): ResourcePath => ({
  ...{ group: 'management.cattle.io', version: 'v3', resource, name },
});

/** From Rancher 2.15. */
export const operationsPath = (
  resource: 'etcdsnapshotsaves' | 'etcdsnapshotrestores',
  place: Place,
): ResourcePath => ({
  ...{ group: 'operation.cattle.io', version: 'v1alpha1', resource },
  ...place,
});
