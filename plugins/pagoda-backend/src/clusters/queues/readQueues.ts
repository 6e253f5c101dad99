import type { ClusterQueue } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';
import { KUEUE_GROUP } from '../observation/readFeatures';

/** A condition of Kueue's objects. */
interface KueueCondition {
  type: string;
  status: string;
  message?: string;
}

type StopPolicy = ClusterQueue['stopPolicy'];

/** LocalQueue of kueue.x-k8s.io, as far as it is looked at; the same in v1beta1 and v1beta2. */
export interface LocalQueue {
  metadata: { name: string };
  spec?: { clusterQueue?: string; stopPolicy?: StopPolicy };
  status?: {
    conditions?: KueueCondition[];
    pendingWorkloads?: number;
    admittedWorkloads?: number;
  };
}

/** ClusterQueue of kueue.x-k8s.io, as far as it is looked at. */
export interface KueueClusterQueue {
  metadata: { name: string };
  spec?: { stopPolicy?: StopPolicy };
  status?: { conditions?: KueueCondition[] };
}

interface WorkloadPriorityClass {
  metadata: { name: string };
  value: number;
  description?: string;
}

/** What of Kueue is for a project. */
export interface ProjectQueues {
  queues: ClusterQueue[];
  /** The highest first. */
  priorityClasses: { name: string; value: number; description?: string }[];
}

/**
 * The LocalQueues of a namespace, by name, with the priority classes of the cluster.
 *
 * @param version - of Kueue's API, such as `v1beta2`
 * @throws KubernetesError
 */
export async function readQueues(
  client: KubernetesClient,
  version: string,
  namespace: string,
): Promise<ProjectQueues> {
  const kueue = { group: KUEUE_GROUP, version };
  const [queues, clusterQueues, classes] = await Promise.all([
    all<LocalQueue>(client, { ...kueue, resource: 'localqueues', namespace }),
    readable(
      all<KueueClusterQueue>(client, { ...kueue, resource: 'clusterqueues' }),
    ),
    readable(
      all<WorkloadPriorityClass>(client, {
        ...kueue,
        resource: 'workloadpriorityclasses',
      }),
    ),
  ]);
  const byName = new Map(clusterQueues.map(one => [one.metadata.name, one]));
  return {
    queues: queues
      .map(queue =>
        toClusterQueue(queue, byName.get(queue.spec?.clusterQueue ?? '')),
      )
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    priorityClasses: classes
      .map(({ metadata, value, description }) => ({
        name: metadata.name,
        value,
        ...(description && { description }),
      }))
      .sort((a, b) => b.value - a.value),
  };
}

/**
 * A LocalQueue as the API shows it.
 *
 * @param clusterQueue - the one that it belongs to, where that is there and may be read
 */
export function toClusterQueue(
  { metadata, spec, status }: LocalQueue,
  clusterQueue?: KueueClusterQueue,
): ClusterQueue {
  const active = conditionOf(status?.conditions);
  const cause = conditionOf(clusterQueue?.status?.conditions);
  const stopPolicy = strictest(
    spec?.stopPolicy,
    clusterQueue?.spec?.stopPolicy,
  );
  // The LocalQueue says only that its ClusterQueue is not active, and that one why.
  const message = [active, cause]
    .filter(one => one?.status === 'False')
    .map(one => one?.message)
    .filter(Boolean)
    .join(': ');
  return {
    name: metadata.name,
    clusterQueue: spec?.clusterQueue ?? '',
    active: active?.status === 'True' && stopPolicy === 'None',
    stopPolicy,
    ...(message && { message }),
    pending: status?.pendingWorkloads ?? 0,
    admitted: status?.admittedWorkloads ?? 0,
  };
}

function conditionOf(
  conditions: KueueCondition[] = [],
): KueueCondition | undefined {
  return conditions.find(({ type }) => type === 'Active');
}

function strictest(
  ...policies: (StopPolicy | undefined)[]
): NonNullable<StopPolicy> {
  return (
    (['HoldAndDrain', 'Hold'] as const).find(one => policies.includes(one)) ??
    'None'
  );
}

async function all<T>(
  client: KubernetesClient,
  path: Parameters<KubernetesClient['listAll']>[0],
): Promise<T[]> {
  const items: T[] = [];
  for await (const item of client.listAll<T>(path)) {
    items.push(item);
  }
  return items;
}

/** Nothing where the account may not read it: queues can be used without. */
async function readable<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 403) {
      return [];
    }
    throw error;
  }
}
