import type { Cluster, Condition } from '@pagoda/plugin-pagoda-common';
import { setCondition } from '../setCondition';
import type { ClusterRecord } from './ClusterStore';
import { toPlanFields } from './provisioning/toPlanFields';
import type { ClusterLoad } from './readClusterLoad';

/** A cluster that nobody has looked at for so long counts as unreachable; in milliseconds. */
export const STALE_AFTER = 60_000;

/** The cluster as the API shows it. */
export function toCluster(
  record: ClusterRecord,
  load: ClusterLoad,
  now: number = Date.now(),
): Cluster {
  const { contactedAt, features, plan } = record;
  const { phase, conditions, observedAt } = statusOf(record, now);
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
    ...(plan && toPlanFields(plan)),
    status: {
      phase,
      conditions: [...(plan?.conditions ?? []), ...conditions],
      ...(observedAt !== undefined && {
        observedAt: new Date(observedAt).toISOString(),
      }),
      ...(contactedAt !== undefined && {
        contactedAt: new Date(contactedAt).toISOString(),
      }),
      observedGeneration: plan?.observedGeneration ?? record.observedGeneration,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}

/** What nobody has looked at for long is not shown as if it were so now. */
function statusOf(
  record: ClusterRecord,
  now: number,
): {
  phase: Cluster['status']['phase'];
  conditions: Condition[];
  observedAt?: number;
} {
  const { plan, phase, conditions, observedAt } = record;
  if (plan && observedAt === undefined) {
    // There is no Kubernetes to look at yet; what is looked at is the cluster in its cloud.
    return { phase, conditions: [], observedAt: plan.observedAt };
  }
  if (observedAt !== undefined && now - observedAt <= STALE_AFTER) {
    return { phase, conditions, observedAt };
  }
  const message =
    observedAt === undefined
      ? 'The portal has not looked at this cluster yet.'
      : `The portal has not heard of this cluster since ${new Date(
          observedAt,
        ).toISOString()}; what is shown was true then.`;
  return {
    phase:
      plan && plan.phase !== 'Ready' && plan.phase !== 'Degraded'
        ? plan.phase
        : 'Unreachable',
    conditions: setCondition(
      conditions,
      { type: 'Ready', status: 'Unknown', reason: 'NotObserved', message },
      observedAt === undefined ? now : observedAt + STALE_AFTER,
    ),
    observedAt,
  };
}
