import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { likePattern } from '../database/likePattern';
import { shownPhase } from '../fleet/shownPhase';
import type { CursorKey } from '../http/cursors';
import type { ClusterRecord } from './ClusterStore';

/** Orders of clusters, as the contract has them. */
export type ClusterOrder =
  'name asc' | 'name desc' | 'createdAt asc' | 'createdAt desc';

/** Which clusters are wanted; what is missing narrows nothing. */
export interface ClusterQuery {
  limit: number;
  /** The key of the last cluster of the page before: see {@link clusterKey}. */
  after?: CursorKey;
  /** By name where it is missing. */
  orderBy?: ClusterOrder;
  /** Part of the name. */
  search?: string;
  /** One of these, as they are shown. */
  phases?: Cluster['status']['phase'][];
  cloud?: string;
  provisioner?: Cluster['provisioner'];
  /** Entity reference of who has had it made. */
  owner?: string;
}

/** What a cluster is ordered by, the name last. */
export function clusterKey(
  orderBy: ClusterOrder | undefined,
  record: ClusterRecord,
): CursorKey {
  return orderBy?.startsWith('createdAt')
    ? [record.createdAt, record.name]
    : [record.name];
}

/** Types of the parts of {@link clusterKey}. */
export function clusterKeyTypes(
  orderBy: ClusterOrder | undefined,
): ('string' | 'number')[] {
  return orderBy?.startsWith('createdAt') ? ['number', 'string'] : ['string'];
}

/**
 * One page of clusters.
 *
 * @param builder - selects from `clusters`, with `cluster_plans` joined to the left
 */
export function selectClusters(
  builder: Knex.QueryBuilder,
  query: ClusterQuery,
): void {
  const { limit, after, search, phases, cloud, provisioner, owner } = query;
  const [order, direction] = (query.orderBy ?? 'name asc').split(' ');
  const comparison = direction === 'desc' ? '<' : '>';
  const columns =
    order === 'createdAt'
      ? ['clusters.created_at', 'clusters.name']
      : ['clusters.name'];
  if (after) {
    builder.whereRaw(
      `(${columns.map(() => '??').join(', ')}) ${comparison} (${columns.map(() => '?').join(', ')})`,
      [...columns, ...after],
    );
  }
  if (search) {
    builder.whereRaw(`clusters.name like ? escape '\\'`, [likePattern(search)]);
  }
  if (phases) {
    const phase = shownPhase();
    builder.whereRaw(`${phase.sql} in (${phases.map(() => '?').join(', ')})`, [
      ...(phase.bindings as number[]),
      ...phases,
    ]);
  }
  if (cloud !== undefined) {
    builder.where('cluster_plans.cloud', cloud);
  }
  if (provisioner !== undefined) {
    builder.where('clusters.provisioner', provisioner);
  }
  if (owner !== undefined) {
    builder.where('cluster_plans.owner', owner);
  }
  builder
    .orderBy(columns.map(column => ({ column, order: direction })))
    .limit(limit);
}
