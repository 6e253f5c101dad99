import type { ApiRegistry } from '../http/ApiRouter';
import type { CloudService } from './CloudService';

/** Binds the operations of clouds to the service. */
export function registerCloudRoutes(
  api: ApiRegistry,
  service: CloudService,
): void {
  api.handle('listClouds', async ({ caller }) => ({
    status: 200,
    body: { items: await service.list(caller) },
  }));
  api.handle('getCloud', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.cloud),
  }));
  api.handle('getCloudOffers', async ({ caller, params }) => ({
    status: 200,
    body: await service.offers(caller, params.cloud),
  }));
  api.handle('getCloudQuota', async ({ caller, params }) => ({
    status: 200,
    body: await service.quota(caller, params.cloud),
  }));
}
