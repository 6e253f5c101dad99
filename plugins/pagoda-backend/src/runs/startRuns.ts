import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { ExperimentService } from '../experiments/ExperimentService';
import { ExperimentStore } from '../experiments/ExperimentStore';
import { registerExperimentRoutes } from '../experiments/router';
import type { ApiRegistry } from '../http/ApiRouter';
import type { LogStore } from '../logs/types';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { ProjectStore } from '../projects/ProjectStore';
import { registerLogRoutes } from './logsRouter';
import { registerRunRoutes } from './router';
import { RunChangeHub } from './RunChangeHub';
import type { RunExplainer } from './RunExplainer';
import { RunPlacement, type RunPlacementOptions } from './RunPlacement';
import { RunService } from './RunService';
import type { RunStore } from './RunStore';

/** What {@link startRuns} needs. */
export interface StartRunsOptions
  extends Pick<RunPlacementOptions, 'clusters' | 'volumes' | 'defaultCluster'> {
  api: ApiRegistry;
  knex: Knex;
  store: RunStore;
  projects: ProjectStore;
  access: ProjectAccess;
  logs: LogStore;
  explainer: RunExplainer;
  /** Deletes the results of a run. */
  deleteResults: (project: string, run: string) => Promise<void>;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Puts together experiments and runs as the API serves them; what executes runs is apart. */
export async function startRuns(options: StartRunsOptions) {
  const { api, knex, store, access, logs, logger, lifecycle } = options;
  const experiments = new ExperimentStore(knex);
  registerExperimentRoutes(api, new ExperimentService(experiments, access));
  const hub = new RunChangeHub(knex, logger);
  await hub.start();
  lifecycle.addShutdownHook(() => hub.stop());
  const service = new RunService({
    store,
    experiments,
    access,
    placement: new RunPlacement({ ...options, runs: store }),
    deleteData: async run => {
      await logs.delete(run.id);
      await options.deleteResults(run.project, run.id);
    },
  });
  registerRunRoutes(api, { ...options, service, hub });
  registerLogRoutes(api, { service, store, logs, hub });
  return { experiments, service, hub };
}
