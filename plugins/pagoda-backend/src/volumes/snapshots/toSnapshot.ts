import type { VolumeSnapshot } from '@pagoda/plugin-pagoda-common';
import type { SnapshotRecord } from './types';

/** The snapshot as the API shows it. */
export function toSnapshot(record: SnapshotRecord): VolumeSnapshot {
  const { project, volume, name, description, owner, phase } = record;
  const { sizeBytes, conditions, externalId, observedAt } = record;
  return {
    ...{ project, volume, name, description, owner, phase },
    ...{ sizeBytes, conditions },
    ...(externalId !== undefined && { externalId }),
    createdAt: new Date(record.createdAt).toISOString(),
    ...(observedAt !== undefined && {
      observedAt: new Date(observedAt).toISOString(),
    }),
  };
}
