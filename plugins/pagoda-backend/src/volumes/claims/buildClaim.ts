import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { ClaimStorage } from './readStorageSettings';

/** What {@link buildClaim} is told. */
export interface ClaimOptions extends ClaimStorage {
  name: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A PersistentVolumeClaim as PAGoDA asks for it. */
export function buildClaim(options: ClaimOptions): PersistentVolumeClaim {
  const { name, labels, annotations, size, storageClass, accessMode } = options;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, labels, annotations },
    spec: {
      accessModes: [accessMode],
      resources: { requests: { storage: size } },
      // Left out, the cluster fills in its default class; an empty text would mean none.
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    },
  };
}
