import { conflict } from '../http/errors';
import type { VolumeRecord } from './types';

/** @throws ApiError 409 `VolumeDeleting`. */
export function refuseDeleting(record: VolumeRecord): void {
  if (record.phase === 'Deleting') {
    throw conflict(
      'VolumeDeleting',
      `Volume '${record.name}' is being deleted`,
      { field: 'volume', advice: 'Use another volume.' },
    );
  }
}
