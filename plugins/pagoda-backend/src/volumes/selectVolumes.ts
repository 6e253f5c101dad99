import type { Volume } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { likePattern } from '../database/likePattern';
import type { CursorKey } from '../http/cursors';
import type { VolumeRecord } from './types';

type Order = 'name' | 'createdAt' | 'size' | 'used';

/** Orders of volumes, as the contract has them. */
export type VolumeOrder = `${Order} ${'asc' | 'desc'}`;

/** Which volumes are wanted; what is missing narrows nothing. */
export interface VolumeQuery {
  /** All projects when missing. */
  projects?: string[];
  limit: number;
  /** The key of the last volume of the page before: see {@link volumeKey}. */
  after?: CursorKey;
  /** By name where it is missing. */
  orderBy?: VolumeOrder;
  /** Part of the name. */
  search?: string;
  /** One of these, as they are shown. */
  phases?: Volume['status']['phase'][];
  cluster?: string;
  /** In it, or on clusters that were made in it. */
  cloud?: string;
  provider?: Volume['provider'];
}

/** Beside name and project, which decide between equals. */
const COLUMNS: Record<Exclude<Order, 'name'>, keyof VolumeRecord & string> = {
  createdAt: 'createdAt',
  size: 'sizeBytes',
  used: 'usedBytes',
};
const SQL_COLUMNS: Record<Exclude<Order, 'name'>, string> = {
  createdAt: 'created_at',
  size: 'size_bytes',
  used: 'used_bytes',
};

/** What a volume is ordered by; name and project last. */
export function volumeKey(
  orderBy: VolumeOrder | undefined,
  record: VolumeRecord,
): CursorKey {
  const order = orderOf(orderBy);
  return [
    ...(order === 'name' ? [] : [Number(record[COLUMNS[order]])]),
    record.name,
    record.project,
  ];
}

/** Types of the parts of {@link volumeKey}. */
export function volumeKeyTypes(
  orderBy: VolumeOrder | undefined,
): ('string' | 'number')[] {
  return orderOf(orderBy) === 'name'
    ? ['string', 'string']
    : ['number', 'string', 'string'];
}

/**
 * One page of volumes.
 *
 * @param builder - selects from `volumes`
 */
export function selectVolumes(
  knex: Knex,
  builder: Knex.QueryBuilder,
  query: VolumeQuery,
): void {
  const { projects, limit, after, search, phases } = query;
  const order = orderOf(query.orderBy);
  const direction = query.orderBy?.endsWith('desc') ? 'desc' : 'asc';
  const columns = [
    ...(order === 'name' ? [] : [SQL_COLUMNS[order]]),
    ...['name', 'project'],
  ];
  if (projects) {
    builder.whereIn('project', projects);
  }
  if (after) {
    const list = (mark: string) => columns.map(() => mark).join(', ');
    const comparison = direction === 'desc' ? '<' : '>';
    builder.whereRaw(`(${list('??')}) ${comparison} (${list('?')})`, [
      ...columns,
      ...after,
    ]);
  }
  if (search) {
    builder.whereRaw(`name like ? escape '\\'`, [likePattern(search)]);
  }
  if (phases) {
    builder.where(any => orPhases(knex, any, phases));
  }
  for (const column of ['cluster', 'provider'] as const) {
    if (query[column] !== undefined) {
      builder.where(column, query[column]);
    }
  }
  const { cloud } = query;
  if (cloud !== undefined) {
    builder.where(any =>
      any
        .where({ cloud })
        .orWhereIn(
          'cluster',
          knex('cluster_plans').where({ cloud }).select('cluster'),
        ),
    );
  }
  builder
    .orderBy(columns.map(column => ({ column, order: direction })))
    .limit(limit);
}

/** `InUse` is never stored: it is an available volume that an active run mounts. */
function orPhases(
  knex: Knex,
  builder: Knex.QueryBuilder,
  phases: Volume['status']['phase'][],
): void {
  const stored = phases.filter(
    phase => phase !== 'InUse' && phase !== 'Available',
  );
  const mounted = () =>
    knex('runs')
      .join('run_volumes', 'run_volumes.run', 'runs.id')
      .whereIn('runs.phase', ['Starting', 'Running'])
      .select('run_volumes.project', 'run_volumes.volume');
  if (stored.length > 0) {
    builder.orWhereIn('phase', stored);
  }
  if (phases.includes('Available') && phases.includes('InUse')) {
    builder.orWhere('phase', 'Available');
  } else if (phases.includes('Available')) {
    builder.orWhere(free =>
      free
        .where('phase', 'Available')
        .whereNotIn(['project', 'name'], mounted()),
    );
  } else if (phases.includes('InUse')) {
    builder.orWhere(used =>
      used.where('phase', 'Available').whereIn(['project', 'name'], mounted()),
    );
  }
}

function orderOf(orderBy: VolumeOrder | undefined): Order {
  return (orderBy ?? 'name asc').split(' ')[0] as Order;
}
