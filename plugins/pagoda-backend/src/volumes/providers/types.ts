import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { FileTree } from '../../files/FileTree';
import type { VolumeKey } from '../types';

/**
 * Where volumes come from. A provider knows nothing of HTTP or SQL; only VolumeReconciler creates and removes.
 *
 * Each method may be called again at any time, after a crash too, and then changes nothing that is done already.
 */
export interface VolumeProvider {
  readonly name: Volume['provider'];

  /** Makes the volume, or gives it its new size. */
  provision(volume: VolumeKey & { sizeBytes: number }): Promise<void>;

  /** Removes the volume with all its files. */
  remove(volume: VolumeKey): Promise<void>;

  /** The volume's files. */
  files(volume: VolumeKey): FileTree;
}

/** The providers of this installation. */
export type VolumeProviders = Partial<
  Record<Volume['provider'], VolumeProvider>
>;
