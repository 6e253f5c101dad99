import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import type { Job } from 'kubernetes-types/batch/v1';
import { PRIORITY_LABEL, QUEUE_LABEL } from './kueueLabels';

/**
 * The Job as it is submitted to the run's queue: suspended, for it is Kueue alone that lets it go on. Without a queue the
 * Job is as it was.
 */
export function toQueue(job: Job, spec: RunSpec): Job {
  const { queue, priorityClass } = spec;
  return queue === undefined
    ? job
    : {
        ...job,
        metadata: {
          ...job.metadata,
          labels: {
            ...job.metadata?.labels,
            [QUEUE_LABEL]: queue,
            ...(priorityClass && { [PRIORITY_LABEL]: priorityClass }),
          },
        },
        spec: job.spec && { ...job.spec, suspend: true },
      };
}
