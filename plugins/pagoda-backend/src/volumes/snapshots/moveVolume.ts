import type { Knex } from 'knex';
import { appendEntityChange } from '../../database/entityChanges';
import type { VolumeRecord } from '../types';
import { readProviderColumn, whereVolume, type VolumeRow } from '../volumeRows';

/**
 * Writes a volume and its snapshots to another project. What ended runs mounted stays what it was: they are runs of the
 * former project. The reconcilers then change the marks in the cloud.
 */
export async function moveVolume(
  tx: Knex.Transaction,
  volume: VolumeRecord,
  { project, owner }: { project: string; owner: string },
): Promise<void> {
  const { name } = volume;
  const row = await tx<VolumeRow>('volumes')
    .where(whereVolume(volume))
    .first('provider_json');
  // What it was made from is in the former project, and nobody's business in the new one.
  const { source: _, ...column } = readProviderColumn(
    row?.provider_json ?? null,
  );
  // The snapshots follow by their foreign key.
  await tx('volumes')
    .where(whereVolume(volume))
    .update({
      ...{ project, owner },
      provider_json: JSON.stringify(column),
      generation: tx.raw('generation + 1'),
    });
  await tx('volume_snapshots')
    .where({ project, volume: name })
    .update({ generation: tx.raw('generation + 1') });
  await appendEntityChange(tx, {
    ...{ kind: 'volume', project: volume.project, name, deleted: true },
  });
  await appendEntityChange(tx, { kind: 'volume', project, name });
}
