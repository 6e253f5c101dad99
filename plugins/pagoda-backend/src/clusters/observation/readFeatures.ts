import type { ClusterFeatures } from '@pagoda/plugin-pagoda-common';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { KubernetesError } from '../../clients/kubernetes/KubernetesError';

/** Group of Kueue's objects. */
export const KUEUE_GROUP = 'kueue.x-k8s.io';
/** Group of the metrics API. */
export const METRICS_GROUP = 'metrics.k8s.io';

/** What was found on a cluster; the queues are for the projects whose namespaces they are in. */
export interface ObservedFeatures extends ClusterFeatures {
  /** LocalQueues of Kueue. */
  queues: { namespace: string; name: string; clusterQueue: string }[];
}

interface ApiGroupList {
  groups: { name: string; preferredVersion: { version: string } }[];
}

interface LocalQueue {
  metadata: { name: string; namespace: string };
  spec?: { clusterQueue?: string };
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

/**
 * Finds out what a cluster has. What may not be read counts as not there; {@link findMissingRights} tells of it.
 */
export async function readFeatures(
  client: KubernetesClient,
): Promise<ObservedFeatures> {
  const { groups } = (await client.raw('/apis')) as ApiGroupList;
  const versionOf = (name: string) =>
    groups.find(group => group.name === name)?.preferredVersion.version;
  const kueue = versionOf(KUEUE_GROUP);
  return {
    storageClasses: await readStorageClasses(client),
    kueue: {
      installed: kueue !== undefined,
      ...(kueue !== undefined && {
        version: kueue,
        visibility: versionOf(`visibility.${KUEUE_GROUP}`) !== undefined,
      }),
    },
    metrics: versionOf(METRICS_GROUP) !== undefined,
    queues: kueue === undefined ? [] : await readQueues(client, kueue),
  };
}

/** Whether an API group that not every cluster has is served. */
export function isInstalled(
  { kueue, metrics }: ClusterFeatures,
  group: string,
): boolean {
  switch (group) {
    case KUEUE_GROUP:
      return kueue.installed;
    case `visibility.${KUEUE_GROUP}`:
      return kueue.visibility === true;
    case METRICS_GROUP:
      return metrics;
    default:
      return true;
  }
}

async function readStorageClasses(
  client: KubernetesClient,
): Promise<ClusterFeatures['storageClasses']> {
  const classes = await readable<StorageClass>(
    client.listAll<StorageClass>(
      { group: 'storage.k8s.io', resource: 'storageclasses' },
      {},
    ),
  );
  return classes
    .map(each => ({
      name: each.metadata?.name ?? '',
      provisioner: each.provisioner,
      default: each.metadata?.annotations?.[DEFAULT_CLASS] === 'true',
      expandable: each.allowVolumeExpansion === true,
      waitsForConsumer: each.volumeBindingMode === 'WaitForFirstConsumer',
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readQueues(
  client: KubernetesClient,
  version: string,
): Promise<ObservedFeatures['queues']> {
  const queues = await readable(
    client.listAll<LocalQueue>(
      { group: KUEUE_GROUP, version, resource: 'localqueues' },
      {},
    ),
  );
  return queues.map(({ metadata, spec }) => ({
    namespace: metadata.namespace,
    name: metadata.name,
    clusterQueue: spec?.clusterQueue ?? '',
  }));
}

/** All of the list; none of it where the account may not read it, or the kind is not served. */
async function readable<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  try {
    for await (const item of list) {
      items.push(item);
    }
  } catch (error) {
    if (
      error instanceof KubernetesError &&
      (error.status === 403 || error.status === 404)
    ) {
      return [];
    }
    throw error;
  }
  return items;
}
