import type { Attempt, Observation, Placement } from '../types';
import { hasIndex } from './hasIndex';
import type { SeenAttempt } from './ClusterWatch';
import { MAIN_CONTAINER } from './labels';
import { readEnd } from './readEnd';
import type { SeenJob } from './SeenJob';
import type { SeenPod } from './SeenPod';

/** What an attempt's Job and pod tell of it. */
export function observeAttempt(
  attempt: Attempt,
  { job, index, pod }: SeenAttempt,
): Observation {
  const base = { run: attempt.run, attempt: attempt.attempt, usage: {} };
  if (!pod) {
    return job
      ? {
          ...base,
          state: 'Starting',
          placement: { namespace: job.namespace, job: job.name },
          ...goneEnd(job, index),
        }
      : { ...base, state: 'Unknown' };
  }
  const startedAt = startOf(pod);
  const end = readEnd(pod, job);
  const common = {
    ...base,
    ...(startedAt && { startedAt }),
    placement: placementOf(pod, job?.name),
  };
  if (end) {
    return { ...common, state: 'Ended', end };
  }
  return { ...common, state: startedAt ? 'Running' : 'Starting' };
}

/** The Job has counted the end of a pod that nobody has seen. */
function goneEnd(
  job: SeenJob,
  index: number | undefined,
): Pick<Observation, 'state' | 'end'> | undefined {
  const outcome = (type: string, indexes: string) =>
    index === undefined
      ? job.conditions.some(one => one.type === type && one.status === 'True')
      : hasIndex(indexes, index);
  const evidence = [
    {
      source: 'engine',
      message: `the pod of job ${job.name}${index === undefined ? '' : `, index ${index},`} was gone before its end was seen`,
    },
  ];
  const finishedAt = new Date();
  if (outcome('Complete', job.completedIndexes)) {
    return { state: 'Ended', end: { finishedAt, exitCode: 0, evidence } };
  }
  return outcome('Failed', job.failedIndexes)
    ? {
        state: 'Ended',
        end: { finishedAt, reason: 'DeletedOutside', evidence },
      }
    : undefined;
}

function startOf({ containers }: SeenPod): Date | undefined {
  const main = containers.find(({ name }) => name === MAIN_CONTAINER);
  const time = main?.running?.startedAt ?? main?.terminated?.startedAt;
  // A container that could not be started has the beginning of time.
  return time === undefined || Date.parse(time) <= 0
    ? undefined
    : new Date(time);
}

function placementOf(pod: SeenPod, job: string | undefined): Placement {
  const main = pod.containers.find(({ name }) => name === MAIN_CONTAINER);
  return {
    namespace: pod.namespace,
    ...(job && { job }),
    pod: pod.name,
    ...(pod.node && { node: pod.node }),
    ...(main?.image && { image: main.image }),
  };
}
