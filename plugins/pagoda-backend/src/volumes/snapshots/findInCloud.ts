import type { Knex } from 'knex';
import { conflict, notFound } from '../../http/errors';
import { isInCloud } from '../clouds/isInCloud';
import { refuseDeleting } from '../refuseDeleting';
import type { VolumeKey, VolumeRecord } from '../types';
import type { VolumeStore } from '../VolumeStore';

/** A volume in a cloud. */
export type InCloud = VolumeRecord & { uid: string; cloud: string };

/** One that its cloud has. */
export type MadeInCloud = InCloud & { externalId: string };

/**
 * @param refused - what volumes elsewhere do not do, such as `takes no snapshots`
 * @throws ApiError 404 `VolumeNotFound`; 409 `NotInCloud`.
 */
export async function findInCloud(
  store: VolumeStore,
  key: VolumeKey,
  refused: string,
  tx?: Knex.Transaction,
): Promise<InCloud> {
  const record = await store.find(key.project, key.name, tx);
  if (!record) {
    throw notFound('Volume', key.name, 'volume');
  }
  if (!isInCloud(record)) {
    throw conflict(
      'NotInCloud',
      `Volume '${key.name}' ${refused}: it is ${
        record.provider === 'kubernetes'
          ? `in cluster '${record.cluster}'`
          : 'in a directory of the portal'
      }, and not in the block storage of a cloud`,
      {
        field: 'volume',
        advice:
          'Make a volume in a cloud (cloud), and copy the files to it. GET /clouds lists the clouds.',
      },
    );
  }
  return record;
}

/** @throws ApiError 409 `VolumeDeleting`, `VolumeRestoring`, `VolumeNotReady` with what it waits for. */
export function requireMade(record: InCloud): MadeInCloud {
  refuseDeleting(record);
  const { name, restoring, externalId, phase, conditions } = record;
  if (restoring) {
    throw conflict(
      'VolumeRestoring',
      `Volume '${name}' is being set back to snapshot '${restoring.snapshot}'`,
      { field: 'volume', advice: 'Wait until that is done.' },
    );
  }
  if (externalId === undefined || phase !== 'Available') {
    const ready = conditions.find(({ type }) => type === 'Ready');
    throw conflict(
      'VolumeNotReady',
      `Volume '${name}' ${externalId === undefined ? 'has not been made yet' : 'cannot be used now'}${
        ready ? `: ${ready.message}` : ''
      }`,
      { field: 'volume', advice: 'Wait until it is Available.' },
    );
  }
  return { ...record, externalId };
}
