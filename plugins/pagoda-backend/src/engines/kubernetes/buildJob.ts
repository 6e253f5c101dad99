import type { Job } from 'kubernetes-types/batch/v1';
import { buildPodSpec, type PodInput } from './buildPodSpec';
import {
  ATTEMPT_LABEL,
  EXPERIMENT_LABEL,
  jobName,
  MANAGED_BY,
  PARAMETERS_ANNOTATION,
  PORTAL_LABEL,
  PROJECT_LABEL,
  RUN_COMPONENT,
  RUN_LABEL,
  SWEEP_LABEL,
} from './labels';

/**
 * The Job of one attempt. It makes one pod and never another: whether there is another attempt is for the run to say, so
 * that nothing is executed twice without a record of it.
 */
export function buildJob(input: PodInput): Job {
  const { task, project } = input;
  const labels = runLabels(input);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(task), namespace: project.namespace, labels },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          {
            action: 'FailJob',
            onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }],
          },
        ],
      },
      template: {
        metadata: {
          labels,
          annotations: {
            [PARAMETERS_ANNOTATION]: JSON.stringify(
              task.spec.parameters,
              undefined,
              2,
            ),
          },
        },
        spec: buildPodSpec(input),
      },
    },
  };
}

/** By which the Job and its pod lead back to the run. */
function runLabels({ task, portal }: PodInput): Record<string, string> {
  const { PAGODA_EXPERIMENT: experiment } = task.environment;
  return {
    ...MANAGED_BY,
    ...RUN_COMPONENT,
    [PORTAL_LABEL]: portal,
    [PROJECT_LABEL]: task.project,
    [RUN_LABEL]: task.run,
    [ATTEMPT_LABEL]: String(task.attempt),
    ...(task.sweep && { [SWEEP_LABEL]: task.sweep.id }),
    ...(experiment && { [EXPERIMENT_LABEL]: experiment }),
  };
}
