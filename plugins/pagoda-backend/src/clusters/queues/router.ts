import type { ApiRegistry } from '../../http/ApiRouter';
import type { QueueService } from './QueueService';

/** Binds the operation of queues to the service. */
export function registerQueueRoutes(
  api: ApiRegistry,
  service: QueueService,
): void {
  api.handle('listClusterQueues', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.list(caller, params.cluster, query.project),
  }));
}
