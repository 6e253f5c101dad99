import type {
  Attention,
  Cluster,
  Condition,
  Drift,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { shownPhase } from '../shownPhase';
import { causeOf } from './causeOf';
import { countUpTo } from './countUpTo';
import { READ, type FoundAttention } from './types';

type Phase = Cluster['status']['phase'];

interface Row {
  name: string;
  shown: Phase;
  conditions_json: string;
  plan_conditions_json: string | null;
  drift_json: string | null;
  ends_at: number | string | null;
  deletion_protection: boolean | number | null;
  deleting_at: number | string | null;
  timed_out: boolean | number | null;
}

/** The worst first. */
const BAD: Phase[] = ['Failed', 'Unreachable', 'Degraded'];

/** Drifting fields that one sentence names. */
const NAMED = 3;

/**
 * Clusters that are not as they should be, that differ from their plan, that take too long, or whose end is near.
 *
 * @param endsBefore - milliseconds since 1970
 */
export async function findClusters(
  knex: Knex,
  endsBefore: number,
  now: number = Date.now(),
): Promise<FoundAttention> {
  const phase = shownPhase(now);
  const wanted = () =>
    knex
      .from(
        knex('clusters')
          .leftJoin('cluster_plans', 'cluster_plans.cluster', 'clusters.name')
          .select(
            'clusters.name',
            'clusters.conditions_json',
            { plan_conditions_json: 'cluster_plans.conditions_json' },
            'drift_json',
            'ends_at',
            'deletion_protection',
            'deleting_at',
            'timed_out',
            knex.raw(`${phase.sql} as shown`, phase.bindings),
          )
          .as('cluster'),
      )
      .where(builder =>
        builder
          .whereIn('shown', BAD)
          .orWhere('timed_out', true)
          .orWhere(ending =>
            ending.where('ends_at', '<', endsBefore).whereNull('deleting_at'),
          )
          .orWhere(drifting =>
            drifting.whereNot('drift_json', '[]').whereNull('deleting_at'),
          ),
      );
  const rows: Row[] = await wanted()
    .orderByRaw(
      "case shown when 'Failed' then 0 when 'Unreachable' then 1 when 'Degraded' then 2 else 3 end, name",
    )
    .limit(READ);
  return {
    items: rows.flatMap(row => toAttention(row, endsBefore, now)),
    total: await countUpTo(knex, wanted(), rows.length),
  };
}

/** One cluster may need an administrator for several reasons. */
function toAttention(row: Row, endsBefore: number, now: number): Attention[] {
  const { name, shown } = row;
  const about = { kind: 'cluster', name } as const;
  const conditions: Condition[] = [
    ...JSON.parse(row.plan_conditions_json ?? '[]'),
    ...JSON.parse(row.conditions_json),
  ];
  const found: Attention[] = [];
  if (row.timed_out) {
    found.push({
      ...about,
      id: `cluster/${name}/slow`,
      severity: 'error',
      title: row.deleting_at
        ? `Cluster ${name} is not gone yet`
        : `Cluster ${name} is not ready yet`,
      ...causeOf(conditions, 'It takes longer than it should.'),
      action: { label: 'See what it waits for' },
    });
  } else if (BAD.includes(shown)) {
    found.push({
      ...about,
      id: `cluster/${name}/phase`,
      severity: shown === 'Degraded' ? 'warning' : 'error',
      title:
        shown === 'Failed'
          ? `Cluster ${name} has failed`
          : `Cluster ${name} is ${shown.toLowerCase()}`,
      ...causeOf(
        conditions,
        shown === 'Unreachable'
          ? 'The portal has not heard of it for more than a minute.'
          : 'Nobody has said why.',
      ),
      action: { label: 'See its conditions' },
    });
  }
  const endsAt = row.ends_at === null ? undefined : Number(row.ends_at);
  if (endsAt !== undefined && endsAt < endsBefore && !row.deleting_at) {
    found.push({
      ...about,
      id: `cluster/${name}/end`,
      severity: endsAt < now ? 'warning' : 'info',
      title:
        endsAt < now
          ? `The end of cluster ${name} is over`
          : `Cluster ${name} ends soon`,
      cause: row.deletion_protection
        ? `Its end is ${toDay(endsAt)}; it stays, because it is protected from deletion.`
        : `Its end is ${toDay(endsAt)}; a while after it the cluster is removed.`,
      action: { label: 'Extend it', operation: 'updateCluster' },
    });
  }
  const drift: Drift[] = row.deleting_at
    ? []
    : JSON.parse(row.drift_json ?? '[]');
  if (drift.length > 0) {
    found.push({
      ...about,
      id: `cluster/${name}/drift`,
      severity: 'warning',
      title: `Cluster ${name} differs from its plan`,
      cause: describeDrift(drift),
      action: { label: 'Compare', operation: 'updateCluster' },
    });
  }
  return found;
}

function describeDrift(drift: Drift[]): string {
  const named = drift
    .slice(0, NAMED)
    .map(
      ({ field, wanted, found }) => `${field} is ${found} instead of ${wanted}`,
    )
    .join('; ');
  const more = drift.length - NAMED;
  return `Somebody has changed it outside the portal: ${named}${more > 0 ? `, and ${more} more` : ''}.`;
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
