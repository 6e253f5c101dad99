import type { Knex } from 'knex';
import { conflict } from '../http/errors';
import type { VolumeKey } from './types';
import type { VolumeMounts } from './VolumeMounts';

/** Runs that an error names. */
const NAMED_RUNS = 3;

/**
 * Call it with the project locked: whoever submits runs locks it, too.
 *
 * @throws ApiError 409 `VolumeBusy` where runs mount the volume that have not ended.
 */
export async function refuseMounted(
  mounts: VolumeMounts,
  key: VolumeKey,
  tx: Knex.Transaction,
): Promise<void> {
  const runs = await mounts.unfinished(key, NAMED_RUNS + 1, tx);
  if (runs.length === 0) {
    return;
  }
  const named = runs
    .slice(0, NAMED_RUNS)
    .map(({ id, phase }) => `${id} (${phase})`)
    .join(', ');
  throw conflict(
    'VolumeBusy',
    `Volume '${key.name}' is mounted by runs that have not ended: ${named}${
      runs.length > NAMED_RUNS ? ' and more' : ''
    }`,
    { field: 'volume', advice: 'Cancel these runs, or wait for them.' },
  );
}
