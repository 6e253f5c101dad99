import type { ServiceCaller, OpenStackRequest } from './ServiceCaller';
import type {
  ClusterTemplate,
  JsonPatch,
  MagnumCluster,
  NewClusterTemplate,
  NewMagnumCluster,
  NewNodeGroup,
  NodeGroup,
} from './containerInfraTypes';

/** Magnum: docs.openstack.org/api-ref/container-infrastructure-management. */
export class ContainerInfra {
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  /** Whether the cloud has Magnum. */
  async isOffered(): Promise<boolean> {
    const { catalog } = await this.#caller.token();
    return catalog.find('container-infra') !== undefined;
  }

  clusterTemplates(): AsyncGenerator<ClusterTemplate> {
    return this.#list(['clustertemplates', 'detail'], 'clustertemplates');
  }

  findClusterTemplate(idOrName: string): Promise<ClusterTemplate | undefined> {
    return this.#find(['clustertemplates', idOrName]);
  }

  createClusterTemplate(
    template: NewClusterTemplate,
  ): Promise<ClusterTemplate> {
    return this.#send(['clustertemplates'], template);
  }

  deleteClusterTemplate(id: string): Promise<void> {
    return this.#delete(['clustertemplates', id]);
  }

  clusters(): AsyncGenerator<MagnumCluster> {
    return this.#list(['clusters', 'detail'], 'clusters');
  }

  /** By name only where no other cluster has it: 409 otherwise. */
  findCluster(idOrName: string): Promise<MagnumCluster | undefined> {
    return this.#find(['clusters', idOrName]);
  }

  /** Begins the creation. Names need not be unique for Magnum. */
  createCluster(cluster: NewMagnumCluster): Promise<{ uuid: string }> {
    return this.#send(['clusters'], cluster);
  }

  async updateCluster(id: string, patch: JsonPatch[]): Promise<void> {
    await this.#send(['clusters', id], patch, { method: 'PATCH' });
  }

  async resizeCluster(
    id: string,
    resize: {
      node_count: number;
      nodegroup?: string;
      nodes_to_remove?: string[];
    },
  ): Promise<void> {
    await this.#send(['clusters', id, 'actions', 'resize'], resize, {
      needs: '1.7',
    });
  }

  async upgradeCluster(
    id: string,
    upgrade: {
      cluster_template: string;
      max_batch_size?: number;
      nodegroup?: string;
    },
  ): Promise<void> {
    await this.#send(['clusters', id, 'actions', 'upgrade'], upgrade, {
      needs: '1.8',
    });
  }

  /** Begins the deletion; the cluster answers until it is gone. */
  deleteCluster(id: string): Promise<void> {
    return this.#delete(['clusters', id]);
  }

  nodeGroups(cluster: string): AsyncGenerator<NodeGroup> {
    return this.#list(['clusters', cluster, 'nodegroups'], 'nodegroups', '1.9');
  }

  findNodeGroup(
    cluster: string,
    idOrName: string,
  ): Promise<NodeGroup | undefined> {
    return this.#find(['clusters', cluster, 'nodegroups', idOrName], '1.9');
  }

  createNodeGroup(cluster: string, group: NewNodeGroup): Promise<NodeGroup> {
    return this.#send(['clusters', cluster, 'nodegroups'], group, {
      needs: '1.9',
    });
  }

  async updateNodeGroup(
    cluster: string,
    id: string,
    patch: JsonPatch[],
  ): Promise<void> {
    await this.#send(['clusters', cluster, 'nodegroups', id], patch, {
      ...{ method: 'PATCH', needs: '1.9' },
    });
  }

  deleteNodeGroup(cluster: string, id: string): Promise<void> {
    return this.#delete(['clusters', cluster, 'nodegroups', id], '1.9');
  }

  /** The certificate of the cluster's authority, PEM. */
  async authority(cluster: string): Promise<string> {
    const { pem } = await this.#caller.request<{ pem: string }>({
      ...{ service: 'container-infra', path: ['certificates', cluster] },
    });
    return pem;
  }

  /** Has a certificate request signed by the cluster's authority; both are PEM. */
  async sign(cluster: string, csr: string): Promise<string> {
    const { pem } = await this.#send<{ pem: string }>(['certificates'], {
      ...{ cluster_uuid: cluster, csr },
    });
    return pem;
  }

  /** Makes a new authority: all kubeconfigs of the cluster end. */
  async rotateAuthority(cluster: string): Promise<void> {
    await this.#send(['certificates', cluster], undefined, {
      ...{ method: 'PATCH', needs: '1.5' },
    });
  }

  /** How many clusters the own project may have; `undefined` where no limit of its own is set. */
  async clusterLimit(): Promise<number | undefined> {
    const found = await this.#find<{ hard_limit: number }>([
      ...['quotas', await this.#caller.projectId(), 'Cluster'],
    ]);
    return found?.hard_limit;
  }

  #find<T>(path: string[], needs?: string): Promise<T | undefined> {
    return this.#caller.find<T>({ service: 'container-infra', path, needs });
  }

  #delete(path: string[], needs?: string): Promise<void> {
    return this.#caller.delete({ service: 'container-infra', path, needs });
  }

  #send<T>(
    path: string[],
    body: unknown,
    more: Partial<OpenStackRequest> = {},
  ): Promise<T> {
    return this.#caller.request<T>({
      ...{ service: 'container-infra', method: 'POST', path, body },
      ...more,
    });
  }

  #list<T extends { uuid: string }>(
    path: string[],
    key: string,
    needs?: string,
  ): AsyncGenerator<T> {
    return this.#caller.list<T>(
      { service: 'container-infra', path, needs },
      key,
    );
  }
}
