import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { setCondition } from '../setCondition';
import type { ClusterRecord } from './ClusterStore';
import type { ClusterLoad } from './readClusterLoad';

/** A cluster that nobody has looked at for so long counts as unreachable; in milliseconds. */
export const STALE_AFTER = 60_000;

/** The cluster as the API shows it. */
export function toCluster(
  record: ClusterRecord,
  load: ClusterLoad,
  now: number = Date.now(),
): Cluster {
  const { observedAt, contactedAt, features } = record;
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
    ...(record.nodes && { nodes: record.nodes }),
    ...(features && {
      features: {
        storageClasses: features.storageClasses,
        kueue: features.kueue,
        metrics: features.metrics,
        // Its queues are in namespaces of projects, which not everybody may know of.
      },
    }),
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
      ...(contactedAt !== undefined && {
        contactedAt: new Date(contactedAt).toISOString(),
      }),
      observedGeneration: record.observedGeneration,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}
