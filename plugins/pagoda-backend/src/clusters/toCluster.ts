import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { setCondition } from '../setCondition';
import type { ClusterLoad, ClusterRecord } from './ClusterStore';

/** A cluster that nobody has looked at for so long counts as unreachable; in milliseconds. */
export const STALE_AFTER = 60_000;

/** The cluster as the API shows it. */
export function toCluster(
  record: ClusterRecord,
  load: ClusterLoad,
  now: number = Date.now(),
): Cluster {
  const { observedAt } = record;
  const stale = observedAt === undefined || now - observedAt > STALE_AFTER;
  return {
    name: record.name,
    title: record.title,
    description: record.description,
    provisioner: record.provisioner,
    engine: record.engine,
    ...(record.version !== undefined && { version: record.version }),
    capacity: record.capacity,
    allocated: load.allocated,
    runs: { queued: load.queued, active: load.active },
    status: {
      phase: stale ? 'Unreachable' : record.phase,
      conditions: stale
        ? setCondition(
            record.conditions,
            {
              type: 'Ready',
              status: 'Unknown',
              reason: 'NotObserved',
              message:
                observedAt === undefined
                  ? 'The portal has not looked at this cluster yet.'
                  : `The portal has not heard of this cluster since ${new Date(
                      observedAt,
                    ).toISOString()}; what is shown was true then.`,
            },
            observedAt === undefined ? now : observedAt + STALE_AFTER,
          )
        : record.conditions,
      ...(observedAt !== undefined && {
        observedAt: new Date(observedAt).toISOString(),
      }),
      observedGeneration: record.observedGeneration,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}
