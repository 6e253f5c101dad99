import { PORTAL_LABEL } from '../../engines/kubernetes/labels';

/** The record of the cluster, by which its objects are found again whatever their names. */
export const UID_LABEL = 'pagoda.io/uid';
export const CLUSTER_LABEL = 'pagoda.io/cluster';
export const POOL_LABEL = 'pagoda.io/pool';

/** Of Rancher and Cluster API. */
export const CAPI_CLUSTER = 'cluster.x-k8s.io/cluster-name';
export const RANCHER_POOL = 'rke.cattle.io/rke-machine-pool-name';
export const RANCHER_CLUSTER = 'rke.cattle.io/cluster-name';

/** Whose an object is. */
export interface Owner {
  portal: string;
  cluster: string;
  uid: string;
}

/** On everything that is made for a cluster. */
export function ownerLabels({
  portal,
  cluster,
  uid,
}: Owner): Record<string, string> {
  return {
    'app.kubernetes.io/managed-by': 'pagoda',
    [PORTAL_LABEL]: portal,
    [CLUSTER_LABEL]: cluster,
    [UID_LABEL]: uid,
  };
}

/** Finds all that was made for a cluster. */
export const ownerSelector = (uid: string) => `${UID_LABEL}=${uid}`;

/** Of the OpenstackConfig of a pool: always the same, so that none is ever made twice. */
export const configName = (cluster: string, pool: string) =>
  `nc-${cluster}-${pool}`;

/** Of the Secret with the credentials for the node driver. */
export const credentialName = (cluster: string) => `${cluster}-openstack`;

/** Of the Secret with the manifest that gives the cluster its cloud.conf. */
export const cloudConfigName = (cluster: string) => `${cluster}-cloud-config`;
