import type { Knex } from 'knex';
import { conflict, notFound } from '../http/errors';
import { readProviderColumn } from '../volumes/volumeRows';
import type { RunsToCreate } from './insertRuns';

/**
 * Refuses requests for runs with a volume that was deleted after they were planned: 404 that names the field; or that is
 * being set back to a snapshot: 409 `VolumeRestoring`; or, in a cloud, was taken off the cluster: 409 `VolumeElsewhere`. The
 * projects stay locked until the transaction's end, as a deletion of a volume locks them, too: so either the deletion sees
 * the runs or this sees the deletion.
 *
 * @param refused - is added to; requests in it are not looked at
 */
export async function refuseGoneVolumes(
  tx: Knex.Transaction,
  requests: readonly RunsToCreate[],
  refused: Map<RunsToCreate, Error>,
): Promise<void> {
  // The runs of a request differ in parameters alone.
  const mounting = requests.filter(
    request => !refused.has(request) && request.runs[0].spec.volumes.length > 0,
  );
  if (mounting.length === 0) {
    return;
  }
  const projects = [...new Set(mounting.map(({ runs }) => runs[0].project))];
  await tx('projects')
    .whereIn('name', projects)
    .orderBy('name')
    .forUpdate()
    .select('name');
  const names = mounting.flatMap(({ runs }) =>
    runs[0].spec.volumes.map(volume => volume.name),
  );
  const present: {
    project: string;
    name: string;
    provider_json: string | null;
    cloud: string | null;
    cluster: string | null;
  }[] = await tx('volumes')
    .whereIn('project', projects)
    .whereIn('name', [...new Set(names)])
    .whereNot('phase', 'Deleting')
    .select('project', 'name', 'provider_json', 'cloud', 'cluster');
  const there = new Set(present.map(keyOf));
  const restoring = new Set(
    present
      .filter(row => readProviderColumn(row.provider_json).restoring)
      .map(keyOf),
  );
  // Others stay where they were made.
  const clusters = new Map(
    present
      .filter(({ cloud }) => cloud !== null)
      .map(row => [keyOf(row), row.cluster]),
  );
  for (const request of mounting) {
    const [{ project, cluster, spec, volumeField }] = request.runs;
    const among = (keys: Set<string>) => (volume: { name: string }) =>
      keys.has(keyOf({ project, name: volume.name }));
    const gone = spec.volumes.find(volume => !among(there)(volume));
    const busy = spec.volumes.find(among(restoring));
    const elsewhere = spec.volumes.find(({ name }) => {
      const now = clusters.get(keyOf({ project, name }));
      return now !== undefined && now !== cluster;
    });
    if (gone) {
      refused.set(
        request,
        notFound('Volume', gone.name, volumeField?.(gone.name)),
      );
    } else if (busy) {
      refused.set(
        request,
        conflict(
          'VolumeRestoring',
          `Volume '${busy.name}' is being set back to a snapshot`,
          {
            field: volumeField?.(busy.name),
            advice: 'Submit it again when that is done.',
          },
        ),
      );
    } else if (elsewhere) {
      refused.set(
        request,
        conflict(
          'VolumeElsewhere',
          `Volume '${elsewhere.name}' was taken off cluster '${cluster}'`,
          {
            field: volumeField?.(elsewhere.name),
            advice: 'Bind it to that cluster again, or use another volume.',
          },
        ),
      );
    }
  }
}

function keyOf({ project, name }: { project: string; name: string }): string {
  return `${project}/${name}`;
}
