import type { ApiRegistry } from '../http/ApiRouter';
import type { SweepService } from './SweepService';

/** Binds the operations of sweeps to the service. */
export function registerSweepRoutes(
  api: ApiRegistry,
  service: SweepService,
): void {
  api.handle('listSweeps', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('submitSweep', async ({ caller, params, body, idempotency }) => ({
    status: 201,
    body: await service.submit(caller, params.project, body, idempotency),
  }));
  api.handle('getSweep', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.sweep),
  }));
  api.handle('listSweepPoints', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.points(caller, params.sweep, query),
  }));
  api.handle('cancelSweep', async ({ caller, params }) => ({
    status: 200,
    body: await service.cancel(caller, params.sweep),
  }));
}
