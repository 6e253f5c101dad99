import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';

/** What the runs of a cluster ask for and how many there are. */
export interface ClusterLoad {
  /** Asked by active runs. */
  allocated: ClusterResources;
  active: number;
  queued: number;
}

/** Of a cluster that nothing runs on. */
export const NO_LOAD: ClusterLoad = {
  allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
  active: 0,
  queued: 0,
};

interface LoadRow {
  cluster: string;
  cpu: number | string;
  memory: number | string;
  gpu: number | string;
  count: number | string;
}

/** What the runs on these clusters ask for now; two queries, however many clusters. */
export async function readClusterLoad(
  knex: Knex,
  names: string[],
): Promise<Map<string, ClusterLoad>> {
  const load = new Map<string, ClusterLoad>(
    names.map(name => [
      name,
      {
        allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
        active: 0,
        queued: 0,
      },
    ]),
  );
  if (names.length === 0) {
    return load;
  }
  // Both read a slice of the index (cluster, phase, id): what waits or runs, never what has ended.
  const active: LoadRow[] = await knex('runs')
    .whereIn('cluster', names)
    .whereIn('phase', ['Starting', 'Running'])
    .groupBy('cluster')
    .select('cluster')
    .sum({ cpu: 'cpu', memory: 'memory_bytes', gpu: 'gpu' })
    .count({ count: '*' });
  for (const row of active) {
    const entry = load.get(row.cluster)!;
    entry.allocated = {
      cpu: Number(row.cpu),
      memoryBytes: Number(row.memory),
      gpu: Number(row.gpu),
    };
    entry.active = Number(row.count);
  }
  const queued: LoadRow[] = await knex('runs')
    .whereIn('cluster', names)
    .where('phase', 'Queued')
    .groupBy('cluster')
    .select('cluster')
    .count({ count: '*' });
  for (const row of queued) {
    load.get(row.cluster)!.queued = Number(row.count);
  }
  return load;
}
