import type { ApiRegistry } from '../http/ApiRouter';
import type { VolumeService } from './VolumeService';

/** Binds the operations of volumes to the service. */
export function registerVolumeRoutes(
  api: ApiRegistry,
  service: VolumeService,
): void {
  api.handle('listVolumes', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('listProjectVolumes', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.list(caller, { ...query, project: params.project }),
  }));
  api.handle('createVolume', async ({ caller, params, body, idempotency }) => ({
    status: 201,
    body: await service.create(caller, params.project, body, idempotency),
  }));
  api.handle('preflightVolumes', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.preflight(caller, params.project, body),
  }));
  api.handle('getVolume', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, keyOf(params)),
  }));
  api.handle('updateVolume', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.update(caller, keyOf(params), body),
  }));
  api.handle('deleteVolume', async ({ caller, params }) => {
    await service.delete(caller, keyOf(params));
    return { status: 204 };
  });
}

function keyOf(params: { project: string; volume: string }) {
  return { project: params.project, name: params.volume };
}
