import type { ApiRegistry } from '../../http/ApiRouter';
import type { SeriesService } from './SeriesService';

/** Binds the operations about series to their service. */
export function registerSeriesRoutes(
  api: ApiRegistry,
  service: SeriesService,
): void {
  api.handle('getRunSeries', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.run(caller, params.run, query),
  }));
  api.handle('getSweepSeries', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.sweep(caller, params.sweep, query),
  }));
  api.handle('getExperimentSeries', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.experiment(
      ...([caller, params.project, params.experiment, query] as const),
    ),
  }));
  api.handle('getProjectSeries', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.project(caller, params.project, query),
  }));
  api.handle('getClusterSeries', async ({ caller, params, query }) => ({
    status: 200,
    body: await service.cluster(caller, params.cluster, query),
  }));
  api.handle('getFleetSeries', async ({ caller, query }) => ({
    status: 200,
    body: await service.fleet(caller, query),
  }));
}
