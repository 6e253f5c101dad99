import type { BlockStorage } from '../../../clients/openstack/BlockStorage';
import type { CloudVolumeNotes } from '../../types';
import type { ProvidedVolume, VolumeMemory } from '../types';

/** A volume in a cloud, as its provider sees it. */
export type CloudVolume = ProvidedVolume & { uid: string; cloud: string };

/** The work on one volume: what is known of it while that goes on. */
export interface CloudWork {
  volume: CloudVolume;
  api: BlockStorage;
  /** The cloud's project that is looked into. */
  cloudProject: string;
  /** As they were last saved. */
  notes: CloudVolumeNotes;
  /** As {@link VolumeMemory.save}; `notes` follow. */
  save: VolumeMemory['save'];
}
