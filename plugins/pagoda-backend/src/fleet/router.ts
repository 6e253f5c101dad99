import type { ApiRegistry } from '../http/ApiRouter';
import type { FleetService } from './FleetService';

/** Binds the operations of the fleet to the service. */
export function registerFleetRoutes(
  api: ApiRegistry,
  service: FleetService,
): void {
  api.handle('getFleet', async ({ caller }) => ({
    status: 200,
    body: await service.get(caller),
  }));
}
