import type { ApiRegistry } from '../../http/ApiRouter';
import type { ClusterOperationService } from './ClusterOperationService';
import type { ClusterProvisionService } from './ClusterProvisionService';

/** Binds the operations of provisioned clusters to the services. */
export function registerProvisioningRoutes(
  api: ApiRegistry,
  service: ClusterProvisionService,
  operations: ClusterOperationService,
): void {
  api.handle('preflightCluster', async ({ caller, query, body }) => ({
    status: 200,
    body: await service.preflight(caller, body, query.cluster),
  }));
  api.handle('provisionCluster', async ({ caller, body, idempotency }) => ({
    status: 201,
    body: await service.provision(caller, body, idempotency),
  }));
  api.handle('updateCluster', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.update(caller, params.cluster, body),
  }));
  api.handle('deleteCluster', async ({ caller, params }) => {
    const removed = await service.delete(caller, params.cluster);
    return removed ? { status: 202, body: removed } : { status: 204 };
  });
  api.handle('listClusterMachines', async ({ caller, params }) => ({
    status: 200,
    body: await service.machines(caller, params.cluster),
  }));
  api.handle('listClusterEvents', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.events(caller, params.cluster, query),
  }));
  api.handle('getClusterVersions', async ({ caller, params }) => ({
    status: 200,
    body: await operations.versions(caller, params.cluster),
  }));
  api.handle('listClusterOperations', async ({ caller, params, query }) => ({
    status: 200,
    body: await operations.list(caller, params.cluster, query),
  }));
  api.handle('upgradeCluster', async ({ caller, params, body }) => ({
    status: 202,
    body: await operations.upgrade(caller, params.cluster, body),
  }));
  api.handle('rotateCluster', async ({ caller, params, body }) => ({
    status: 202,
    body: await operations.rotate(caller, params.cluster, body),
  }));
  api.handle('restoreCluster', async ({ caller, params, body }) => ({
    status: 202,
    body: await operations.restore(caller, params.cluster, body),
  }));
  api.handle('listClusterSnapshots', async ({ caller, params }) => ({
    status: 200,
    body: { items: await operations.snapshots(caller, params.cluster) },
  }));
  api.handle('createClusterSnapshot', async ({ caller, params }) => ({
    status: 202,
    body: await operations.snapshot(caller, params.cluster),
  }));
  api.handle('createClusterKubeconfig', async ({ caller, params, body }) => ({
    status: 200,
    headers: { 'Cache-Control': 'no-store' },
    body: await operations.kubeconfig(caller, params.cluster, body),
  }));
}
