import type { Knex } from 'knex';
import { countUpTo } from './countUpTo';
import { READ, type FoundAttention } from './types';

interface Row {
  cluster: string;
  project: string;
  namespace: string;
  phase: string;
  message: string;
  since: number | string;
}

/** A removal that takes longer than this waits for something, in milliseconds. */
const REMOVAL = 15 * 60_000;

/** Namespaces of projects that a cluster refuses, or that do not go. */
export async function findNamespaces(
  knex: Knex,
  now: number = Date.now(),
): Promise<FoundAttention> {
  const wanted = () =>
    knex('project_namespaces').where(builder =>
      builder
        .where('phase', 'Refused')
        .orWhere(late =>
          late.where('phase', 'Terminating').where('since', '<', now - REMOVAL),
        ),
    );
  const rows: Row[] = await wanted()
    .orderBy(['cluster', 'project'])
    .limit(READ)
    .select('cluster', 'project', 'namespace', 'phase', 'message', 'since');
  return {
    items: rows.map(row => ({
      id: `namespace/${row.cluster}/${row.project}`,
      severity: 'warning',
      kind: 'namespace',
      name: row.cluster,
      project: row.project,
      title:
        row.phase === 'Refused'
          ? `Project ${row.project} has no namespace on ${row.cluster}`
          : `Namespace ${row.namespace} does not go from ${row.cluster}`,
      cause: row.message,
      since: new Date(Number(row.since)).toISOString(),
      action: { label: 'See the namespaces' },
    })),
    total: await countUpTo(knex, wanted(), rows.length),
  };
}
