import {
  type ClusterOperation,
  type ClusterPlan,
  type ClusterRestore,
  type ClusterRotate,
  type ClusterUpgrade,
  type ClusterVersions,
  type EtcdSnapshot,
  type Kubeconfig,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { CloudWatch } from '../../clouds/CloudWatch';
import { decodeCursor, toPage } from '../../http/cursors';
import { conflict, invalidInput } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type {
  ClusterProvisioner,
  ProvisionedCluster,
} from '../../provisioners/types';
import type { ClusterStore } from '../ClusterStore';
import type { ClusterEvents } from './ClusterEvents';
import {
  toOperation,
  type ClusterOperationStore,
  type OperationRecord,
} from './ClusterOperationStore';
import type { ClusterPlanStore, PlannedCluster } from './ClusterPlanStore';
import type { ProvisionedClusters } from './ProvisionedClusters';
import type { Provisioners } from './Provisioners';

/** What {@link ClusterOperationService} needs. */
export interface ClusterOperationServiceOptions {
  knex: Knex;
  store: ClusterStore;
  plans: ClusterPlanStore;
  events: ClusterEvents;
  operations: ClusterOperationStore;
  clusters: ProvisionedClusters;
  provisioners: Provisioners;
  watch: CloudWatch;
  /** Has a cluster looked at soon. */
  notify: (cluster: string) => void;
}

/** The rules of what is done with a provisioned cluster beyond changes of its plan. */
export class ClusterOperationService {
  readonly #options: ClusterOperationServiceOptions;

  constructor(options: ClusterOperationServiceOptions) {
    this.#options = options;
  }

  /** @throws ApiError 403; 404; 409 `NotProvisioned`; 503 `CloudUnavailable`. */
  async versions(caller: Caller, name: string): Promise<ClusterVersions> {
    const { clusters } = this.#options;
    await clusters.requireRead(caller);
    const planned = await clusters.find(name);
    const current =
      planned.plan.clusterTemplate ?? planned.version ?? planned.plan.version;
    return {
      ...(current !== undefined && { current }),
      allowed: await this.#versions(planned),
    };
  }

  /** @throws ApiError 400 for a version that is not allowed; 403; 404; 409 `OperationInProgress`; 503. */
  async upgrade(
    caller: Caller,
    name: string,
    body: ClusterUpgrade,
  ): Promise<ClusterOperation> {
    const { clusters, store, plans } = this.#options;
    const planned = await clusters.requireFor(caller, name);
    this.#requireKind(planned, 'upgrade');
    const field =
      planned.plan.clusterTemplate === undefined
        ? 'version'
        : 'clusterTemplate';
    const wanted = body[field];
    if (wanted === undefined) {
      throw invalidInput([
        {
          field,
          message: `is missing; clusters of '${planned.provisioner}' are upgraded by it`,
        },
      ]);
    }
    const allowed = await this.#versions(planned);
    if (!allowed.includes(wanted)) {
      throw invalidInput([
        {
          field,
          message: `is '${wanted}', to which it can't be upgraded; it can to ${
            allowed.length > 0 ? allowed.join(', ') : 'none now'
          }`,
        },
      ]);
    }
    const plan: ClusterPlan = { ...planned.plan, [field]: wanted };
    return this.#note(caller, planned, 'upgrade', { ...body }, work =>
      store.update(name, {}, async tx => {
        await plans.change(tx, planned, { plan }, []);
        await work(tx);
      }),
    );
  }

  /** @throws ApiError 403; 404; 409 `NotOffered`, `OperationInProgress`. */
  async rotate(
    caller: Caller,
    name: string,
    body: ClusterRotate,
  ): Promise<ClusterOperation> {
    const planned = await this.#options.clusters.requireFor(caller, name);
    return this.#note(caller, planned, 'rotate', { ...body });
  }

  /** @throws ApiError 403; 404; 409 `NotOffered`, `OperationInProgress`. */
  async snapshot(caller: Caller, name: string): Promise<ClusterOperation> {
    const planned = await this.#options.clusters.requireFor(caller, name);
    return this.#note(caller, planned, 'snapshot', {});
  }

  /** @throws ApiError 400 for a snapshot that there is not; 403; 404; 409 `NotOffered`, `OperationInProgress`; 503. */
  async restore(
    caller: Caller,
    name: string,
    body: ClusterRestore,
  ): Promise<ClusterOperation> {
    const planned = await this.#options.clusters.requireFor(caller, name);
    this.#requireKind(planned, 'restore');
    const snapshots = await this.#snapshots(planned);
    if (!snapshots.some(snapshot => snapshot.name === body.snapshot)) {
      throw invalidInput(
        [
          {
            field: 'snapshot',
            message: `is '${body.snapshot}', which is none of the cluster's`,
          },
        ],
        'GET /clusters/{cluster}/snapshots lists them.',
      );
    }
    return this.#note(caller, planned, 'restore', {
      restoreConfig: 'none',
      ...body,
    });
  }

  /** @throws ApiError 403; 404; 409 `NotOffered`; 503. */
  async snapshots(caller: Caller, name: string): Promise<EtcdSnapshot[]> {
    const { clusters } = this.#options;
    await clusters.requireCreate(caller);
    const planned = await clusters.find(name);
    this.#requireKind(planned, 'snapshot');
    return this.#snapshots(planned);
  }

  /** @throws ApiError 403; 404; 409 `NotProvisioned`. */
  async list(
    caller: Caller,
    name: string,
    query: { limit?: number; cursor?: string },
  ) {
    const { clusters, operations } = this.#options;
    await clusters.requireRead(caller);
    await clusters.find(name);
    const limit = query.limit ?? 50;
    const found = await operations.list(name, {
      limit: limit + 1,
      before:
        query.cursor === undefined
          ? undefined
          : String(decodeCursor(query.cursor, ['string'])[0]),
    });
    return toPage(found, limit, ({ id }) => [id], toOperation);
  }

  /** For administrators, and written into the events of the cluster. Errors: ApiError 403; 404; 409; 503. */
  async kubeconfig(
    caller: Caller,
    name: string,
    { ttlSeconds = 3_600 }: { ttlSeconds?: number },
  ): Promise<Kubeconfig> {
    const { clusters, events, knex, watch } = this.#options;
    await clusters.requireAdministrator(caller);
    const planned = await clusters.find(name);
    clusters.refuseRemoved(planned);
    const say = (kind: string, message: string) =>
      knex.transaction(tx =>
        events.append(tx, planned, [
          {
            ...{ kind, severity: 'info', message },
            actor: caller.userEntityRef,
          },
        ]),
      );
    // Before it is there: nobody gets one of which nothing is known.
    await say(
      'KubeconfigRequested',
      `A kubeconfig for ${ttlSeconds} s was asked for.`,
    );
    try {
      const { kubeconfig, expiresAt } = await this.#provisioner(
        planned,
      ).kubeconfig(await this.#toProvisioned(planned), ttlSeconds);
      await say(
        'KubeconfigMade',
        `A kubeconfig was made; it ends ${expiresAt.toISOString()}.`,
      );
      return { kubeconfig, expiresAt: expiresAt.toISOString() };
    } catch (error) {
      throw watch.unavailable(planned.cloud, error);
    }
  }

  async #note(
    caller: Caller,
    planned: PlannedCluster,
    kind: ClusterOperation['kind'],
    parameters: Record<string, unknown>,
    within: (
      work: (tx: Knex.Transaction) => Promise<void>,
    ) => Promise<unknown> = work => this.#options.knex.transaction(work),
  ): Promise<ClusterOperation> {
    const { operations, events, plans, notify } = this.#options;
    const { cluster, uid } = planned;
    this.#requireKind(planned, kind);
    const createdBy = caller.userEntityRef;
    let noted: OperationRecord | undefined;
    await within(async tx => {
      noted = await operations.insert(tx, {
        ...{ cluster, kind, parameters, createdBy },
      });
      await events.append(tx, { cluster, uid }, [
        {
          kind: `${capitalized(kind)}Requested`,
          severity: 'info',
          actor: createdBy,
          message: describe(kind, parameters),
        },
      ]);
      await plans.wake(tx, cluster);
    });
    notify(cluster);
    return toOperation(noted!);
  }

  #requireKind(planned: PlannedCluster, kind: ClusterOperation['kind']): void {
    if (!this.#provisioner(planned).operations.includes(kind)) {
      throw conflict(
        'NotOffered',
        `Clusters of '${planned.provisioner}' have no ${kind}`,
        { field: 'cluster' },
      );
    }
  }

  async #versions(planned: PlannedCluster): Promise<string[]> {
    try {
      return await this.#provisioner(planned).versions(
        await this.#toProvisioned(planned),
      );
    } catch (error) {
      throw this.#options.watch.unavailable(planned.cloud, error);
    }
  }

  async #snapshots(planned: PlannedCluster): Promise<EtcdSnapshot[]> {
    try {
      return (
        (await this.#provisioner(planned).snapshots?.(
          await this.#toProvisioned(planned),
        )) ?? []
      );
    } catch (error) {
      throw this.#options.watch.unavailable(planned.cloud, error);
    }
  }

  #provisioner(planned: PlannedCluster): ClusterProvisioner {
    return this.#options.provisioners.get(planned.provisioner);
  }

  async #toProvisioned(planned: PlannedCluster): Promise<ProvisionedCluster> {
    return toProvisioned(
      planned,
      await this.#options.plans.memory(planned.cluster),
    );
  }
}

/** The cluster as provisioners know it. */
export function toProvisioned(
  planned: PlannedCluster,
  memory: Record<string, unknown>,
): ProvisionedCluster {
  return {
    name: planned.cluster,
    uid: planned.uid,
    plan: planned.plan,
    generation: planned.generation,
    observedGeneration: planned.observedGeneration,
    createdAt: planned.createdAt,
    memory,
  };
}

function capitalized(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}

function describe(
  kind: ClusterOperation['kind'],
  parameters: Record<string, unknown>,
): string {
  switch (kind) {
    case 'upgrade':
      return `It is to be upgraded to ${parameters.version ?? parameters.clusterTemplate}.`;
    case 'rotate':
      return 'Its certificates are to be made anew.';
    case 'snapshot':
      return 'A snapshot of its etcd is to be taken.';
    default:
      return `It is to be set back to snapshot ${parameters.snapshot}.`;
  }
}
