import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { Knex } from 'knex';
import type { ClusterStore } from '../clusters/ClusterStore';
import type { ClusterConnections } from '../clusters/connections/ClusterConnections';
import { Queues } from '../clusters/queues/Queues';
import { QueueService } from '../clusters/queues/QueueService';
import { registerQueueRoutes } from '../clusters/queues/router';
import type { DataDirectory } from '../DataDirectory';
import type { Leases } from '../database/Leases';
import { startHousekeeping } from '../database/startHousekeeping';
import { ExperimentService } from '../experiments/ExperimentService';
import { ExperimentStore } from '../experiments/ExperimentStore';
import { registerExperimentRoutes } from '../experiments/router';
import type { Checksums } from '../files/Checksums';
import type { ApiRegistry } from '../http/ApiRouter';
import { withFileErrors } from '../http/fileErrors';
import { registerLogSearchRoutes } from '../logs/search/router';
import { startLogs } from '../logs/startLogs';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { ProjectNamespaces } from '../projects/clusters/ProjectNamespaces';
import type { ProjectStore } from '../projects/ProjectStore';
import type { ProjectSecrets } from '../projects/secrets/ProjectSecrets';
import { LOCAL_CLUSTER } from '../provisioners/local/LocalProvisioner';
import type { LocalSettings } from '../provisioners/local/readLocalSettings';
import type { Storage } from '../volumes/startStorage';
import type { VolumeStore } from '../volumes/VolumeStore';
import { startSweeps } from '../sweeps/startSweeps';
import { registerLogRoutes } from './logsRouter';
import { registerRunResultRoutes } from './results/router';
import { RunResultsService } from './results/RunResultsService';
import { registerRunRoutes } from './router';
import { RunChangeHub } from './RunChangeHub';
import { RunEventFeed } from './RunEventFeed';
import { QueueExplainer } from './QueueExplainer';
import { RunPlacement } from './RunPlacement';
import { RunPlanner } from './RunPlanner';
import { RunQueue } from './RunQueue';
import { RunService } from './RunService';
import { registerSessionRoutes } from './sessions/router';
import { RunSessions } from './sessions/RunSessions';
import type { RunStore } from './RunStore';
import { startExecution, type ExecutionOptions } from './startExecution';

/** What {@link startRuns} needs. */
export interface StartRunsOptions {
  config: Config;
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
  secrets: ProjectSecrets;
  connections: ClusterConnections;
  namespaces: ProjectNamespaces;
  kubernetes: ExecutionOptions['kubernetes'];
  docker: ExecutionOptions['docker'];
  /** Where results are, and the ways to them. */
  storage: Pick<Storage, 'runFiles' | 'resultsClaims' | 'gateways'>;
  /** Of the embedded cluster; `refusal` says why there is none. */
  local: LocalSettings;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves experiments and runs, and executes the runs of the embedded cluster. */
export async function startRuns(options: StartRunsOptions) {
  const { api, knex, store, access, logger, lifecycle } = options;
  const { runFiles } = options.storage;
  const experiments = new ExperimentStore(knex);
  registerExperimentRoutes(
    api,
    new ExperimentService(experiments, access, options.volumes),
  );
  startHousekeeping(options);
  const hub = new RunChangeHub(knex, logger);
  await hub.start();
  lifecycle.addShutdownHook(() => hub.stop());

  const { logs, searcher, room, probe } = startLogs(options);
  const queue = new RunQueue(knex);
  const explainer = new QueueExplainer({ ...options, queue });
  const queues = new Queues(options);
  registerQueueRoutes(api, new QueueService({ ...options, queues }));
  const planner = new RunPlanner({
    experiments,
    store,
    secrets: options.secrets,
    placement: new RunPlacement({
      ...options,
      queues,
      defaultCluster: LOCAL_CLUSTER,
    }),
  });
  const service = new RunService({
    store,
    access,
    planner,
    deleteData: async (run, scope) => {
      await logs.delete(run.id);
      await withFileErrors(() => runFiles.remove(run, scope));
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
  registerLogSearchRoutes(api, { access, searcher });
  registerRunResultRoutes(
    api,
    new RunResultsService({ runs: store, access, files: runFiles }),
  );
  registerSessionRoutes(api, new RunSessions({ ...options, runs: service }));
  startExecution({ ...options, logs, queue, logRoom: room });
  return { experiments, service, hub, probeLogs: probe };
}
