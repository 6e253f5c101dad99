import type {
  Cloud,
  ClusterOperation,
  ClusterPlan,
  Condition,
  Drift,
  EtcdSnapshot,
  Link,
  Machine,
  PoolStatus,
  QuotaResource,
} from '@pagoda/plugin-pagoda-common';
import type { StoredConnection } from '../clusters/connections/toKubernetesConnection';

/** So much of a quota that a plan takes, or gives back where it is negative. */
export interface Demand {
  resource: QuotaResource;
  /** Where the limit is that of a volume type. */
  volumeType?: string;
  /** In the unit of the resource: a count, MiB for `memoryMiB`, GiB for `gigabytes`. */
  amount: number;
}

/** What is wrong with a plan. */
export interface PlanProblem {
  /** Of the plan, such as `pools[1].flavor`. */
  field: string;
  /** Goes on from the field: `is not offered by cloud 'campus'`. */
  message: string;
  advice?: string;
}

/** A cluster that a provisioner is to look after. */
export interface ProvisionedCluster {
  name: string;
  /** A UUIDv7 of the record, by which what belongs to it is found again in the cloud. */
  uid: string;
  plan: ClusterPlan;
  /** Raised with every change of the plan. */
  generation: number;
  /** The generation that {@link ClusterProvisioner.reconcile} has last called settled; 0 until then. */
  observedGeneration: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** What {@link ProvisionerMemory.save} has kept of it; `{}` at first. It is encrypted where it is stored. */
  memory: Record<string, unknown>;
}

/** What a provisioner keeps of a cluster. */
export interface ProvisionerMemory {
  /**
   * Sets these keys, and forgets those that are `undefined`; durable before it resolves. Save what is about to be made
   * before it is made, and the id it has got right after. The values go through JSON.
   *
   * @throws Error when another process has taken over: stop at once then
   */
  save(patch: Record<string, unknown>): Promise<void>;
}

/** How a cluster is. */
export interface ProvisionedState {
  phase: 'Provisioning' | 'Ready' | 'Updating' | 'Degraded' | 'Failed';
  /** Whether all is as the plan says and nothing is under way. */
  settled: boolean;
  /** In the order in which they are shown; without times, which are kept elsewhere. */
  conditions: Omit<Condition, 'lastTransitionTime'>[];
  /** Why it is not ready, in words for a person; missing when it is. */
  cause?: string;
  /** Retrying is of no use until somebody changes the plan or the cloud. With phase `Failed` alone. */
  final?: boolean;
  pools: PoolStatus[];
  machines: Machine[];
  /** Of Kubernetes. */
  version?: string;
  drift: Drift[];
  /** How its API is reached; as soon as there is one. What is the same as before is not stored again. */
  connection?: StoredConnection;
  links: Link[];
}

/** How far a removal is. */
export interface RemovalState {
  /** What it waits for, such as finalizers and machines. */
  message: string;
  /** It does not go on by itself. */
  stuck: boolean;
}

/** How far an operation is. */
export interface OperationState {
  phase: 'Running' | 'Succeeded' | 'Failed';
  message?: string;
}

/** An {@link ClusterOperation} that a provisioner is to see through. */
export interface ProvisionerOperation {
  /** UUIDv7: save with it what was begun, so that it is not begun twice. */
  id: string;
  kind: ClusterOperation['kind'];
  /** As the contract has them: ClusterUpgrade, ClusterRotate, ClusterRestore; `{}` for a snapshot. */
  parameters: Record<string, unknown>;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/**
 * Makes clusters, and looks after them until nothing is left of them. Each is a folder of its own beside this file, and
 * is named in `provisioners.ts`; nothing else knows of it.
 *
 * All methods may be called again at any time, after a crash at any line, and by another process. An error that they
 * throw is shown as the cause, and they are called again later, with growing pauses. One cluster is never worked on
 * twice at once.
 */
export interface ClusterProvisioner {
  readonly name: ClusterPlan['provisioner'];
  /** In which clouds it makes clusters. */
  readonly cloudKind: Cloud['kind'];

  /**
   * Its own rules: versions, whether what the plan names is offered, whether the driver is there, whether the name is
   * taken in the cloud. Counts of pools, names and roles are checked before. Reads, and never makes anything.
   *
   * @param before - the plan that this one is to replace
   */
  check(plan: ClusterPlan, before?: ClusterPlan): Promise<PlanProblem[]>;

  /**
   * What the plan takes of the cloud's quota; with `before`, what it takes beyond that. Each resource and volume type
   * once; nothing with an amount of 0. Flavors that are not known are left out: `check` has said so.
   */
  demand(plan: ClusterPlan, before?: ClusterPlan): Promise<Demand[]>;

  /** One step towards the plan: adopt, create, change, look. Does not wait for the cloud to be done. */
  reconcile(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<ProvisionedState>;

  /** One step of the removal; `undefined` when nothing of it is left anywhere, which it has looked for. */
  remove(
    cluster: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<RemovalState | undefined>;

  /**
   * One step of an operation; called until it is no longer `Running`, before each `reconcile`. The plan has the version
   * or the cluster template of an upgrade already.
   */
  operate(
    cluster: ProvisionedCluster,
    operation: ProvisionerOperation,
    memory: ProvisionerMemory,
  ): Promise<OperationState>;

  /** The kinds of operations that it can do. */
  readonly operations: readonly ClusterOperation['kind'][];

  /** Reads the snapshots of etcd; missing where there are none. The newest first. */
  snapshots?(cluster: ProvisionedCluster): Promise<EtcdSnapshot[]>;

  /** What it may be upgraded to, the lowest first; of Magnum names of cluster templates. */
  versions(cluster: ProvisionedCluster): Promise<string[]>;

  /** Makes a kubeconfig that ends by itself. */
  kubeconfig(
    cluster: ProvisionedCluster,
    ttlSeconds: number,
  ): Promise<{ kubeconfig: string; expiresAt: Date }>;
}
