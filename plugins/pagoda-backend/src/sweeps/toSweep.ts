import type { Sweep } from '@pagoda/plugin-pagoda-common';
import type { SweepCause, SweepCounts, SweepRecord } from './types';

/** The sweep as the API shows it. */
export function toSweep(
  record: SweepRecord,
  counts: SweepCounts,
  causes: SweepCause[] = [],
): Sweep {
  return {
    id: record.id,
    project: record.project,
    experiment: record.experiment,
    revision: record.revision,
    owner: record.owner,
    cluster: record.cluster,
    labels: record.labels,
    points: record.points,
    parameterNames: record.parameterNames,
    spec: {
      ...record.spec,
      parallelism: record.parallelism ?? null,
      maxFailures: record.maxFailures ?? null,
    },
    status: {
      phase: record.phase,
      counts,
      finishedAt:
        record.finishedAt === undefined
          ? null
          : new Date(record.finishedAt).toISOString(),
      explanation: record.explanation ?? null,
      causes,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}
