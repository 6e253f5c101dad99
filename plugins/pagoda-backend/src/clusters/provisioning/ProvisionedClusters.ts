import {
  platformPermissions,
  type Cluster,
} from '@pagoda/plugin-pagoda-common';
import { conflict, notAllowed, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { ClusterStore } from '../ClusterStore';
import { toCluster } from '../toCluster';
import type { ClusterPlanStore, PlannedCluster } from './ClusterPlanStore';

/** Finds provisioned clusters for who may do something with them. */
export class ProvisionedClusters {
  readonly #store: ClusterStore;
  readonly #plans: ClusterPlanStore;
  readonly #access: ProjectAccess;

  constructor(options: {
    store: ClusterStore;
    plans: ClusterPlanStore;
    access: ProjectAccess;
  }) {
    this.#store = options.store;
    this.#plans = options.plans;
    this.#access = options.access;
  }

  requireRead(caller: Caller): Promise<void> {
    return this.#access.requirePlatform(
      caller,
      platformPermissions.clusterRead,
    );
  }

  requireCreate(caller: Caller): Promise<void> {
    return this.#access.requirePlatform(
      caller,
      platformPermissions.clusterCreate,
    );
  }

  requireAdministrator(caller: Caller): Promise<void> {
    return this.#access.requirePlatform(
      caller,
      platformPermissions.clusterAdminister,
    );
  }

  /** @throws ApiError 404 `ClusterNotFound`; 409 `NotProvisioned`. */
  async find(name: string): Promise<PlannedCluster> {
    const planned = await this.#find(name);
    if (!planned) {
      throw conflict(
        'NotProvisioned',
        `Cluster '${name}' was not made here, so there is nothing of that to see or to do`,
        { field: 'cluster', advice: 'Do it where the cluster was made.' },
      );
    }
    return planned;
  }

  /**
   * For a change: administrators may change all, others what they had made.
   *
   * @returns undefined for a cluster that is not provisioned, which is for others to judge
   * @throws ApiError 403; 404 `ClusterNotFound`
   */
  async findFor(
    caller: Caller,
    name: string,
  ): Promise<PlannedCluster | undefined> {
    await this.requireCreate(caller);
    const planned = await this.#find(name);
    if (planned) {
      await this.#requireOwn(caller, planned);
    }
    return planned;
  }

  /** As {@link ProvisionedClusters.findFor}, of provisioned clusters that are not being removed. */
  async requireFor(caller: Caller, name: string): Promise<PlannedCluster> {
    await this.requireCreate(caller);
    const planned = await this.find(name);
    await this.#requireOwn(caller, planned);
    this.refuseRemoved(planned);
    return planned;
  }

  /** @throws ApiError 409 `BeingRemoved`. */
  refuseRemoved({ cluster, deletingAt }: PlannedCluster): void {
    if (deletingAt !== undefined) {
      throw conflict('BeingRemoved', `Cluster '${cluster}' is being removed`, {
        field: 'cluster',
      });
    }
  }

  /** As the API shows it. */
  async show(name: string): Promise<Cluster> {
    const record = await this.#store.find(name);
    if (!record) {
      throw notFound('Cluster', name, 'cluster');
    }
    return toCluster(record, (await this.#store.load([name])).get(name)!);
  }

  async #find(name: string): Promise<PlannedCluster | undefined> {
    const planned = await this.#plans.find(name);
    if (!planned && !(await this.#store.find(name))) {
      throw notFound('Cluster', name, 'cluster');
    }
    return planned;
  }

  async #requireOwn(
    caller: Caller,
    { cluster, owner }: PlannedCluster,
  ): Promise<void> {
    const may =
      caller.ownershipEntityRefs.includes(owner) ||
      (await this.#access.allowsPlatform(
        caller,
        platformPermissions.clusterAdminister,
      ));
    if (!may) {
      throw notAllowed(
        `Cluster '${cluster}' is ${owner}'s; you may change those that you had made alone`,
        'Ask its owner or an administrator.',
      );
    }
  }
}
