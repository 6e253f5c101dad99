import type { Condition } from '@pagoda/plugin-pagoda-common';
import type { NewVolume, VolumeKey, VolumeRecord } from './types';

/** A row of `volumes`. */
export interface VolumeRow {
  project: string;
  name: string;
  description: string;
  cluster: string | null;
  provider: VolumeRecord['provider'];
  storage_class: string | null;
  access_mode: NonNullable<VolumeRecord['accessMode']> | null;
  uid: string | null;
  cloud: string | null;
  volume_type: string | null;
  zone: string | null;
  external_id: string | null;
  deletion_protection: boolean | number;
  /** Of {@link ProviderColumn}. */
  provider_json: string | null;
  observed_at: number | string | null;
  owner: string;
  size: string;
  size_bytes: number | string;
  phase: VolumeRecord['phase'];
  used_bytes: number | string;
  files: number | string;
  conditions_json: string;
  generation: number;
  observed_generation: number;
  created_at: number | string;
}

/** What `provider_json` holds. */
export type ProviderColumn = Partial<
  Pick<VolumeRecord, 'source' | 'attachments' | 'notes' | 'restoring'>
>;

/** The columns that name a volume. */
export function whereVolume(key: VolumeKey): VolumeKey {
  return { project: key.project, name: key.name };
}

/** What is inserted for a new volume. */
export function toNewRow(
  volume: NewVolume,
): Partial<VolumeRow> & { created_at: number } {
  const { source, conditions = [] } = volume;
  return {
    project: volume.project,
    name: volume.name,
    description: volume.description,
    cluster: volume.cluster ?? null,
    provider: volume.provider,
    storage_class: volume.storageClass ?? null,
    access_mode: volume.accessMode ?? null,
    uid: volume.uid ?? null,
    cloud: volume.cloud ?? null,
    volume_type: volume.volumeType ?? null,
    zone: volume.zone ?? null,
    deletion_protection: volume.deletionProtection ?? false,
    provider_json: volume.cloud ? JSON.stringify({ source }) : null,
    owner: volume.owner,
    size: volume.size,
    size_bytes: volume.sizeBytes,
    phase: 'Pending',
    conditions_json: JSON.stringify(conditions),
    created_at: Date.now(),
  };
}

/** What a row says. */
export function toRecord(row: VolumeRow): VolumeRecord {
  const { source, attachments, notes, restoring } = readProviderColumn(
    row.provider_json,
  );
  return {
    project: row.project,
    name: row.name,
    description: row.description,
    cluster: row.cluster ?? undefined,
    provider: row.provider,
    storageClass: row.storage_class ?? undefined,
    accessMode: row.access_mode ?? undefined,
    uid: row.uid ?? undefined,
    cloud: row.cloud ?? undefined,
    volumeType: row.volume_type ?? undefined,
    zone: row.zone ?? undefined,
    externalId: row.external_id ?? undefined,
    deletionProtection: Boolean(row.deletion_protection),
    source,
    attachments: attachments ?? [],
    notes: notes ?? {},
    restoring,
    observedAt: row.observed_at === null ? undefined : Number(row.observed_at),
    owner: row.owner,
    size: row.size,
    sizeBytes: Number(row.size_bytes),
    phase: row.phase,
    usedBytes: Number(row.used_bytes),
    files: Number(row.files),
    conditions: JSON.parse(row.conditions_json) as Condition[],
    generation: row.generation,
    observedGeneration: row.observed_generation,
    createdAt: Number(row.created_at),
  };
}

/** What `provider_json` says. */
export function readProviderColumn(json: string | null): ProviderColumn {
  return json === null ? {} : (JSON.parse(json) as ProviderColumn);
}
