import type { Knex } from 'knex';
import { conflict } from '../../http/errors';
import { refuseDeleting } from '../refuseDeleting';
import type { CloudVolumeSource, VolumeRecord } from '../types';
import type { VolumeStore } from '../VolumeStore';

/**
 * Call it with the project locked: whoever deletes snapshots or sets volumes back locks it, too.
 *
 * @param volume - that the source is, or is a snapshot of
 * @throws ApiError 409 `VolumeDeleting`, `VolumeRestoring`, `SourceNotReady` for what has happened since it was looked at.
 */
export async function refuseUnusableSource(
  store: VolumeStore,
  volume: VolumeRecord,
  { snapshot }: CloudVolumeSource,
  tx: Knex.Transaction,
): Promise<void> {
  refuseDeleting(volume);
  if (volume.restoring) {
    throw conflict(
      'VolumeRestoring',
      `Volume '${volume.name}' is being set back to snapshot '${volume.restoring.snapshot}'`,
      { field: 'source.volume', advice: 'Wait until that is done.' },
    );
  }
  if (snapshot === undefined) {
    return;
  }
  const found = await store.clouds.snapshot(volume, snapshot, tx);
  if (found?.phase !== 'Available') {
    throw conflict(
      'SourceNotReady',
      `Snapshot '${snapshot}' of volume '${volume.name}' is ${
        found?.phase === 'Deleting' || !found ? 'being deleted' : 'not ready'
      }`,
      { field: 'source.snapshot', advice: 'Use another snapshot.' },
    );
  }
}
