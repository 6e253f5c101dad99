import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectService } from './ProjectService';

/** Binds the operations of projects to the service. */
export function registerProjectRoutes(
  api: ApiRegistry,
  service: ProjectService,
): void {
  api.handle('whoami', async ({ caller }) => ({
    status: 200,
    body: await service.whoami(caller),
  }));
  api.handle('listProjects', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('createProject', async ({ caller, body, idempotency }) => ({
    status: 201,
    body: await service.create(caller, body, idempotency),
  }));
  api.handle('getProject', async ({ caller, params }) => ({
    status: 200,
    body: await service.get(caller, params.project),
  }));
  api.handle('updateProject', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.update(caller, params.project, body),
  }));
  api.handle('deleteProject', async ({ caller, params }) => {
    const items = await service.delete(caller, params.project);
    return items.length > 0
      ? { status: 202, body: { items } }
      : { status: 204 };
  });
  api.handle('listMembers', async ({ caller, params }) => ({
    status: 200,
    body: { items: await service.members(caller, params.project) },
  }));
  api.handle('replaceMembers', async ({ caller, params, body }) => ({
    status: 200,
    body: {
      items: await service.replaceMembers(caller, params.project, body.items),
    },
  }));
  api.handle('getProjectUsage', async ({ caller, params }) => ({
    status: 200,
    body: await service.usage(caller, params.project),
  }));
}
