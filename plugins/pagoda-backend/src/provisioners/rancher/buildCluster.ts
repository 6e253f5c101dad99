import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import { buildManifest } from './buildManifest';
import { CLOUD_FILES } from './buildSecrets';
import { cloudConfigName, configName, ownerLabels, type Owner } from './names';
import type { RancherCluster, RancherPool } from './objects';

/** Nodes of the control plane, as Rancher labels their machines. */
const CONTROL_PLANE = {
  matchLabels: { 'rke.cattle.io/control-plane-role': 'true' },
};

/** What is needed to describe a cluster. */
export interface ClusterOptions {
  owner: Owner;
  namespace: string;
  plan: ClusterPlan;
  /** Name of the Secret that the node driver has its secret from. */
  credential?: string;
}

/**
 * A cluster of RKE2 whose cloud provider is OpenStack's own, outside of Kubernetes, with volumes by Cinder (docs.rke2.io;
 * kubernetes/cloud-provider-openstack).
 */
export function buildCluster({
  owner,
  namespace,
  plan,
  credential,
}: ClusterOptions): Pick<RancherCluster, 'spec'> & {
  apiVersion: string;
  kind: string;
  metadata: object;
} {
  return {
    apiVersion: 'provisioning.cattle.io/v1',
    kind: 'Cluster',
    metadata: { name: owner.cluster, namespace, labels: ownerLabels(owner) },
    spec: {
      kubernetesVersion: plan.version,
      ...(credential !== undefined && {
        cloudCredentialSecretName: credential,
      }),
      rkeConfig: {
        machineGlobalConfig: {
          cni: 'cilium',
          'cloud-provider-name': 'external',
          'kubelet-arg': ['cloud-provider=external'],
        },
        machineSelectorConfig: [
          {
            machineLabelSelector: CONTROL_PLANE,
            config: { 'disable-cloud-controller': true },
          },
        ],
        machineSelectorFiles: [
          {
            machineLabelSelector: CONTROL_PLANE,
            fileSources: [
              {
                secret: {
                  name: cloudConfigName(owner.cluster),
                  items: [{ ...CLOUD_FILES.manifest, permissions: '600' }],
                },
              },
            ],
          },
        ],
        additionalManifest: buildManifest(owner.cluster),
        upgradeStrategy: {
          controlPlaneConcurrency: '1',
          workerConcurrency: '10%',
        },
        machinePools: plan.pools.map(pool => buildPool(owner.cluster, pool)),
      },
    },
  };
}

/** A pool without what Rancher adds to it. */
export function buildPool(cluster: string, pool: NodePool): RancherPool {
  const isControlPlane = pool.role === 'control-plane';
  const { labels = {}, taints = [], minCount, maxCount } = pool;
  return {
    name: pool.name,
    quantity: pool.count,
    ...(isControlPlane
      ? { etcdRole: true, controlPlaneRole: true }
      : { workerRole: true, drainBeforeDelete: true }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(taints.length > 0 && { taints }),
    ...(minCount !== undefined && { autoscalingMinSize: minCount }),
    ...(maxCount !== undefined && { autoscalingMaxSize: maxCount }),
    machineConfigRef: {
      kind: 'OpenstackConfig',
      name: configName(cluster, pool.name),
    },
  };
}
