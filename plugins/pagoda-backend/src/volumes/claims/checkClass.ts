import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { VolumeRefusal } from '../providers/types';

/** Marks the default class of a cluster; the second is how it was called before. */
const DEFAULT_CLASS = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** Why a new volume would have no storage class that its cluster knows; nothing where it has one. */
export async function checkClass(
  client: Pick<KubernetesClient, 'list'>,
  { cluster, storageClass }: { cluster: string; storageClass?: string },
): Promise<VolumeRefusal | undefined> {
  const { items } = await client.list<StorageClass>({
    group: 'storage.k8s.io',
    resource: 'storageclasses',
  });
  const names = items.map(({ metadata }) => metadata?.name ?? '').sort();
  const advice =
    names.length === 0
      ? 'Ask an administrator: the cluster has no storage classes at all.'
      : `It has: ${names.join(', ')}.`;
  if (storageClass !== undefined) {
    return names.includes(storageClass)
      ? undefined
      : {
          field: 'storageClass',
          message: `cluster '${cluster}' has no storage class '${storageClass}'`,
          advice,
        };
  }
  const hasDefault = items.some(({ metadata }) =>
    DEFAULT_CLASS.some(name => metadata?.annotations?.[name] === 'true'),
  );
  return hasDefault
    ? undefined
    : {
        field: 'storageClass',
        message: `cluster '${cluster}' has no default storage class; say which one`,
        advice,
      };
}
