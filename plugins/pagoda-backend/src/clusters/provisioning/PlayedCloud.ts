import type { ClusterPlan, QuotaItem } from '@pagoda/plugin-pagoda-common';
import { NO_OFFERS, type CloudReader } from '../../clouds/types';
import type {
  ClusterProvisioner,
  Demand,
  OperationState,
  PlanProblem,
  ProvisionedCluster,
  ProvisionedState,
  ProvisionerMemory,
  ProvisionerOperation,
  RemovalState,
} from '../../provisioners/types';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** A cluster in the played cloud. */
interface PlayedCluster {
  id: string;
  name: string;
  uid: string;
  version: string;
  sizes: Record<string, number>;
  /** Looks until what was asked for is done. */
  busy: number;
  deleting: boolean;
  snapshots: string[];
  /** Operations that were done, by id. */
  done: string[];
  certificates: number;
}

/**
 * A cloud that is played for tests of what looks after clusters: it makes them one look at a time, refuses what does not fit
 * its quota, a name that is taken, and a change of what is being changed, as real ones do. Nothing but tests uses it, and
 * nothing is concluded from it about how a real cloud behaves.
 */
export class PlayedCloud {
  readonly clusters = new Map<string, PlayedCluster>();
  /** How often clusters were asked to be made, by uid. */
  readonly creations: string[] = [];
  cores = 40;
  /** Looks that a change takes. */
  looks = 2;
  /** What every call fails with. */
  failure?: Error;
  /** What it says why clusters are not done; they stay so while it says that. */
  stuck?: string;
  #ids = 0;

  /** Cores that are in use. */
  get used(): number {
    return [...this.clusters.values()].reduce(
      (sum, { sizes }) => sum + 2 * total(sizes),
      0,
    );
  }

  find(uid: string): PlayedCluster | undefined {
    this.#mayFail();
    return [...this.clusters.values()].find(cluster => cluster.uid === uid);
  }

  isTaken(name: string): boolean {
    this.#mayFail();
    return [...this.clusters.values()].some(cluster => cluster.name === name);
  }

  create(uid: string, plan: ClusterPlan): string {
    this.#mayFail();
    if (this.isTaken(plan.name)) {
      throw new Error(`409 There is a cluster '${plan.name}'`);
    }
    const sizes = sizesOf(plan);
    if (this.used + 2 * total(sizes) > this.cores) {
      throw new Error('403 Quota exceeded for cores');
    }
    this.#ids += 1;
    const id = `c-${this.#ids}`;
    this.creations.push(uid);
    this.clusters.set(id, {
      ...{ id, uid, sizes, name: plan.name, version: plan.version ?? '' },
      ...{ busy: this.looks, deleting: false, snapshots: [] },
      ...{ certificates: 1, done: [] },
    });
    return id;
  }

  change(id: string, change: Partial<PlayedCluster>): void {
    this.#mayFail();
    const cluster = this.#get(id);
    if (cluster.busy > 0) {
      throw new Error(`409 Cluster ${id} is being changed`);
    }
    Object.assign(cluster, { busy: this.looks }, change);
  }

  delete(id: string): void {
    this.#mayFail();
    Object.assign(this.#get(id), { deleting: true, busy: this.looks });
  }

  /** Looks at a cluster, which goes on a little; `undefined` when it is gone. */
  look(id: string): PlayedCluster | undefined {
    this.#mayFail();
    const cluster = this.clusters.get(id);
    if (!cluster) {
      return undefined;
    }
    if (cluster.busy > 0 && this.stuck === undefined) {
      cluster.busy -= 1;
    }
    if (cluster.deleting && cluster.busy === 0) {
      this.clusters.delete(id);
      return undefined;
    }
    return cluster;
  }

  quota(): QuotaItem[] {
    this.#mayFail();
    return [
      {
        ...{ resource: 'cores', limit: this.cores, used: this.used },
        left: this.cores - this.used,
      },
      { resource: 'ports', limit: null, used: 0, left: null },
    ];
  }

  #get(id: string): PlayedCluster {
    const cluster = this.clusters.get(id);
    if (!cluster) {
      throw new Error(`404 No cluster ${id}`);
    }
    return cluster;
  }

  #mayFail(): void {
    if (this.failure) {
      throw this.failure;
    }
  }
}

/** Reads a {@link PlayedCloud}. */
export class PlayedCloudReader implements CloudReader {
  readonly #cloud: PlayedCloud;

  constructor(cloud: PlayedCloud) {
    this.#cloud = cloud;
  }

  async health() {
    this.#cloud.quota();
    return { phase: 'Ready', reason: 'Answers', message: 'It plays.' } as const;
  }

  async offers() {
    return {
      ...NO_OFFERS,
      flavors: [
        {
          ...{ id: 'f2', name: 'm2', cores: 2 },
          ...{ memoryBytes: 4096 * MIB, diskBytes: 20 * GIB },
        },
      ],
      versions: ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'],
    };
  }

  async quota() {
    return this.#cloud.quota();
  }

  describeError(error: unknown) {
    return { reason: 'Played', message: `${error}.` };
  }
}

/** Makes clusters in a {@link PlayedCloud}, as provisioners are to do it: what is intended is kept before it is done. */
export class PlayedProvisioner implements ClusterProvisioner {
  readonly name = 'rancher';
  readonly cloudKind = 'rancher';
  readonly operations = ['upgrade', 'rotate', 'snapshot', 'restore'] as const;
  readonly #cloud: PlayedCloud;
  /** How the API of its clusters is reached. */
  readonly server: string;

  constructor(cloud: PlayedCloud, server = 'http://127.0.0.1:1') {
    this.#cloud = cloud;
    this.server = server;
  }

  async check(plan: ClusterPlan, before?: ClusterPlan): Promise<PlanProblem[]> {
    const taken = !before && this.#cloud.isTaken(plan.name);
    return [
      ...(taken ? [{ field: 'name', message: 'is taken in the cloud' }] : []),
      ...plan.pools.flatMap(({ flavor }, index) =>
        flavor === 'm2'
          ? []
          : [{ field: `pools[${index}].flavor`, message: 'is not offered' }],
      ),
    ];
  }

  async demand(plan: ClusterPlan, before?: ClusterPlan): Promise<Demand[]> {
    const more = total(sizesOf(plan)) - (before ? total(sizesOf(before)) : 0);
    return more === 0
      ? []
      : [
          { resource: 'cores', amount: 2 * more },
          { resource: 'ports', amount: more },
        ];
  }

  async reconcile(
    { uid, plan, memory: known }: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<ProvisionedState> {
    const cloud = this.#cloud;
    let id = known.id as string | undefined;
    if (id === undefined) {
      // What was made before a crash is found by the uid.
      await memory.save({ creating: true });
      id = cloud.find(uid)?.id ?? cloud.create(uid, plan);
      await memory.save({ id, creating: undefined });
    }
    const found = cloud.look(id);
    if (!found) {
      return this.#state(plan, {}, 'Failed', 'It is gone from the cloud.');
    }
    if (found.busy > 0) {
      const making = known.ready === true ? 'Updating' : 'Provisioning';
      return this.#state(plan, found.sizes, making, cloud.stuck);
    }
    const sizes = sizesOf(plan);
    const version = plan.version ?? '';
    if (
      JSON.stringify(found.sizes) !== JSON.stringify(sizes) ||
      found.version !== version
    ) {
      cloud.change(id, { sizes, version });
      return this.#state(plan, sizes, 'Updating');
    }
    if (known.ready !== true) {
      await memory.save({ ready: true });
    }
    return this.#state(plan, sizes, 'Ready');
  }

  async remove(
    { uid, memory: known }: ProvisionedCluster,
    memory: ProvisionerMemory,
  ): Promise<RemovalState | undefined> {
    const cloud = this.#cloud;
    const id = (known.id as string | undefined) ?? cloud.find(uid)?.id;
    const found = id === undefined ? undefined : cloud.look(id);
    if (id === undefined || !found) {
      return undefined;
    }
    if (!found.deleting) {
      await memory.save({ deleting: true });
      cloud.delete(id);
    }
    return {
      message: cloud.stuck ?? 'Its machines are being deleted.',
      stuck: cloud.stuck !== undefined,
    };
  }

  async operate(
    { memory: known }: ProvisionedCluster,
    { id: operation, kind, parameters }: ProvisionerOperation,
    memory: ProvisionerMemory,
  ): Promise<OperationState> {
    const cloud = this.#cloud;
    const id = known.id as string;
    const found = cloud.look(id);
    if (!found || found.busy > 0) {
      return { phase: 'Running', message: 'The cluster is busy.' };
    }
    if (kind === 'upgrade') {
      return {
        phase: found.version === parameters.version ? 'Succeeded' : 'Running',
      };
    }
    if (kind === 'restore' && parameters.snapshot === 'broken') {
      return { phase: 'Failed', message: 'The snapshot is broken.' };
    }
    // Whether it was done is asked of the cloud: what was kept before a crash may not have been done.
    if (found.done.includes(operation)) {
      return { phase: 'Succeeded' };
    }
    await memory.save({ operation });
    cloud.change(id, {
      done: [...found.done, operation],
      ...(kind === 'snapshot' && {
        snapshots: [...found.snapshots, `etcd-${operation}`],
      }),
      ...(kind === 'rotate' && { certificates: found.certificates + 1 }),
    });
    return { phase: 'Running' };
  }

  async snapshots({ memory }: ProvisionedCluster) {
    return (this.#cloud.look(memory.id as string)?.snapshots ?? []).map(
      name => ({ name, phase: 'successful' }),
    );
  }

  async versions({ plan }: ProvisionedCluster) {
    return ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'].filter(
      version => version > (plan.version ?? ''),
    );
  }

  async kubeconfig(_: ProvisionedCluster, ttlSeconds: number) {
    return {
      kubeconfig: 'apiVersion: v1\nkind: Config\n',
      expiresAt: new Date(Date.now() + ttlSeconds * 1_000),
    };
  }

  #state(
    plan: ClusterPlan,
    sizes: Record<string, number>,
    phase: ProvisionedState['phase'],
    cause?: string,
  ): ProvisionedState {
    const ready = phase === 'Ready';
    return {
      ...{ phase, settled: ready, conditions: [], cause, drift: [], links: [] },
      pools: plan.pools.map(({ name, role, count }) => ({
        ...{ name, role, wanted: count },
        ready: ready ? count : 0,
      })),
      machines: Object.entries(sizes).flatMap(([pool, count]) =>
        Array.from({ length: count }, (_, index) => ({
          ...{ name: `${plan.name}-${pool}-${index}`, pool },
          phase: ready ? 'Running' : 'Provisioning',
        })),
      ),
      version: plan.version,
      ...(ready && {
        connection: {
          kind: 'token',
          settings: { server: this.server, auth: { token: 'played' } },
        },
      }),
    };
  }
}

function sizesOf({ pools }: ClusterPlan): Record<string, number> {
  return Object.fromEntries(pools.map(({ name, count }) => [name, count]));
}

function total(sizes: Record<string, number>): number {
  return Object.values(sizes).reduce((sum, size) => sum + size, 0);
}
