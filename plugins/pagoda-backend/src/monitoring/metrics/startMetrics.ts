import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { Knex } from 'knex';
import type { ClusterStore } from '../../clusters/ClusterStore';
import { ExperimentStore } from '../../experiments/ExperimentStore';
import type { ApiRegistry } from '../../http/ApiRouter';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { ProjectStore } from '../../projects/ProjectStore';
import type { RunStore } from '../../runs/RunStore';
import { SweepStore } from '../../sweeps/SweepStore';
import type { MonitoringProbes } from '../settings/MonitoringProbes';
import { MetricSources } from './MetricSources';
import { probeSources } from './probeSources';
import { readPrometheusSettings } from './readPrometheusSettings';
import { registerSeriesRoutes } from './router';
import { SeriesPlaces, type SeriesPlacesOptions } from './SeriesPlaces';
import { SeriesReader } from './SeriesReader';
import { SeriesService } from './SeriesService';

/** What {@link startMetrics} needs. */
export interface StartMetricsOptions {
  api: ApiRegistry;
  config: Config;
  knex: Knex;
  access: ProjectAccess;
  logger: LoggerService;
  lifecycle: LifecycleService;
  projects: Pick<ProjectStore, 'find'>;
  runs: Pick<RunStore, 'get' | 'events'>;
  clusters: Pick<ClusterStore, 'find' | 'list'>;
  namespaces: {
    ofProject: SeriesPlacesOptions['namespaces'];
    projectsOf: SeriesPlacesOptions['projectsOf'];
  };
  probes: MonitoringProbes;
}

/** More clusters than any installation has. */
const ALL_CLUSTERS = 10_000;

/** Serves what Prometheus knows of runs, projects and clusters; or says that none is connected. */
export function startMetrics(options: StartMetricsOptions): void {
  const { api, config, knex, access, logger, lifecycle, namespaces } = options;
  const settings = readPrometheusSettings(config);
  const sources = settings && new MetricSources(settings);
  if (sources) {
    lifecycle.addShutdownHook(() => sources.close());
    options.probes.set('prometheus', () => probeSources(sources));
  }
  const sweeps = new SweepStore(knex);
  const experiments = new ExperimentStore(knex);
  registerSeriesRoutes(
    api,
    new SeriesService({
      access,
      places: new SeriesPlaces({
        sources,
        namespaces: project => namespaces.ofProject(project),
        projectsOf: namespace => namespaces.projectsOf(namespace),
        clusters: () => options.clusters.list({ limit: ALL_CLUSTERS }),
      }),
      reader: new SeriesReader(logger),
      run: id => options.runs.get(id),
      events: id => options.runs.events(id),
      sweep: id => sweeps.find(id),
      isQueued: async id => {
        // All points are in the same queue, or in none.
        const [point] = await sweeps.points(id, { limit: 1 });
        const record = point && (await options.runs.get(point.run));
        return record?.run.spec.queue !== undefined;
      },
      hasExperiment: async (project, name) =>
        (await experiments.find(project, name)) !== undefined,
      projectSince: async name =>
        (await options.projects.find(name))?.createdAt.getTime() ?? 0,
      hasCluster: async name =>
        (await options.clusters.find(name)) !== undefined,
    }),
  );
}
