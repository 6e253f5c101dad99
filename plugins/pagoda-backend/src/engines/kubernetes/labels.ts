import { createHash } from 'node:crypto';
import type { Attempt } from '../types';

/** On everything that PAGoDA makes. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'pagoda' };
/** What executes runs, among it: Jobs and their pods. */
export const RUN_COMPONENT = { 'app.kubernetes.io/component': 'run' };
/** Whose it is, where several portals use a cluster: what {@link portalId} gives. */
export const PORTAL_LABEL = 'pagoda.io/portal';

/** A portal's id: of its address, which as such would be no label. */
export function portalId(baseUrl: string): string {
  return createHash('sha256').update(baseUrl).digest('hex').slice(0, 16);
}

/** Selects what executes the runs of one portal. */
export function runSelector(portal: string): string {
  return Object.entries({
    ...MANAGED_BY,
    ...RUN_COMPONENT,
    [PORTAL_LABEL]: portal,
  })
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

export const PROJECT_LABEL = 'pagoda.io/project';
export const RUN_LABEL = 'pagoda.io/run';
export const ATTEMPT_LABEL = 'pagoda.io/attempt';
export const SWEEP_LABEL = 'pagoda.io/sweep';
export const EXPERIMENT_LABEL = 'pagoda.io/experiment';
export const OWNER_ANNOTATION = 'pagoda.io/owner';
/** The parameters of a run as JSON, from where its pod gets them as a file. */
export const PARAMETERS_ANNOTATION = 'pagoda.io/parameters';

/** The runs of an Indexed Job in the order of their indexes, divided by commas. */
export const RUNS_ANNOTATION = 'pagoda.io/runs';

/** The container that the run's command runs in. */
export const MAIN_CONTAINER = 'main';

/** The Job of an attempt. */
export function jobName({ run, attempt }: Attempt): string {
  return `run-${run}-${attempt}`;
}
