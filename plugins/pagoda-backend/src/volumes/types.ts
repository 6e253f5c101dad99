import type { Condition, Volume } from '@pagoda/plugin-pagoda-common';

/** Names one volume. */
export interface VolumeKey {
  project: string;
  name: string;
}

/** What a volume in a cloud is made from. */
export interface CloudVolumeSource {
  /** Of the same project. */
  volume: string;
  /** Of that volume; the volume itself where it is missing. */
  snapshot?: string;
  /** How the cloud calls the snapshot, or the volume. */
  externalId: string;
}

/** A machine that a volume is attached to. */
export type VolumeAttachment = NonNullable<
  Volume['status']['attachments']
>[number];

/** What the provider of volumes in clouds keeps of one; durable, since it may be killed at any line. */
export interface CloudVolumeNotes {
  /** When the cloud was last asked to make it and has not said that it doesn't; milliseconds since 1970. */
  attemptedAt?: number;
  /** When what is under way began, and what that is; for its time limit. */
  underWay?: { status: string; since: number };
  /** When its deletion was last asked for. */
  deletedAt?: number;
  /** Its size as the cloud last said, in GiB. */
  seenGiB?: number;
  /** The cloud's project that it was made in: whoever may not look into that one cannot say that it is gone. */
  cloudProject?: string;
  /** Clusters where there are, or may be, objects that lead to it. */
  boundTo?: string[];
}

/** That a volume in a cloud is being set back to a snapshot; durable. Milliseconds since 1970. */
export interface VolumeRestoring {
  /** Of this volume. */
  snapshot: string;
  /** How the cloud calls the snapshot. */
  externalId: string;
  /** When that was asked for. */
  since: number;
  /** When the cloud said that it does it. */
  acceptedAt?: number;
}

/** A volume as it is stored; times are milliseconds since 1970. */
export interface VolumeRecord extends VolumeKey {
  description: string;
  /** Missing for a volume in a cloud that is on no cluster. */
  cluster?: string;
  provider: Volume['provider'];
  /** Of its cluster; the default class's name once it is known. Of Kubernetes' own volumes alone. */
  storageClass?: string;
  /** In Kubernetes' words. Of Kubernetes' own volumes alone. */
  accessMode?: Volume['accessMode'];
  /** UUIDv7 by which it is found in its cloud. This and what follows: of volumes in clouds alone. */
  uid?: string;
  cloud?: string;
  /** Missing for the default of the cloud, until it has been made. */
  volumeType?: string;
  zone?: string;
  /** How the cloud calls it; missing until it has been made. */
  externalId?: string;
  deletionProtection: boolean;
  source?: CloudVolumeSource;
  attachments: VolumeAttachment[];
  notes: CloudVolumeNotes;
  /** It is being set back to a snapshot, and nothing else is done with it meanwhile. */
  restoring?: VolumeRestoring;
  /** When its cloud was last seen to have it. */
  observedAt?: number;
  owner: string;
  /** As asked, such as `10Gi`. */
  size: string;
  sizeBytes: number;
  /** What the reconciler says; `InUse` is never stored, since it follows from the runs. */
  phase: Exclude<Volume['status']['phase'], 'InUse'>;
  usedBytes: number;
  files: number;
  conditions: Condition[];
  generation: number;
  observedGeneration: number;
  createdAt: number;
}

/** A volume that is to be created. */
export type NewVolume = VolumeKey &
  Pick<
    VolumeRecord,
    | 'description'
    | 'cluster'
    | 'provider'
    | 'storageClass'
    | 'accessMode'
    | 'uid'
    | 'cloud'
    | 'volumeType'
    | 'zone'
    | 'source'
    | 'owner'
    | 'size'
    | 'sizeBytes'
  > &
  Partial<Pick<VolumeRecord, 'deletionProtection' | 'conditions'>>;

/** What a user changes of a volume; what is missing stays as it is. */
export interface VolumeChange {
  description?: string;
  size?: string;
  sizeBytes?: number;
  /** null takes it off its cluster. */
  cluster?: string | null;
  deletionProtection?: boolean;
  conditions?: Condition[];
}

/** What a reconciler has found out of a volume; what is missing stays as it is. */
export interface VolumeObservation {
  phase?: VolumeRecord['phase'];
  usedBytes?: number;
  files?: number;
  storageClass?: string;
  volumeType?: string;
  zone?: string;
  externalId?: string;
  attachments?: VolumeAttachment[];
  observedAt?: number;
  conditions?: Condition[];
  observedGeneration?: number;
}
