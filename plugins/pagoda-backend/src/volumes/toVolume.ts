import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { VolumeRecord } from './types';

/**
 * The volume as the API shows it.
 *
 * @param mountedBy - the active runs that mount it
 */
export function toVolume(record: VolumeRecord, mountedBy: string[]): Volume {
  const inUse = record.phase === 'Available' && mountedBy.length > 0;
  return {
    project: record.project,
    name: record.name,
    description: record.description,
    cluster: record.cluster,
    provider: record.provider,
    ...(record.storageClass !== undefined && {
      storageClass: record.storageClass,
    }),
    ...(record.accessMode !== undefined && {
      accessMode: record.accessMode,
    }),
    owner: record.owner,
    spec: { size: record.size },
    status: {
      phase: inUse ? 'InUse' : record.phase,
      usedBytes: record.usedBytes,
      capacityBytes: record.sizeBytes,
      files: record.files,
      mountedBy,
      conditions: record.conditions,
      observedGeneration: record.observedGeneration,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}
