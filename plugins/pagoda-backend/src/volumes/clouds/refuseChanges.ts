import { formatBytes, type VolumeUpdate } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { conflict, invalidInput } from '../../http/errors';
import type { CloudVolumeStore } from '../CloudVolumeStore';
import type { VolumeRecord } from '../types';

/** Snapshots that an error names. */
const NAMED = 3;

/** @throws ApiError 409 `DeletionProtected`, or `VolumeHasSnapshots` that nobody has asked to be deleted. */
export async function refuseKept(
  store: CloudVolumeStore,
  record: VolumeRecord,
  tx: Knex.Transaction,
): Promise<void> {
  const { name } = record;
  if (record.deletionProtection) {
    throw conflict(
      'DeletionProtected',
      `Volume '${name}' is protected from deletion`,
      {
        field: 'deletionProtection',
        advice: 'Take the protection off first (deletionProtection: false).',
      },
    );
  }
  if (record.cloud === undefined) {
    return;
  }
  const kept = (await store.snapshots(record, 1_000, tx)).filter(
    ({ phase }) => phase !== 'Deleting',
  );
  if (kept.length > 0) {
    const named = kept.slice(0, NAMED).map(one => one.name);
    throw conflict(
      'VolumeHasSnapshots',
      `Volume '${name}' has snapshots, which would be lost with it: ${named.join(', ')}${
        kept.length > NAMED ? ` and ${kept.length - NAMED} more` : ''
      }`,
      { field: 'volume', advice: 'Delete its snapshots first.' },
    );
  }
}

/** @throws ApiError 400 where a change goes with volumes in clouds alone. */
export function refuseOfClouds(body: VolumeUpdate): void {
  const given = (['cluster', 'deletionProtection'] as const).filter(
    key => body[key] !== undefined,
  );
  if (given.length > 0) {
    throw invalidInput(
      given.map(field => ({
        field,
        message: 'can be changed of volumes in a cloud alone; leave it out',
      })),
    );
  }
}

/** @throws ApiError 400: clouds make no volume smaller. */
export function refuseSmaller(record: VolumeRecord, sizeBytes: number): void {
  if (sizeBytes < record.sizeBytes) {
    throw invalidInput(
      [
        {
          field: 'size',
          message: `volume '${record.name}' has ${formatBytes(record.sizeBytes)}, and a volume in a cloud cannot be made smaller`,
        },
      ],
      'Make a new volume, and copy what is needed.',
    );
  }
}
