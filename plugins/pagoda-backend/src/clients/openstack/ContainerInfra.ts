import { ServiceApi } from './ServiceApi';
import type { ServiceCaller } from './ServiceCaller';
import type {
  ClusterTemplate,
  JsonPatch,
  MagnumCluster,
  NewClusterTemplate,
  NewMagnumCluster,
  NewNodeGroup,
  NodeGroup,
} from './containerInfraTypes';

/** Its objects are in no wrapper. */
const COMMON = { service: 'container-infra', expects: 'uuid' } as const;

/** Magnum: docs.openstack.org/api-ref/container-infrastructure-management. */
export class ContainerInfra {
  readonly #caller: ServiceCaller;
  readonly #api: ServiceApi;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
    this.#api = new ServiceApi(caller, 'container-infra');
  }

  /** Whether the cloud has Magnum. */
  isOffered(): Promise<boolean> {
    return this.#api.isOffered();
  }

  clusterTemplates(): AsyncGenerator<ClusterTemplate> {
    return this.#api.list(['clustertemplates', 'detail'], 'clustertemplates');
  }

  findClusterTemplate(idOrName: string): Promise<ClusterTemplate | undefined> {
    return this.#find(['clustertemplates', idOrName]);
  }

  createClusterTemplate(
    template: NewClusterTemplate,
  ): Promise<ClusterTemplate> {
    return this.#create(['clustertemplates'], template);
  }

  deleteClusterTemplate(id: string): Promise<void> {
    return this.#api.delete(['clustertemplates', id]);
  }

  clusters(): AsyncGenerator<MagnumCluster> {
    return this.#api.list(['clusters', 'detail'], 'clusters');
  }

  /** By name only where no other cluster has it: 409 otherwise. */
  findCluster(idOrName: string): Promise<MagnumCluster | undefined> {
    return this.#find(['clusters', idOrName]);
  }

  /** Begins the creation. Names need not be unique for Magnum. */
  createCluster(cluster: NewMagnumCluster): Promise<{ uuid: string }> {
    return this.#create(['clusters'], cluster);
  }

  updateCluster(id: string, patch: JsonPatch[]): Promise<void> {
    return this.#api.run(['clusters', id], patch, { method: 'PATCH' });
  }

  resizeCluster(
    id: string,
    resize: {
      node_count: number;
      nodegroup?: string;
      nodes_to_remove?: string[];
    },
  ): Promise<void> {
    const path = ['clusters', id, 'actions', 'resize'];
    return this.#api.run(path, resize, { needs: '1.7' });
  }

  upgradeCluster(
    id: string,
    upgrade: {
      cluster_template: string;
      /** 1 by default. */
      max_batch_size?: number;
      nodegroup?: string;
    },
  ): Promise<void> {
    const path = ['clusters', id, 'actions', 'upgrade'];
    // Without a size Magnum 15 answers 500, 'Circular reference detected'.
    const body = { max_batch_size: 1, ...upgrade };
    return this.#api.run(path, body, { needs: '1.8' });
  }

  /** Begins the deletion; the cluster answers until it is gone. */
  deleteCluster(id: string): Promise<void> {
    return this.#api.delete(['clusters', id]);
  }

  /** Bounds are always 0 and `null` in here, and there are no addresses: see {@link ContainerInfra.findNodeGroup}. */
  nodeGroups(cluster: string): AsyncGenerator<NodeGroup> {
    const path = ['clusters', cluster, 'nodegroups'];
    return this.#api.list(path, 'nodegroups', { needs: '1.9' });
  }

  findNodeGroup(
    cluster: string,
    idOrName: string,
  ): Promise<NodeGroup | undefined> {
    return this.#find(['clusters', cluster, 'nodegroups', idOrName], '1.9');
  }

  createNodeGroup(cluster: string, group: NewNodeGroup): Promise<NodeGroup> {
    return this.#create(['clusters', cluster, 'nodegroups'], group, '1.9');
  }

  updateNodeGroup(
    cluster: string,
    id: string,
    patch: JsonPatch[],
  ): Promise<void> {
    const path = ['clusters', cluster, 'nodegroups', id];
    return this.#api.run(path, patch, { method: 'PATCH', needs: '1.9' });
  }

  deleteNodeGroup(cluster: string, id: string): Promise<void> {
    const path = ['clusters', cluster, 'nodegroups', id];
    return this.#api.delete(path, { needs: '1.9' });
  }

  /** The certificate of the cluster's authority, PEM. */
  authority(cluster: string): Promise<string> {
    return this.#api.get(['certificates', cluster], 'pem');
  }

  /** Has a certificate request signed by the cluster's authority; both are PEM. */
  sign(cluster: string, csr: string): Promise<string> {
    const body = { cluster_uuid: cluster, csr };
    return this.#api.send(['certificates'], body, 'pem');
  }

  /** Makes a new authority: all kubeconfigs of the cluster end. */
  rotateAuthority(cluster: string): Promise<void> {
    return this.#api.run(['certificates', cluster], undefined, {
      ...{ method: 'PATCH', needs: '1.5' },
    });
  }

  /** How many clusters the own project may have; `undefined` where no limit of its own is set. */
  async clusterLimit(): Promise<number | undefined> {
    const path = ['quotas', await this.#api.projectId(), 'Cluster'];
    return this.#api.find(path, 'hard_limit');
  }

  #find<T>(path: string[], needs?: string): Promise<T | undefined> {
    return this.#caller.find<T>({ ...COMMON, path, needs });
  }

  #create<T>(path: string[], body: unknown, needs?: string): Promise<T> {
    return this.#caller.request<T>({
      ...{ ...COMMON, method: 'POST', path, body, needs },
    });
  }
}
