import {
  platformPermissions,
  type Cluster,
  type ClusterNode,
  type EngineInfo,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, toPage } from '../http/cursors';
import { notFound } from '../http/errors';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import {
  clusterKey,
  clusterKeyTypes,
  type ClusterQuery,
} from './selectClusters';
import type { ClusterRecord, ClusterStore } from './ClusterStore';
import type { ClusterLoad } from './readClusterLoad';
import { toCluster } from './toCluster';

/** A list's paging, order and filters, as the contract has them. */
export interface ClusterListQuery extends Omit<
  ClusterQuery,
  'limit' | 'after' | 'search' | 'phases'
> {
  limit?: number;
  cursor?: string;
  q?: string;
  phase?: ClusterQuery['phases'];
}

/** Finds out the nodes of a cluster; each provisioner has one. */
export type ListNodes = (
  cluster: ClusterRecord,
  load: ClusterLoad,
) => Promise<ClusterNode[]>;

/** What {@link ClusterService} needs. */
export interface ClusterServiceOptions {
  store: ClusterStore;
  access: ProjectAccess;
  /** By provisioner. */
  nodes: Partial<Record<ClusterRecord['provisioner'], ListNodes>>;
  /** The engines of this installation, without their clusters. */
  engines: Omit<EngineInfo, 'clusters'>[];
}

/** Clusters one list of engines names at most. */
const CLUSTERS_OF_ENGINES = 500;

/** The rules of clusters and engines. */
export class ClusterService {
  readonly #options: ClusterServiceOptions;

  constructor(options: ClusterServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller, query: ClusterListQuery) {
    const { store } = this.#options;
    await this.#requireRead(caller);
    const { limit = 50, orderBy, cloud, provisioner, owner } = query;
    const records = await store.list({
      limit: limit + 1,
      after:
        query.cursor === undefined
          ? undefined
          : decodeCursor(query.cursor, clusterKeyTypes(orderBy)),
      ...{ orderBy, cloud, provisioner, owner },
      search: query.q,
      phases: query.phase,
    });
    const load = await store.load(records.map(({ name }) => name));
    return toPage(
      records,
      limit,
      record => clusterKey(orderBy, record),
      record => toCluster(record, load.get(record.name)!),
    );
  }

  /** @throws ApiError 404 `ClusterNotFound`. */
  async get(caller: Caller, name: string): Promise<Cluster> {
    const { record, load } = await this.#find(caller, name);
    return toCluster(record, load);
  }

  /** @throws ApiError 404 `ClusterNotFound`. */
  async nodes(caller: Caller, name: string): Promise<ClusterNode[]> {
    const { record, load } = await this.#find(caller, name);
    const listNodes = this.#options.nodes[record.provisioner];
    return listNodes ? listNodes(record, load) : [];
  }

  async engines(caller: Caller): Promise<EngineInfo[]> {
    const { store, engines } = this.#options;
    await this.#requireRead(caller);
    const clusters = await store.list({ limit: CLUSTERS_OF_ENGINES });
    return engines.map(engine => ({
      ...engine,
      clusters: clusters
        .filter(cluster => cluster.engine === engine.name)
        .map(({ name }) => name),
    }));
  }

  async #find(
    caller: Caller,
    name: string,
  ): Promise<{ record: ClusterRecord; load: ClusterLoad }> {
    const { store } = this.#options;
    await this.#requireRead(caller);
    const record = await store.find(name);
    if (!record) {
      throw notFound('Cluster', name, 'cluster');
    }
    return { record, load: (await store.load([name])).get(name)! };
  }

  #requireRead(caller: Caller): Promise<void> {
    const { access } = this.#options;
    return access.requirePlatform(caller, platformPermissions.clusterRead);
  }
}
