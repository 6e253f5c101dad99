import type { ApiRegistry } from '../../http/ApiRouter';
import type { ViewService } from '../embed/ViewService';
import type { MonitoringService } from './MonitoringService';

/** Binds the operations about monitoring and its views to their services. */
export function registerMonitoringRoutes(
  api: ApiRegistry,
  service: MonitoringService,
  views: ViewService,
): void {
  api.handle('getMonitoring', async ({ caller }) => ({
    status: 200,
    body: await service.get(caller),
  }));
  api.handle('installMonitoring', async ({ caller, body }) => ({
    status: 200,
    body: await service.install(caller, body ?? {}),
  }));
  api.handle('listViews', async ({ caller, query }) => ({
    status: 200,
    body: await views.list(caller, query),
  }));
}
