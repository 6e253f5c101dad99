// Paths of the API server.
const enc = encodeURIComponent;

const collection = (group, version, plural) => namespace =>
  `/apis/${group}/${version}/${namespace ? `namespaces/${enc(namespace)}/` : ''}${plural}`;

export const CLUSTERS = collection('provisioning.cattle.io', 'v1', 'clusters');
export const CONTROL_PLANES = collection(
  ...['rke.cattle.io', 'v1', 'rkecontrolplanes'],
);
export const SNAPSHOTS = collection('rke.cattle.io', 'v1', 'etcdsnapshots');
export const MACHINES = collection('cluster.x-k8s.io', 'v1beta1', 'machines');
export const DEPLOYMENTS = collection(
  ...['cluster.x-k8s.io', 'v1beta1', 'machinedeployments'],
);
export const OPENSTACK_MACHINES = collection(
  ...['rke-machine.cattle.io', 'v1', 'openstackmachines'],
);
export const OPENSTACK_CONFIGS = collection(
  ...['rke-machine-config.cattle.io', 'v1', 'openstackconfigs'],
);
export const SAVES = collection(
  ...['operation.cattle.io', 'v1alpha1', 'etcdsnapshotsaves'],
);
export const RESTORES = collection(
  ...['operation.cattle.io', 'v1alpha1', 'etcdsnapshotrestores'],
);
const management = plural => collection('management.cattle.io', 'v3', plural)();
export const MANAGEMENT_CLUSTERS = management('clusters');
export const NODE_DRIVERS = management('nodedrivers');
export const SETTINGS = management('settings');
export const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
export const SECRETS = namespace =>
  `/api/v1/namespaces/${enc(namespace)}/secrets`;

/** One object of a collection. */
export const one = (path, name) => `${path}/${enc(name)}`;
