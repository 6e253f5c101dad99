import type { Condition, Volume } from '@pagoda/plugin-pagoda-common';

/** Names one volume. */
export interface VolumeKey {
  project: string;
  name: string;
}

/** A volume as it is stored; times are milliseconds since 1970. */
export interface VolumeRecord extends VolumeKey {
  description: string;
  cluster: string;
  provider: Volume['provider'];
  /** Of its cluster; the default class's name once it is known. Missing for directories. */
  storageClass?: string;
  /** In Kubernetes' words; missing for directories. */
  accessMode?: Volume['accessMode'];
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
    | 'owner'
    | 'size'
    | 'sizeBytes'
  >;

/** What a reconciler has found out of a volume; what is missing stays as it is. */
export interface VolumeObservation {
  phase?: VolumeRecord['phase'];
  usedBytes?: number;
  files?: number;
  storageClass?: string;
  conditions?: Condition[];
  observedGeneration?: number;
}
