import type { ApiRegistry } from '../../http/ApiRouter';
import type { LeakService } from './LeakService';

/** Binds the operations of leaks to the service. */
export function registerLeakRoutes(
  api: ApiRegistry,
  service: LeakService,
): void {
  api.handle('listLeaks', async ({ caller, query }) => ({
    status: 200,
    body: await service.report(caller, query),
  }));
  api.handle('lookForLeaks', async ({ caller, body }) => ({
    status: 200,
    body: await service.look(caller, body ?? {}),
  }));
  api.handle('cleanLeaks', async ({ caller, body }) => ({
    status: 200,
    body: { items: await service.clean(caller, body.ids) },
  }));
}
