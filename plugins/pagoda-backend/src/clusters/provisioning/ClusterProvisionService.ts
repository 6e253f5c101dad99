import type {
  Cluster,
  ClusterEvent,
  ClusterMachines,
  ClusterPlan,
  ClusterUpdate,
  Preflight,
} from '@pagoda/plugin-pagoda-common';
import { v7 as uuid } from 'uuid';
import { decodeCursor, toPage } from '../../http/cursors';
import { conflict, invalidInput } from '../../http/errors';
import type { Idempotency } from '../../http/idempotency';
import type { Caller } from '../../permissions/Caller';
import type { ClusterImportService } from '../ClusterImportService';
import type { ClusterStore } from '../ClusterStore';
import type { ClusterConnections } from '../connections/ClusterConnections';
import { NO_LOAD } from '../readClusterLoad';
import { refuseInUse } from '../refuseInUse';
import { toCluster } from '../toCluster';
import type { ClusterEvents, NewClusterEvent } from './ClusterEvents';
import type { ClusterPlanStore, PlannedCluster } from './ClusterPlanStore';
import type { PreflightService } from './PreflightService';
import type { ProvisionedClusters } from './ProvisionedClusters';

/** What {@link ClusterProvisionService} needs. */
export interface ClusterProvisionServiceOptions {
  store: ClusterStore;
  plans: ClusterPlanStore;
  events: ClusterEvents;
  clusters: ProvisionedClusters;
  preflight: PreflightService;
  connections: ClusterConnections;
  /** For clusters that were not made here. */
  imports: ClusterImportService;
  /** Has a cluster looked at soon. */
  notify: (cluster: string) => void;
}

/** Fields of a change that are for imported clusters alone, and those for provisioned ones alone. */
const IMPORTED = ['connection'] as const;
const PROVISIONED = ['pools', 'deletionProtection', 'endsAt'] as const;

/** The rules of having clusters made, changed and removed. Nothing here waits for a cloud to be done. */
export class ClusterProvisionService {
  readonly #options: ClusterProvisionServiceOptions;
  /** Decisions about what still fits are made one after the other, so that two plans are not promised the same. */
  #deciding: Promise<unknown> = Promise.resolve();

  constructor(options: ClusterProvisionServiceOptions) {
    this.#options = options;
  }

  /**
   * @param cluster - whose plan this one is to replace
   * @throws ApiError 403; 404; 503 `CloudUnavailable`
   */
  async preflight(
    caller: Caller,
    plan: ClusterPlan,
    cluster?: string,
  ): Promise<Preflight> {
    const { clusters, preflight } = this.#options;
    await clusters.requireCreate(caller);
    const before =
      cluster === undefined ? undefined : await clusters.find(cluster);
    return preflight.preflight(plan, before);
  }

  /** @throws ApiError 400 with all problems; 403; 409 `DoesNotFit`, `NameTaken`; 503 `CloudUnavailable`. */
  async provision(
    caller: Caller,
    body: ClusterPlan,
    idempotency?: Idempotency,
  ): Promise<Cluster> {
    const { clusters, store, plans, preflight, notify } = this.#options;
    await clusters.requireCreate(caller);
    const plan = { ...body, deletionProtection: undefined, endsAt: undefined };
    const { name, title, description = '', provisioner, cloud } = body;
    const owner = caller.userEntityRef;
    const endsAt = body.endsAt === undefined ? undefined : timeOf(body.endsAt);
    const created = await this.#decide(async () => {
      await preflight.require(body);
      return store.create(
        {
          name,
          title: title || name,
          description,
          provisioner,
          engine: 'kubernetes',
        },
        tx =>
          plans.insert(
            tx,
            {
              ...{ uid: uuid(), cloud, owner, plan, endsAt },
              deletionProtection: body.deletionProtection ?? true,
            },
            {
              ...{ kind: 'Requested', severity: 'info', actor: owner },
              message: `Asked for in cloud '${cloud}': ${describePools(plan)}.`,
            },
          ),
        record => toCluster(record, NO_LOAD),
        idempotency,
      );
    });
    notify(name);
    return toCluster(created, NO_LOAD);
  }

  /** @throws ApiError 400; 403; 404; 409 `Changed`, `BeingRemoved`, `DoesNotFit`; for imported clusters as their service. */
  async update(
    caller: Caller,
    name: string,
    body: ClusterUpdate,
  ): Promise<Cluster> {
    const { clusters, imports, notify } = this.#options;
    const planned = await clusters.findFor(caller, name);
    if (!planned) {
      refuseFields(body, PROVISIONED, 'provisioned');
      return imports.update(caller, name, body);
    }
    refuseFields(body, IMPORTED, 'imported');
    clusters.refuseRemoved(planned);
    await (body.pools === undefined
      ? this.#write(caller, planned, body)
      : this.#decide(async () => {
          const plan = { ...planned.plan, pools: body.pools! };
          await this.#options.preflight.require(plan, planned);
          await this.#write(caller, planned, body, plan);
        }));
    notify(name);
    return clusters.show(name);
  }

  /**
   * Begins the removal of a provisioned cluster; forgets an imported one.
   *
   * @returns the cluster that is being removed; undefined for one that is forgotten
   * @throws ApiError 403; 404; 409 `DeletionProtected`, `ClusterInUse`
   */
  async delete(caller: Caller, name: string): Promise<Cluster | undefined> {
    const { clusters, imports } = this.#options;
    const planned = await clusters.findFor(caller, name);
    if (!planned) {
      await imports.delete(caller, name);
      return undefined;
    }
    if (planned.deletingAt === undefined) {
      await this.remove(planned, {
        ...{ kind: 'RemovalRequested', severity: 'info' },
        actor: caller.userEntityRef,
        message: 'Its removal was asked for.',
      });
    }
    return clusters.show(name);
  }

  /**
   * Begins the removal.
   *
   * @param event - what is told of it
   * @throws ApiError 409 `DeletionProtected`, `ClusterInUse`
   */
  async remove(planned: PlannedCluster, event: NewClusterEvent): Promise<void> {
    const { store, plans, connections, notify } = this.#options;
    const { cluster } = planned;
    if (planned.deletionProtection) {
      throw conflict(
        'DeletionProtected',
        `Cluster '${cluster}' is protected from deletion`,
        {
          field: 'deletionProtection',
          advice: 'Set deletionProtection to false first.',
        },
      );
    }
    refuseInUse(cluster, await store.blockers(cluster));
    await store.update(cluster, {}, async tx => {
      const deletingAt = Date.now();
      await plans.change(tx, planned, { deletingAt }, [event]);
      // Nothing new may start on it.
      await connections.forget(tx, cluster);
    });
    await connections.changed(cluster);
    notify(cluster);
  }

  /** @throws ApiError 403; 404; 409 `NotProvisioned`. */
  async machines(caller: Caller, name: string): Promise<ClusterMachines> {
    const { clusters, plans } = this.#options;
    await clusters.requireRead(caller);
    await clusters.find(name);
    return plans.machines(name);
  }

  /** @throws ApiError 403; 404; 409 `NotProvisioned`. */
  async events(
    caller: Caller,
    name: string,
    query: { limit?: number; cursor?: string },
  ) {
    const { clusters, events } = this.#options;
    await clusters.requireRead(caller);
    const { uid } = await clusters.find(name);
    const limit = query.limit ?? 50;
    const found = await events.list(uid, {
      limit: limit + 1,
      before:
        query.cursor === undefined
          ? undefined
          : String(decodeCursor(query.cursor, ['string'])[0]),
    });
    return toPage<ClusterEvent, ClusterEvent>(
      found,
      limit,
      ({ id }) => [id],
      event => event,
    );
  }

  async #write(
    caller: Caller,
    planned: PlannedCluster,
    body: ClusterUpdate,
    plan?: ClusterPlan,
  ): Promise<void> {
    const { store, plans } = this.#options;
    const { cluster } = planned;
    const { title, description, deletionProtection } = body;
    const endsAt = readEnd(body.endsAt);
    const actor = caller.userEntityRef;
    await store.update(cluster, { title, description }, async tx => {
      await store.requireGeneration(
        tx,
        cluster,
        // What pools were judged on must not have changed meanwhile.
        body.generation ?? (plan && planned.generation),
      );
      await plans.change(
        tx,
        planned,
        { plan, deletionProtection, endsAt },
        describeChanges(planned, { plan, deletionProtection, endsAt }).map(
          message => ({ kind: 'Changed', severity: 'info', actor, message }),
        ),
      );
    });
  }

  #decide<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#deciding.then(work);
    this.#deciding = result.catch(() => {
      // Whoever awaits the result gets the error; the next decision does not depend on it.
    });
    return result;
  }
}

function timeOf(text: string): number {
  return Date.parse(text);
}

function readEnd(endsAt: string | null | undefined): number | null | undefined {
  if (typeof endsAt !== 'string') {
    return endsAt;
  }
  const time = timeOf(endsAt);
  if (time <= Date.now()) {
    throw invalidInput([
      { field: 'endsAt', message: `is ${endsAt}, which is over already` },
    ]);
  }
  return time;
}

function refuseFields(
  body: ClusterUpdate,
  fields: readonly (keyof ClusterUpdate)[],
  kind: string,
): void {
  const wrong = fields.filter(field => body[field] !== undefined);
  if (wrong.length > 0) {
    throw invalidInput(
      wrong.map(field => ({
        field,
        message: `is for ${kind} clusters, which this one is not`,
      })),
    );
  }
}

/** Such as `3 control (m1.large), 5 work (m1.xlarge)`. */
function describePools({ pools }: ClusterPlan): string {
  return pools
    .map(({ name, count, flavor }) => `${count} ${name} (${flavor})`)
    .join(', ');
}

function describeChanges(
  before: PlannedCluster,
  change: {
    plan?: ClusterPlan;
    deletionProtection?: boolean;
    endsAt?: number | null;
  },
): string[] {
  const { plan, deletionProtection, endsAt } = change;
  const changes: string[] = [];
  if (plan) {
    changes.push(
      `Its pools are to be ${describePools(plan)}; they were ${describePools(before.plan)}.`,
    );
  }
  if (
    deletionProtection !== undefined &&
    deletionProtection !== before.deletionProtection
  ) {
    changes.push(
      deletionProtection
        ? 'It is protected from deletion.'
        : 'It is no longer protected from deletion.',
    );
  }
  if (endsAt !== undefined && (endsAt ?? undefined) !== before.endsAt) {
    changes.push(
      endsAt === null
        ? 'It has no end any more.'
        : `Its end is ${new Date(endsAt).toISOString()}.`,
    );
  }
  return changes;
}
