import type { Observation } from '../../types';
import type { SeenAttempt } from '../ClusterWatch';
import type { SeenWorkload } from './SeenWorkload';

/** Whether its queue keeps the attempt from going on, or it has just let it go. */
export function isHeld({ job, pod }: SeenAttempt): boolean {
  return (
    job?.queue !== undefined &&
    !job.deleting &&
    !hasFinished(job.conditions) &&
    (pod === undefined || pod.deletedAt !== undefined || pod.gone === true)
  );
}

/**
 * What is seen of an attempt whose Job is in a queue: where Kueue takes back what it had given, it suspends the Job, which
 * deletes its pod and does not count that as an end. Later the Job makes another pod.
 *
 * @param workload - of its Job
 */
export function observeQueued(
  observation: Observation,
  seen: SeenAttempt,
  workload: SeenWorkload | undefined,
): Observation {
  const { job, index, pod } = seen;
  if (!job || !isHeld(seen) || (pod === undefined) === hasEnd(observation)) {
    // Not in a queue, or its pod still runs, or is given time to end; or it has ended while nobody looked.
    return observation;
  }
  const evicted = workload?.conditions.some(
    ({ type, status }) => type === 'Evicted' && status === 'True',
  );
  if (index !== undefined && !job.suspended && !evicted) {
    // One point of many: its end is none of the Job.
    return observation;
  }
  const { run, attempt, usage } = observation;
  return {
    ...{ run, attempt, usage, state: 'Starting' },
    placement: { namespace: job.namespace, job: job.name },
    ...((evicted || (job.suspended && pod)) && { requeued: true }),
  };
}

function hasEnd({ end }: Observation): boolean {
  return end !== undefined;
}

function hasFinished(
  conditions: readonly { type: string; status: string }[],
): boolean {
  return conditions.some(
    ({ type, status }) =>
      (type === 'Complete' || type === 'Failed') && status === 'True',
  );
}
