import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { RunChangeHub } from '../runs/RunChangeHub';
import type { RunPlanner } from '../runs/RunPlanner';
import type { RunStore } from '../runs/RunStore';
import { registerSweepRoutes } from './router';
import { SweepReconciler } from './SweepReconciler';
import { SweepService } from './SweepService';
import { SweepStore } from './SweepStore';

/** What {@link startSweeps} needs. */
export interface StartSweepsOptions {
  api: ApiRegistry;
  knex: Knex;
  /** Of runs. */
  store: RunStore;
  planner: RunPlanner;
  access: ProjectAccess;
  hub: RunChangeHub;
  logger: LoggerService;
  lifecycle: LifecycleService;
}

/** Serves sweeps, and brings them to their end. */
export function startSweeps(options: StartSweepsOptions): void {
  const { api, knex, store: runs, planner, access, hub } = options;
  const { logger, lifecycle } = options;
  const store = new SweepStore(knex);
  const reconciler = new SweepReconciler({ store, runs, hub, logger });
  registerSweepRoutes(
    api,
    new SweepService({ store, runs, planner, access, reconciler }),
  );
  lifecycle.addStartupHook(() => reconciler.start());
  lifecycle.addShutdownHook(() => reconciler.stop());
}
