import type { ApiRegistry } from '../../http/ApiRouter';
import type { ProjectSecretService } from './ProjectSecretService';

/** Binds the operations of secrets to the service. */
export function registerSecretRoutes(
  api: ApiRegistry,
  service: ProjectSecretService,
): void {
  api.handle('listSecrets', async ({ caller, params }) => ({
    status: 200,
    body: { items: await service.list(caller, params.project) },
  }));
  api.handle('getSecret', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.project, params.secret),
  }));
  api.handle('putSecret', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.put(caller, params.project, params.secret, body),
  }));
  api.handle('deleteSecret', async ({ caller, params }) => {
    await service.delete(caller, params.project, params.secret);
    return { status: 204 };
  });
}
