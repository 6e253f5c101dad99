/** What of Rancher's objects is looked at. */

/** Of Rancher: times are plain strings, and the rest may be empty. */
export interface RancherCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Metadata {
  name: string;
  namespace?: string;
  uid: string;
  generation?: number;
  resourceVersion?: string;
  creationTimestamp: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
}

interface Reference {
  apiVersion?: string;
  kind: string;
  name: string;
}

/** A taint of nodes. */
export interface RancherTaint {
  key: string;
  value?: string;
  effect: string;
}

/** Machines of one kind. */
export interface RancherPool {
  name: string;
  quantity?: number;
  etcdRole?: boolean;
  controlPlaneRole?: boolean;
  workerRole?: boolean;
  drainBeforeDelete?: boolean;
  labels?: Record<string, string>;
  taints?: RancherTaint[];
  autoscalingMinSize?: number;
  autoscalingMaxSize?: number;
  machineConfigRef: Reference;
  paused?: boolean;
  /** Rancher's own. */
  dynamicSchemaSpec?: string;
}

/** `spec.rkeConfig`; only what is written or looked at. */
export interface RkeConfig {
  machineGlobalConfig?: Record<string, unknown>;
  machineSelectorConfig?: unknown[];
  machineSelectorFiles?: unknown[];
  additionalManifest?: string;
  upgradeStrategy?: Record<string, unknown>;
  machinePools?: RancherPool[];
  etcdSnapshotCreate?: { generation?: number };
  etcdSnapshotRestore?: {
    name?: string;
    generation?: number;
    restoreRKEConfig?: string;
  };
  rotateCertificates?: { generation?: number; services?: string[] };
}

/** provisioning.cattle.io/v1 Cluster */
export interface RancherCluster {
  metadata: Metadata;
  spec: {
    kubernetesVersion?: string;
    cloudCredentialSecretName?: string;
    rkeConfig?: RkeConfig;
  };
  status?: {
    /** Never becomes false again: says nothing about health. */
    ready?: boolean;
    /** Of the management cluster, such as `c-m-abcdefgh`. */
    clusterName?: string;
    clientSecretName?: string;
    observedGeneration?: number;
    conditions?: RancherCondition[];
  };
}

/** management.cattle.io/v3 Cluster */
export interface ManagementCluster {
  metadata: Metadata;
  status?: { conditions?: RancherCondition[] };
}

/** rke.cattle.io/v1 RKEControlPlane */
export interface ControlPlane {
  metadata: Metadata;
  spec: { kubernetesVersion?: string };
  status?: {
    observedGeneration?: number;
    conditions?: RancherCondition[];
    certificateRotationGeneration?: number;
    etcdSnapshotCreate?: { generation?: number };
    etcdSnapshotCreatePhase?: string;
    etcdSnapshotRestore?: { generation?: number };
    etcdSnapshotRestorePhase?: string;
  };
}

/** cluster.x-k8s.io Machine */
export interface CapiMachine {
  metadata: Metadata;
  spec: { version?: string; infrastructureRef?: Reference };
  status?: {
    phase?: string;
    addresses?: { type: string; address: string }[];
    nodeRef?: { name?: string };
    failureReason?: string;
    failureMessage?: string;
  };
}

/** cluster.x-k8s.io MachineDeployment */
export interface MachineDeployment {
  metadata: Metadata;
  status?: { readyReplicas?: number };
}

/** rke-machine.cattle.io/v1 OpenstackMachine */
export interface OpenstackMachine {
  metadata: Metadata;
  status?: {
    conditions?: RancherCondition[];
    failureReason?: string;
    failureMessage?: string;
  };
}

/** rke.cattle.io/v1 ETCDSnapshot */
export interface RancherSnapshot {
  metadata: Metadata;
  snapshotFile?: {
    name?: string;
    nodeName?: string;
    createdAt?: string;
    location?: string;
    size?: number;
    status?: string;
    message?: string;
  };
  status?: { missing?: boolean };
}

/** operation.cattle.io/v1alpha1 ETCDSnapshotSave and ETCDSnapshotRestore, from Rancher 2.15 */
export interface RancherOperation {
  metadata: Metadata;
  status?: {
    phase?: string;
    step?: string;
    conditions?: RancherCondition[];
  };
}

/** Whether a condition is True; missing ones are not. */
export function isTrue(
  conditions: readonly RancherCondition[] | undefined,
  type: string,
): boolean {
  return find(conditions, type)?.status === 'True';
}

/** The condition of a type. */
export function find(
  conditions: readonly RancherCondition[] | undefined,
  type: string,
): RancherCondition | undefined {
  return conditions?.find(one => one.type === type);
}
