import type { CloudVolumeStore } from '../CloudVolumeStore';
import type { VolumeRecord } from '../types';

/** Snapshots that a message names. */
const NAMED = 3;

/** What a volume's end waits for as long as it has snapshots: they are never deleted along. */
export async function waitsForSnapshots(
  store: CloudVolumeStore,
  record: VolumeRecord,
): Promise<string | undefined> {
  if (record.cloud === undefined) {
    return undefined;
  }
  const snapshots = await store.snapshots(record, NAMED + 1);
  const names = snapshots.slice(0, NAMED).map(({ name }) => name);
  return snapshots.length === 0
    ? undefined
    : `Its snapshots are deleted first: ${names.join(', ')}${
        snapshots.length > NAMED ? ' and more' : ''
      }.`;
}
