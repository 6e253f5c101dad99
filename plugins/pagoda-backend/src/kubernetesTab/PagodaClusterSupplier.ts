import { ANNOTATION_KUBERNETES_AUTH_PROVIDER } from '@backstage/plugin-kubernetes-common';
import type {
  AuthenticationStrategy,
  ClusterDetails,
  KubernetesClustersSupplier,
  KubernetesCredential,
  KubernetesServiceLocator,
} from '@backstage/plugin-kubernetes-node';
import { PAGODA_ANNOTATIONS } from '@pagoda/plugin-pagoda-common';
import type { Entity } from '@backstage/catalog-model';
import type { InternalClient } from '../http/InternalClient';
import { BoundedCache } from '../permissions/BoundedCache';
import type { TabCluster, TabCredential } from './types';

/** How long clusters and credentials are used again, in milliseconds. */
const TTL = 5_000;

/**
 * Under this name the web app knows of an authentication that the backend does alone; the strategy behind it is
 * {@link PagodaClusterSupplier} itself.
 */
export const AUTH_PROVIDER = 'serviceAccount';

/**
 * PAGoDA's clusters for the Kubernetes plugin. Their details hold no credentials: those are asked for when a request is
 * made to a cluster, and go nowhere else.
 */
export class PagodaClusterSupplier
  implements
    KubernetesClustersSupplier,
    KubernetesServiceLocator,
    AuthenticationStrategy
{
  readonly #internal: InternalClient;
  readonly #clusters = new BoundedCache<TabCluster[]>(TTL);
  #isStarted = false;

  constructor(internal: InternalClient) {
    this.#internal = internal;
  }

  /** Call it when the backend answers requests: before, no cluster is known. */
  start(): void {
    this.#isStarted = true;
  }

  async getClusters(): Promise<ClusterDetails[]> {
    return (await this.#list()).map(toDetails);
  }

  /** A cluster's own page shows that cluster; the others show those that answer. */
  async getClustersByEntity(
    entity: Entity,
  ): Promise<{ clusters: ClusterDetails[] }> {
    const own = entity.metadata.annotations?.[PAGODA_ANNOTATIONS.cluster];
    const clusters = (await this.#list()).filter(({ name, reachable }) =>
      own === undefined ? reachable : name === own,
    );
    return { clusters: clusters.map(toDetails) };
  }

  async getCredential({ name }: ClusterDetails): Promise<KubernetesCredential> {
    return this.#internal.post<TabCredential>('/kubernetes/credential', {
      cluster: name,
    });
  }

  validateCluster(): Error[] {
    return [];
  }

  presentAuthMetadata(): Record<string, string> {
    return {};
  }

  async #list(): Promise<TabCluster[]> {
    if (!this.#isStarted) {
      return [];
    }
    return this.#clusters.get('', async () => {
      const { items } = await this.#internal.post<{ items: TabCluster[] }>(
        '/kubernetes/clusters',
        {},
      );
      return items;
    });
  }
}

function toDetails(cluster: TabCluster): ClusterDetails {
  return {
    name: cluster.name,
    title: cluster.title,
    url: cluster.server,
    authMetadata: { [ANNOTATION_KUBERNETES_AUTH_PROVIDER]: AUTH_PROVIDER },
    ...(cluster.ca !== undefined && {
      caData: Buffer.from(cluster.ca).toString('base64'),
    }),
    ...(cluster.insecureSkipTlsVerify && { skipTLSVerify: true }),
    // Pages of runs show what they use, from a cache; the plugin would read all pods' metrics each time.
    skipMetricsLookup: true,
  };
}
