import {
  ATTEMPT_LABEL,
  EXPERIMENT_LABEL,
  MANAGED_BY,
  PORTAL_LABEL,
  PROJECT_LABEL,
  RUN_LABEL,
  SWEEP_LABEL,
} from '../kubernetes/labels';
import type { Attempt, EngineTask } from '../types';

/** The cluster, as several may be configured on one server. */
export const CLUSTER_LABEL = 'pagoda.io/cluster';
/** The time limit in seconds. */
export const TIMEOUT_LABEL = 'pagoda.io/timeout';
/** The image with its digest. */
export const IMAGE_LABEL = 'pagoda.io/image';
/** The ids of the GPUs that it was given, divided by commas. */
export const GPUS_LABEL = 'pagoda.io/gpus';

/** Whose containers these are: several portals may use one server. */
export interface ContainerOwner {
  portal: string;
  cluster: string;
}

const PREFIX = 'pagoda-run-';

/** The container of an attempt. */
export function containerName({ run, attempt }: Attempt): string {
  return `${PREFIX}${run}-${attempt}`;
}

/** The attempt whose container has this name; `undefined` where it is none of ours. */
export function parseContainerName(name: string): Attempt | undefined {
  const match = /^pagoda-run-([0-9a-f-]{36})-(\d+)$/.exec(name);
  return match ? { run: match[1], attempt: Number(match[2]) } : undefined;
}

/** What leads back from a container to its run. */
export function buildLabels(
  task: EngineTask,
  owner: ContainerOwner,
): Record<string, string> {
  const { PAGODA_EXPERIMENT: experiment } = task.environment;
  return {
    ...MANAGED_BY,
    [PORTAL_LABEL]: owner.portal,
    [CLUSTER_LABEL]: owner.cluster,
    [PROJECT_LABEL]: task.project,
    [RUN_LABEL]: task.run,
    [ATTEMPT_LABEL]: String(task.attempt),
    [TIMEOUT_LABEL]: String(task.spec.timeoutSeconds),
    ...(experiment && { [EXPERIMENT_LABEL]: experiment }),
    ...(task.sweep && { [SWEEP_LABEL]: task.sweep.id }),
  };
}

/** The filter of lists for the containers of one cluster, or of one of its runs. */
export function containerFilter(
  { portal, cluster }: ContainerOwner,
  run?: string,
): string {
  return JSON.stringify({
    label: [
      `${PORTAL_LABEL}=${portal}`,
      `${CLUSTER_LABEL}=${cluster}`,
      ...(run === undefined ? [] : [`${RUN_LABEL}=${run}`]),
    ],
  });
}
