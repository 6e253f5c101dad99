import type { Knex } from 'knex';
import { notFound } from '../http/errors';
import type { RunsToCreate } from './insertRuns';

/**
 * Refuses requests for runs with a volume that was deleted after they were planned: 404 that names the field. The projects
 * stay locked until the transaction's end, as a deletion of a volume locks them, too: so either the deletion sees the runs
 * or this sees the deletion.
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
  const present: { project: string; name: string }[] = await tx('volumes')
    .whereIn('project', projects)
    .whereIn('name', [...new Set(names)])
    .whereNot('phase', 'Deleting')
    .select('project', 'name');
  const there = new Set(
    present.map(({ project, name }) => `${project}/${name}`),
  );
  for (const request of mounting) {
    const [{ project, spec, volumeField }] = request.runs;
    const gone = spec.volumes.find(
      ({ name }) => !there.has(`${project}/${name}`),
    );
    if (gone) {
      refused.set(
        request,
        notFound('Volume', gone.name, volumeField?.(gone.name)),
      );
    }
  }
}
