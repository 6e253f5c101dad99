import { rm } from 'node:fs/promises';
import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import { isSqlite } from '../database/PagodaDatabase';
import { startHousekeeping } from '../database/startHousekeeping';
import { ProcessEngine } from '../engines/process/ProcessEngine';
import { ExperimentService } from '../experiments/ExperimentService';
import { ExperimentStore } from '../experiments/ExperimentStore';
import { registerExperimentRoutes } from '../experiments/router';
import type { Checksums } from '../files/Checksums';
import { FileTree } from '../files/FileTree';
import type { ApiRegistry } from '../http/ApiRouter';
import { FileLogStore } from '../logs/FileLogStore';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { ProjectStore } from '../projects/ProjectStore';
import { LOCAL_CLUSTER } from '../provisioners/local/LocalProvisioner';
import type { LocalSettings } from '../provisioners/local/readLocalSettings';
import type { VolumeStore } from '../volumes/VolumeStore';
import { startSweeps } from '../sweeps/startSweeps';
import { Admission } from './Admission';
import { AttemptReconciler } from './AttemptReconciler';
import { registerLogRoutes } from './logsRouter';
import { readResultMetrics } from './readResultMetrics';
import { registerRunResultRoutes } from './results/router';
import { RunResultsService } from './results/RunResultsService';
import { registerRunRoutes } from './router';
import { RunChangeHub } from './RunChangeHub';
import { RunEventFeed } from './RunEventFeed';
import { QueueExplainer } from './QueueExplainer';
import { RunPlacement } from './RunPlacement';
import { RunPlanner } from './RunPlanner';
import { RunQueue } from './RunQueue';
import { RunReconciler } from './RunReconciler';
import { RunService } from './RunService';
import type { RunStore } from './RunStore';

/** What {@link startRuns} needs. */
export interface StartRunsOptions {
  api: ApiRegistry;
  knex: Knex;
  store: RunStore;
  projects: ProjectStore;
  access: ProjectAccess;
  clusters: ClusterStore;
  volumes: VolumeStore;
  data: DataDirectory;
  checksums: Checksums;
  leases: Leases;
  /** Of the embedded cluster; `refusal` says why there is none. */
  local: LocalSettings;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves experiments and runs, and executes the runs of the embedded cluster. */
export async function startRuns(options: StartRunsOptions) {
  const { api, knex, store, access, data, local, logger, lifecycle } = options;
  const { projects, checksums, leases } = options;
  const experiments = new ExperimentStore(knex);
  registerExperimentRoutes(
    api,
    new ExperimentService(experiments, access, options.volumes),
  );
  startHousekeeping(options);
  const hub = new RunChangeHub(knex, logger);
  await hub.start();
  lifecycle.addShutdownHook(() => hub.stop());

  const logs = new FileLogStore(run => data.logs(run));
  const queue = new RunQueue(knex);
  const explainer = new QueueExplainer({ ...options, queue });
  const planner = new RunPlanner({
    experiments,
    store,
    placement: new RunPlacement({
      ...options,
      defaultCluster: LOCAL_CLUSTER,
    }),
  });
  const service = new RunService({
    store,
    access,
    planner,
    deleteData: async run => {
      await logs.delete(run.id);
      await rm(data.results(run.project, run.id), {
        recursive: true,
        force: true,
      });
    },
  });
  startSweeps({ ...options, planner, hub });
  registerRunRoutes(api, {
    service,
    explainer,
    feed: new RunEventFeed(hub, store, logger),
    knex,
  });
  registerLogRoutes(api, { service, store, logs, hub });
  registerRunResultRoutes(
    api,
    new RunResultsService({ runs: store, access, data, checksums }),
  );
  if (local.refusal === undefined) {
    const engine = new ProcessEngine({
      data,
      logger,
      capacity: local.capacity,
      graceSeconds: local.graceSeconds,
    });
    const reconciler = new RunReconciler({
      cluster: LOCAL_CLUSTER,
      engine,
      store,
      attempts: new AttemptReconciler({
        engine,
        store,
        logs,
        readMetrics: (project, run) =>
          readResultMetrics(
            new FileTree(data.results(project, run), checksums),
          ),
      }),
      admission: new Admission({
        cluster: LOCAL_CLUSTER,
        engine,
        store,
        queue,
        quotas: names => projects.quotas(names),
      }),
      leases,
      alone: isSqlite(knex),
      logger,
    });
    lifecycle.addStartupHook(() => reconciler.start());
    lifecycle.addShutdownHook(() => reconciler.stop());
  }
  return { experiments, service, hub };
}
