import type { ApiRegistry } from '../http/ApiRouter';
import type { ClusterImportService } from './ClusterImportService';
import type { ClusterService } from './ClusterService';

/** Binds the operations of clusters and engines to the services. */
export function registerClusterRoutes(
  api: ApiRegistry,
  service: ClusterService,
  imports: ClusterImportService,
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
  api.handle('importCluster', async ({ caller, body, idempotency }) => ({
    status: 201,
    body: await imports.import(caller, body, idempotency),
  }));
  api.handle('checkCluster', async ({ caller, body }) => ({
    status: 200,
    body: await imports.check(caller, body),
  }));
  api.handle('getClusterConnection', async ({ caller, params }) => ({
    status: 200,
    body: await imports.connection(caller, params.cluster),
  }));
  api.handle('listEngines', async ({ caller }) => ({
    status: 200,
    body: { items: await service.engines(caller) },
  }));
}
