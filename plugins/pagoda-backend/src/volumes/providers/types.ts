import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { Files } from '../../files/Files';
import type { CloudVolumeNotes, VolumeKey, VolumeRecord } from '../types';

/** A volume as a provider sees it. */
export type ProvidedVolume = Pick<
  VolumeRecord,
  | 'project'
  | 'name'
  | 'cluster'
  | 'owner'
  | 'size'
  | 'sizeBytes'
  | 'storageClass'
  | 'accessMode'
  | 'generation'
  | 'observedGeneration'
  | 'uid'
  | 'cloud'
  | 'volumeType'
  | 'zone'
  | 'externalId'
  | 'source'
  | 'attachments'
  | 'notes'
  | 'phase'
>;

/** One that is on a cluster, as all are but some of those in clouds. */
export type PlacedVolume = ProvidedVolume & { cluster: string };

/** What a provider keeps of a volume. */
export interface VolumeMemory {
  /**
   * Sets these notes, and forgets those that are `undefined`; durable before it resolves. Save what is about to be made
   * before it is made, and the id it has got right after. `notes` of the volume stay as they were.
   *
   * @param externalId - how the cloud calls the volume
   * @throws Superseded when another process works on the volume: stop at once then
   */
  save(patch: CloudVolumeNotes, externalId?: string): Promise<void>;
}

/** How a volume is. */
export interface ProvidedState {
  /** Whether runs may mount it. */
  usable: boolean;
  /** It is settled: nothing is under way, and looking again soon would tell nothing new. */
  settled: boolean;
  /** Stable, for programs. */
  reason: string;
  /** One plain sentence. */
  message: string;
  /** What it was given where nothing was asked for. */
  storageClass?: string;
  volumeType?: string;
  zone?: string;
  /** How the cloud calls it. */
  externalId?: string;
  attachments?: VolumeRecord['attachments'];
  /** When its cloud was seen to have it, where it is in one; milliseconds since 1970. */
  observedAt?: number;
}

/** What is said of a volume that is to be, or to change. */
export interface VolumeRefusal {
  field: 'size' | 'storageClass' | 'accessMode' | 'cluster';
  message: string;
  advice?: string;
}

/**
 * Where volumes come from. A provider knows nothing of HTTP or SQL; only VolumeReconciler creates and removes.
 *
 * Each method may be called again at any time, after a crash too, and then changes nothing that is done already. Errors
 * that are FileError are written for users.
 */
export interface VolumeProvider {
  readonly name: Volume['provider'];

  /** What counting a volume's files costs beside the work itself, as milliseconds of work; 0 where it costs nothing. */
  readonly countCost: number;

  /** Why the volume could not be made, or not be given another size; nothing where it could. */
  check(
    volume: ProvidedVolume,
    change?: { sizeBytes: number },
  ): Promise<VolumeRefusal | undefined>;

  /** Makes the volume, or gives it its new size, and says how it is. */
  provision(
    volume: ProvidedVolume,
    memory: VolumeMemory,
  ): Promise<ProvidedState>;

  /**
   * Removes the volume with all its files.
   *
   * @returns what that waits for, where it is not done yet
   */
  remove(
    volume: ProvidedVolume,
    memory: VolumeMemory,
  ): Promise<string | undefined>;

  /** The volume's files. */
  files(volume: ProvidedVolume): Files;

  /**
   * How volumes are by now that were provisioned long ago; those that are as they were are left out. Missing where nothing
   * can happen to them.
   *
   * @param volumes - all that there are of the provider's
   */
  inspect?(
    volumes: ProvidedVolume[],
  ): Promise<{ volume: VolumeKey; state: ProvidedState }[]>;
}

/** The providers of this installation. */
export type VolumeProviders = Partial<
  Record<Volume['provider'], VolumeProvider>
>;
