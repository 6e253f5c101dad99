import type { Knex } from 'knex';
import { conflict } from '../../http/errors';
import type { VolumeKey } from '../types';
import type { SnapshotStore } from './SnapshotStore';

/** Volumes that an error names. */
const NAMED = 3;

/**
 * Call it with the project locked: whoever makes volumes locks it, too.
 *
 * @param snapshot - of the volume; without it, all of them and the volume itself
 * @throws ApiError 409 `SnapshotBusy` or `VolumeBusy` where volumes are being made from it.
 */
export async function refuseSource(
  store: SnapshotStore,
  volume: VolumeKey,
  snapshot: string | undefined,
  tx: Knex.Transaction,
): Promise<void> {
  const made = await store.beingMadeFrom(volume, snapshot, tx);
  if (made.length === 0) {
    return;
  }
  const named = made.slice(0, NAMED).join(', ');
  throw conflict(
    snapshot === undefined ? 'VolumeBusy' : 'SnapshotBusy',
    `${
      snapshot === undefined
        ? `Volume '${volume.name}'`
        : `Snapshot '${snapshot}'`
    } is what volumes are being made from: ${named}${made.length > NAMED ? ' and more' : ''}`,
    {
      field: snapshot === undefined ? 'volume' : 'snapshot',
      advice: 'Wait until they are made, or delete them.',
    },
  );
}
