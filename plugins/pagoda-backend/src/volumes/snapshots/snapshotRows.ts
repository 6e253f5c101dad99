import type { SnapshotKey, SnapshotNotes, SnapshotRecord } from './types';

/** A row of `volume_snapshots`, with what is needed of its volume. */
export interface SnapshotRow {
  project: string;
  volume: string;
  name: string;
  uid: string;
  external_id: string | null;
  description: string;
  owner: string;
  phase: SnapshotRecord['phase'];
  size_bytes: number | string;
  conditions_json: string;
  notes_json: string | null;
  generation: number;
  observed_generation: number;
  created_at: number | string;
  observed_at: number | string | null;
  /** Of its volume. */
  cloud: string;
  volume_id: string;
}

/** The columns that name a snapshot. */
export function whereSnapshot({
  project,
  volume,
  name,
}: SnapshotKey): SnapshotKey {
  return { project, volume, name };
}

/** The same text for the same notes. */
export function notesColumn({
  attemptedAt,
  deletedAt,
}: SnapshotNotes): string | null {
  return attemptedAt === undefined && deletedAt === undefined
    ? null
    : JSON.stringify({ attemptedAt, deletedAt });
}

/** What a row says. */
export function toRecord(row: SnapshotRow): SnapshotRecord {
  return {
    project: row.project,
    volume: row.volume,
    name: row.name,
    uid: row.uid,
    externalId: row.external_id ?? undefined,
    description: row.description,
    owner: row.owner,
    phase: row.phase,
    sizeBytes: Number(row.size_bytes),
    conditions: JSON.parse(row.conditions_json),
    notes: row.notes_json === null ? {} : JSON.parse(row.notes_json),
    generation: row.generation,
    observedGeneration: row.observed_generation,
    createdAt: Number(row.created_at),
    observedAt: row.observed_at === null ? undefined : Number(row.observed_at),
    cloud: row.cloud,
    volumeId: row.volume_id,
  };
}
