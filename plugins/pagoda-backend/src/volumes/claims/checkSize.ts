import { formatBytes, parseQuantity } from '@pagoda/plugin-pagoda-common';
import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { VolumeRefusal } from '../providers/types';

const ADVICE = 'Make a new volume, and copy what is needed.';

/** Bytes that a claim asks for. */
export function requestedBytes({ spec }: PersistentVolumeClaim): number {
  return Math.ceil(parseQuantity(spec?.resources?.requests?.storage ?? '0'));
}

/** Why a claim cannot be given another size; nothing where it can. */
export async function checkSize(
  client: Pick<KubernetesClient, 'find'>,
  claim: PersistentVolumeClaim,
  { name, sizeBytes }: { name: string; sizeBytes: number },
): Promise<VolumeRefusal | undefined> {
  const present = requestedBytes(claim);
  if (sizeBytes === present) {
    return undefined;
  }
  if (sizeBytes < present) {
    return {
      field: 'size',
      message: `volume '${name}' has ${formatBytes(present)}, and a volume of a Kubernetes cluster cannot be made smaller`,
      advice: ADVICE,
    };
  }
  const storageClass = claim.spec?.storageClassName ?? '';
  const found = await client.find<StorageClass>({
    group: 'storage.k8s.io',
    resource: 'storageclasses',
    name: storageClass,
  });
  return found?.allowVolumeExpansion
    ? undefined
    : {
        field: 'size',
        message: `volume '${name}' is of storage class '${storageClass}', whose volumes cannot be made larger`,
        advice: ADVICE,
      };
}
