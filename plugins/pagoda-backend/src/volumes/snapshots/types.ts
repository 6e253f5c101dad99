import type { Condition, VolumeSnapshot } from '@pagoda/plugin-pagoda-common';

/** Names one snapshot. */
export interface SnapshotKey {
  project: string;
  volume: string;
  name: string;
}

/** What has been asked of the cloud; durable, since the portal may be killed at any line. Milliseconds since 1970. */
export interface SnapshotNotes {
  /** When the cloud was last asked to take it and has not said that it doesn't. */
  attemptedAt?: number;
  /** When its deletion was first asked for. */
  deletedAt?: number;
}

/** A snapshot as it is stored; times are milliseconds since 1970. */
export interface SnapshotRecord extends SnapshotKey {
  /** UUIDv7 by which it is found in its cloud. */
  uid: string;
  /** How the cloud calls it; missing until it has been made. */
  externalId?: string;
  description: string;
  /** Entity reference. */
  owner: string;
  phase: VolumeSnapshot['phase'];
  /** That of the volume when it was taken. */
  sizeBytes: number;
  conditions: Condition[];
  notes: SnapshotNotes;
  /** Raised by each change of what is wanted. */
  generation: number;
  /** Up to which generation it is as it is wanted. */
  observedGeneration: number;
  createdAt: number;
  /** When its cloud was last seen to have it. */
  observedAt?: number;
  /** Of its volume. */
  cloud: string;
  /** How the cloud calls its volume. */
  volumeId: string;
}

/** A snapshot that is to be taken. */
export type NewSnapshot = Pick<
  SnapshotRecord,
  'project' | 'volume' | 'name' | 'description' | 'owner' | 'sizeBytes'
>;

/** What has been found out of a snapshot; what is missing stays as it is. */
export interface SnapshotObservation {
  phase?: SnapshotRecord['phase'];
  sizeBytes?: number;
  conditions?: Condition[];
  observedGeneration?: number;
  observedAt?: number;
}
