import type { Knex } from 'knex';
import { notFound } from '../http/errors';
import type { VolumeKey, VolumeRecord } from './types';
import type { VolumeStore } from './VolumeStore';

/** @throws ApiError 404 `VolumeNotFound`. */
export async function findVolume(
  store: VolumeStore,
  { project, name }: VolumeKey,
  tx?: Knex.Transaction,
): Promise<VolumeRecord> {
  const record = await store.find(project, name, tx);
  if (!record) {
    throw notFound('Volume', name, 'volume');
  }
  return record;
}
