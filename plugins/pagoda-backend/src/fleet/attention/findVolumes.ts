import type { Attention, Condition } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { causeOf } from './causeOf';
import { countUpTo } from './countUpTo';
import { READ, type FoundAttention } from './types';

interface Row {
  project: string;
  name: string;
  phase: string;
  conditions_json: string;
  used_bytes: number | string;
  size_bytes: number | string;
  created_at: number | string;
}

/** A volume that is being made for so long is stuck, in milliseconds. */
const PENDING = 10 * 60_000;
/** Fuller than this a volume is nearly full, in per cent. */
const FULL = 95;

/** Volumes that cannot be used, that are not made in time, and that are nearly full. */
export async function findVolumes(
  knex: Knex,
  now: number = Date.now(),
): Promise<FoundAttention> {
  const select = (narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder) =>
    find(knex, narrow);
  const [failed, stuck, full] = await Promise.all([
    select(query => query.where({ phase: 'Error' })),
    select(query =>
      query.where({ phase: 'Pending' }).where('created_at', '<', now - PENDING),
    ),
    select(query =>
      query
        .where({ phase: 'Available' })
        .whereRaw('used_bytes * 100 > size_bytes * ?', [FULL]),
    ),
  ]);
  return {
    items: [
      ...failed.rows.map(row =>
        toAttention(row, 'error', 'cannot be used', 'Nobody has said why.'),
      ),
      ...stuck.rows.map(row =>
        toAttention(row, 'warning', 'is not made yet', 'Nobody has said why.'),
      ),
      ...full.rows.map(row => ({
        ...toAttention(row, 'info', 'is nearly full', ''),
        cause: `${percent(row)} % of it is used; what runs write beyond its size is lost.`,
        action: { label: 'Make it larger' },
      })),
    ],
    total: failed.total + stuck.total + full.total,
  };
}

async function find(
  knex: Knex,
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<{ rows: Row[]; total: number }> {
  const rows: Row[] = await narrow(knex('volumes'))
    .orderBy(['name', 'project'])
    .limit(READ)
    .select(
      'project',
      'name',
      'phase',
      'conditions_json',
      'used_bytes',
      'size_bytes',
      'created_at',
    );
  const total = await countUpTo(knex, narrow(knex('volumes')), rows.length);
  return { rows, total };
}

function toAttention(
  row: Row,
  severity: Attention['severity'],
  how: string,
  otherwise: string,
): Attention {
  const { project, name } = row;
  const conditions: Condition[] = JSON.parse(row.conditions_json);
  return {
    id: `volume/${project}/${name}`,
    ...{ severity, kind: 'volume', project, name },
    title: `Volume ${name} of ${project} ${how}`,
    ...causeOf(conditions, otherwise),
    action: { label: 'See its conditions' },
  };
}

function percent(row: Row): number {
  return Math.round((Number(row.used_bytes) / Number(row.size_bytes)) * 100);
}
