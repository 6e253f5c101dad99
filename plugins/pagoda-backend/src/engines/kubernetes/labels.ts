import type { Attempt } from '../types';

/** On everything that PAGoDA makes. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'pagoda' };
/** Selects it. */
export const MANAGED_SELECTOR = 'app.kubernetes.io/managed-by=pagoda';

export const PROJECT_LABEL = 'pagoda.io/project';
export const RUN_LABEL = 'pagoda.io/run';
export const ATTEMPT_LABEL = 'pagoda.io/attempt';
export const SWEEP_LABEL = 'pagoda.io/sweep';
export const EXPERIMENT_LABEL = 'pagoda.io/experiment';
export const OWNER_ANNOTATION = 'pagoda.io/owner';
/** The parameters of a run as JSON, from where its pod gets them as a file. */
export const PARAMETERS_ANNOTATION = 'pagoda.io/parameters';

/** The container that the run's command runs in. */
export const MAIN_CONTAINER = 'main';

/** The Job of an attempt. */
export function jobName({ run, attempt }: Attempt): string {
  return `run-${run}-${attempt}`;
}
