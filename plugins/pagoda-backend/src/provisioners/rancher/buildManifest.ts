import { stringify } from 'yaml';

/** Of cloud-provider-openstack 1.36: https://kubernetes.github.io/cloud-provider-openstack */
const REPOSITORY = 'https://kubernetes.github.io/cloud-provider-openstack';
const CHART_VERSION = '2.36.0';

/**
 * Secrets of the cluster's namespace kube-system with the keys `cloud.conf` and `ca.crt`, and the folder in which each is
 * seen by the program that it is for.
 */
export const CLOUD_SECRETS = {
  controllerManager: { name: 'cloud-config', folder: '/etc/config' },
  csi: { name: 'cloud-config-csi', folder: '/etc/kubernetes' },
} as const;

/**
 * The manifests that give a cluster the cloud controller manager and the CSI driver of Cinder; without secrets, which
 * everybody could read who may read the cluster. Nodes stay tainted until the first has run, so that it goes before all.
 */
export function buildManifest(cluster: string): string {
  return [
    chart('openstack-cloud-controller-manager', {
      bootstrap: true,
      values: {
        secret: {
          ...{ enabled: true, create: false },
          name: CLOUD_SECRETS.controllerManager.name,
        },
        cluster: { name: cluster },
        nodeSelector: { 'node-role.kubernetes.io/control-plane': 'true' },
        tolerations: [
          {
            key: 'node.cloudprovider.kubernetes.io/uninitialized',
            value: 'true',
            effect: 'NoSchedule',
          },
          ...['control-plane', 'etcd'].map(role => ({
            key: `node-role.kubernetes.io/${role}`,
            operator: 'Exists',
          })),
        ],
      },
    }),
    chart('openstack-cinder-csi', {
      bootstrap: false,
      values: {
        secret: {
          ...{ enabled: true, create: false, hostMount: false },
          ...{ name: CLOUD_SECRETS.csi.name, filename: 'cloud.conf' },
        },
        clusterID: cluster,
        storageClass: {
          enabled: true,
          delete: { isDefault: true, allowVolumeExpansion: true },
          retain: { isDefault: false, allowVolumeExpansion: true },
        },
      },
    }),
  ].join('---\n');
}

/** For the helm controller that RKE2 has: docs.rke2.io, Helm integration. */
function chart(
  name: string,
  { bootstrap, values }: { bootstrap: boolean; values: object },
): string {
  return stringify({
    apiVersion: 'helm.cattle.io/v1',
    kind: 'HelmChart',
    metadata: { name, namespace: 'kube-system' },
    spec: {
      chart: name,
      repo: REPOSITORY,
      version: CHART_VERSION,
      targetNamespace: 'kube-system',
      bootstrap,
      valuesContent: stringify(values),
    },
  });
}
