import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { VolumeRecord } from './types';

/**
 * The volume as the API shows it.
 *
 * @param mountedBy - the active runs that mount it
 * @param more - what the configuration adds to it
 */
export function toVolume(
  record: VolumeRecord,
  mountedBy: string[],
  more: Pick<Volume, 'links' | 'cost'> = {},
): Volume {
  const inUse = record.phase === 'Available' && mountedBy.length > 0;
  const { cluster, storageClass, accessMode, observedAt } = record;
  const isInCloud = record.cloud !== undefined;
  return {
    project: record.project,
    name: record.name,
    description: record.description,
    ...(cluster !== undefined && { cluster }),
    provider: record.provider,
    ...(storageClass !== undefined && { storageClass }),
    ...(accessMode !== undefined && { accessMode }),
    ...(isInCloud && describeInCloud(record)),
    ...more,
    owner: record.owner,
    spec: { size: record.size },
    status: {
      phase: inUse ? 'InUse' : record.phase,
      usedBytes: record.usedBytes,
      capacityBytes: record.sizeBytes,
      files: record.files,
      mountedBy,
      ...(isInCloud && { attachments: record.attachments }),
      ...(observedAt !== undefined && {
        observedAt: new Date(observedAt).toISOString(),
      }),
      conditions: record.conditions,
      observedGeneration: record.observedGeneration,
    },
    createdAt: new Date(record.createdAt).toISOString(),
    generation: record.generation,
  };
}

function describeInCloud(record: VolumeRecord): Partial<Volume> {
  const { cloud, volumeType, zone, externalId, source } = record;
  return {
    cloud,
    ...(volumeType !== undefined && { volumeType }),
    ...(zone !== undefined && { zone }),
    ...(externalId !== undefined && { externalId }),
    ...(source && {
      source: {
        volume: source.volume,
        ...(source.snapshot !== undefined && { snapshot: source.snapshot }),
      },
    }),
    deletionProtection: record.deletionProtection,
  };
}
