import type { ApiRegistry } from '../http/ApiRouter';
import type { ExperimentService } from './ExperimentService';

/** Binds the operations of experiments to the service. */
export function registerExperimentRoutes(
  api: ApiRegistry,
  service: ExperimentService,
): void {
  api.handle('listExperiments', async ({ caller, query }) => ({
    status: 200,
    body: await service.list(caller, query),
  }));
  api.handle('listProjectExperiments', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.list(caller, { ...query, project: params.project }),
  }));
  api.handle(
    'createExperiment',
    async ({ caller, params, body, idempotency }) => ({
      status: 201,
      body: await service.create(caller, params.project, body, idempotency),
    }),
  );
  api.handle('getExperiment', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.get(
      caller,
      params.project,
      params.experiment,
      query.revision,
    ),
  }));
  api.handle('putExperiment', async ({ caller, params, body }) => ({
    status: 200,
    body: await service.put(caller, params.project, params.experiment, body),
  }));
  api.handle('deleteExperiment', async ({ caller, params }) => {
    await service.delete(caller, params.project, params.experiment);
    return { status: 204 };
  });
  api.handle('listRevisions', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.revisions(
      caller,
      params.project,
      params.experiment,
      query,
    ),
  }));
}
