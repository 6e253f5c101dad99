import { setTimeout as sleep } from 'node:timers/promises';
import {
  groupRights,
  platformPermissions,
  type Cluster,
  type ClusterCheck,
  type ClusterConnectionInfo,
  type ClusterImport,
  type ClusterUpdate,
} from '@pagoda/plugin-pagoda-common';
import { ApiError, conflict, invalidInput, notFound } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { LOCAL_CLUSTER } from '../provisioners/local/LocalProvisioner';
import type { ClusterRecord, ClusterStore } from './ClusterStore';
import type { ClusterConnections } from './connections/ClusterConnections';
import {
  toStoredConnection,
  type StoredConnection,
} from './connections/toKubernetesConnection';
import { tryConnection } from './observation/tryConnection';
import { NO_LOAD } from './readClusterLoad';
import { refuseInUse } from './refuseInUse';
import { toCluster } from './toCluster';

/** How long an answer waits for the first look at a new connection, in milliseconds. */
const FIRST_LOOK = 5_000;

/** What {@link ClusterImportService} needs. */
export interface ClusterImportServiceOptions {
  store: ClusterStore;
  connections: ClusterConnections;
  access: ProjectAccess;
  /** What GPUs are asked for as, such as `nvidia.com/gpu`. */
  gpuResource: string;
  /** Looks at a cluster now. */
  look: (cluster: string) => Promise<void>;
}

/** The rules of importing, changing and forgetting clusters: all for administrators. */
export class ClusterImportService {
  readonly #options: ClusterImportServiceOptions;

  constructor(options: ClusterImportServiceOptions) {
    this.#options = options;
  }

  /**
   * @throws ApiError 400; 409 `NameTaken`; 409 `ClusterNotUsable` when the check finds something fatal and `force` is
   * not set.
   */
  async import(
    caller: Caller,
    body: ClusterImport,
    idempotency?: Idempotency,
  ): Promise<Cluster> {
    const { store, connections } = this.#options;
    await this.#requireAdministrator(caller);
    const { name } = body;
    if (name === LOCAL_CLUSTER) {
      throw invalidInput([
        {
          field: 'name',
          message: `'${LOCAL_CLUSTER}' is the name of the embedded cluster; choose another`,
        },
      ]);
    }
    const connection = toStoredConnection(body.connection);
    if (await store.find(name)) {
      throw nameTaken(name);
    }
    await this.#requireUsable(connection, body.force);
    await store.create(
      {
        name,
        title: body.title || name,
        description: body.description ?? '',
        provisioner: 'existing',
        engine: 'kubernetes',
      },
      tx => connections.put(tx, name, connection, caller.userEntityRef),
      record => toCluster(record, NO_LOAD),
      idempotency,
    );
    return this.#afterChange(name);
  }

  /** Looks at a connection, or at that of an imported cluster; changes nothing. */
  async check(
    caller: Caller,
    body: { connection?: ClusterImport['connection']; cluster?: string },
  ): Promise<ClusterCheck> {
    const { connections, gpuResource } = this.#options;
    await this.#requireAdministrator(caller);
    if (body.cluster !== undefined) {
      await this.#find(body.cluster);
      return tryConnection(await connections.stored(body.cluster), gpuResource);
    }
    return tryConnection(toStoredConnection(body.connection!), gpuResource);
  }

  /** @throws ApiError 404; 409 `NotImported` for a cluster that came another way; 409 `ClusterNotUsable`. */
  async update(
    caller: Caller,
    name: string,
    body: ClusterUpdate,
  ): Promise<Cluster> {
    const { store, connections } = this.#options;
    await this.#requireAdministrator(caller);
    requireImported(await this.#find(name));
    const connection = body.connection && toStoredConnection(body.connection);
    if (connection) {
      await this.#requireUsable(connection, body.force);
    }
    const updated = await store.update(
      name,
      { title: body.title, description: body.description },
      async tx => {
        if (connection) {
          await connections.put(tx, name, connection, caller.userEntityRef);
        }
      },
    );
    if (!updated) {
      throw clusterNotFound(name);
    }
    return this.#afterChange(name);
  }

  /** @throws ApiError 404; 409 `NotImported`; 409 `ClusterInUse` with what is on it. */
  async delete(caller: Caller, name: string): Promise<void> {
    const { store, connections } = this.#options;
    await this.#requireAdministrator(caller);
    requireImported(await this.#find(name));
    refuseInUse(name, await store.blockers(name));
    await store.delete(name);
    await connections.changed(name);
  }

  /** How the cluster is reached, without credentials. */
  async connection(
    caller: Caller,
    name: string,
  ): Promise<ClusterConnectionInfo> {
    await this.#requireAdministrator(caller);
    await this.#find(name);
    return this.#options.connections.describe(name);
  }

  async #requireUsable(
    connection: StoredConnection,
    force: boolean = false,
  ): Promise<void> {
    if (force) {
      return;
    }
    const { problems, missingRights } = await tryConnection(
      connection,
      this.#options.gpuResource,
    );
    const fatal = problems.filter(problem => problem.fatal);
    if (fatal.length === 0) {
      return;
    }
    const [{ message, advice }] = fatal;
    throw new ApiError(`The cluster cannot be used: ${message}`, {
      code: 'ClusterNotUsable',
      status: 409,
      field: 'connection',
      advice: `${advice} Or set \`force\` to take it all the same.`,
      problems: [
        ...fatal.map(problem => ({
          field: 'connection',
          message: `${problem.message} ${problem.advice}`,
        })),
        ...groupRights(missingRights)
          .filter(({ required }) => required)
          .map(({ title, purpose }) => ({
            field: 'connection',
            message: `the account may not ${title}, which is needed to ${purpose}`,
          })),
      ],
    });
  }

  /** Lets the change take effect, and gives the first look a moment. */
  async #afterChange(name: string): Promise<Cluster> {
    const { store, connections, look } = this.#options;
    await connections.changed(name);
    const waiting = new AbortController();
    await Promise.race([
      look(name),
      sleep(FIRST_LOOK, undefined, { signal: waiting.signal }),
    ]).finally(() => waiting.abort());
    const load = await store.load([name]);
    return toCluster(await this.#find(name), load.get(name)!);
  }

  async #find(name: string): Promise<ClusterRecord> {
    const record = await this.#options.store.find(name);
    if (!record) {
      throw clusterNotFound(name);
    }
    return record;
  }

  #requireAdministrator(caller: Caller): Promise<void> {
    const { access } = this.#options;
    return access.requirePlatform(
      caller,
      platformPermissions.clusterAdminister,
    );
  }
}

function requireImported({ name, provisioner }: ClusterRecord): void {
  if (provisioner !== 'existing') {
    throw conflict(
      'NotImported',
      `Cluster '${name}' was not imported, so it is not changed here`,
      {
        field: 'cluster',
        advice:
          name === LOCAL_CLUSTER
            ? 'It is configured in pagoda.local.'
            : 'It is managed where it was made.',
      },
    );
  }
}

function nameTaken(name: string): ApiError {
  return conflict('NameTaken', `A cluster '${name}' exists already`, {
    field: 'name',
    advice: 'Choose another name.',
  });
}

function clusterNotFound(name: string): ApiError {
  return notFound('Cluster', name, 'cluster');
}
