import type { ApiRegistry } from '../http/ApiRouter';
import type { ClusterService } from './ClusterService';

/** Binds the operations of clusters and engines to the service. */
export function registerClusterRoutes(
  api: ApiRegistry,
  service: ClusterService,
): void {
  api.handle('listClusters', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('getCluster', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.cluster),
  }));
  api.handle('listClusterNodes', async ({ caller, params }) => ({
    status: 200,
    body: { items: await service.nodes(caller, params.cluster) },
  }));
  api.handle('listEngines', async ({ caller }) => ({
    status: 200,
    body: { items: await service.engines(caller) },
  }));
}
