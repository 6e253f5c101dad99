import type { ClusterPlan, NodePool } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import type { OpenstackConfig } from './buildOpenstackConfig';
import { ownerSelector, POOL_LABEL, UID_LABEL, type Owner } from './names';
import type { RancherCluster } from './objects';
import { configsPath } from './paths';

interface Existing {
  metadata: {
    name: string;
    uid: string;
    labels?: Record<string, string>;
    deletionTimestamp?: string;
  };
}

/** The descriptions of machines of one cluster, one a pool. */
export class PoolConfigs {
  readonly #client: KubernetesClient;
  readonly #namespace: string;
  readonly #owner: Owner;

  constructor(options: {
    client: KubernetesClient;
    namespace: string;
    owner: Owner;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.#owner = options.owner;
  }

  /**
   * Makes those that pools need. One that is there is kept as it is: machines were made of it. But one of a pool that the
   * cluster has no more belongs to a pool of the same name that was removed before, and has to go first.
   *
   * @returns what has to be waited for, if anything
   * @throws KubernetesError 404 when the node driver is not active
   */
  async ensure(
    plan: ClusterPlan,
    cluster: RancherCluster | undefined,
    build: (pool: NodePool) => OpenstackConfig,
  ): Promise<string | undefined> {
    const existing = new Map(
      (await this.list()).map(config => [config.metadata.name, config]),
    );
    const inUse = namesInUse(cluster);
    for (const pool of plan.pools) {
      const wanted = build(pool);
      const { name } = wanted.metadata;
      const found = existing.get(name);
      if (!found) {
        await this.#create(wanted);
      } else if (found.metadata.deletionTimestamp) {
        return `the description of the machines of pool ${pool.name} is still being deleted`;
      } else if (!inUse.has(name)) {
        // What was made by an interrupted step goes, too: it costs one more step, and nothing else.
        await this.#remake(wanted, found);
      }
    }
    return undefined;
  }

  /** Deletes those that no pool needs any more: neither in the plan, nor in the cluster, nor machines. */
  async prune(
    plan: ClusterPlan,
    cluster: RancherCluster,
    poolsWithMachines: ReadonlySet<string>,
  ): Promise<void> {
    const inUse = namesInUse(cluster);
    const pools = new Set(plan.pools.map(({ name }) => name));
    for (const { metadata } of await this.list()) {
      const pool = metadata.labels?.[POOL_LABEL] ?? '';
      if (
        !pools.has(pool) &&
        !inUse.has(metadata.name) &&
        !poolsWithMachines.has(pool)
      ) {
        await this.#delete(metadata);
      }
    }
  }

  async list(): Promise<Existing[]> {
    const found: Existing[] = [];
    for await (const config of this.#client.listAll<Existing>(
      configsPath({ namespace: this.#namespace }),
      { labelSelector: ownerSelector(this.#owner.uid) },
    )) {
      found.push(config);
    }
    return found;
  }

  async #create(wanted: OpenstackConfig): Promise<void> {
    const { name } = wanted.metadata;
    try {
      await this.#client.create(
        configsPath({ namespace: this.#namespace }),
        wanted,
      );
    } catch (error) {
      if (!(error instanceof KubernetesError && error.status === 409)) {
        throw error;
      }
      const other = await this.#client.find<Existing>(
        configsPath({ namespace: this.#namespace, name }),
      );
      if (other && other.metadata.labels?.[UID_LABEL] !== this.#owner.uid) {
        throw new Error(
          `Rancher has an OpenstackConfig '${name}' in namespace '${this.#namespace}' that belongs to something else; delete it there, or choose another name for the cluster`,
        );
      }
    }
  }

  async #remake(wanted: OpenstackConfig, found: Existing): Promise<void> {
    const same = Object.entries(wanted).every(
      ([field, value]) =>
        field === 'metadata' ||
        JSON.stringify((found as unknown as OpenstackConfig)[field]) ===
          JSON.stringify(value),
    );
    if (!same) {
      await this.#delete(found.metadata);
      await this.#create(wanted);
    }
  }

  async #delete({ name, uid }: Existing['metadata']): Promise<void> {
    await this.#client.delete(
      configsPath({ namespace: this.#namespace, name }),
      { preconditions: { uid } },
    );
  }
}

function namesInUse(cluster: RancherCluster | undefined): Set<string> {
  return new Set(
    (cluster?.spec.rkeConfig?.machinePools ?? []).map(
      ({ machineConfigRef }) => machineConfigRef.name,
    ),
  );
}
