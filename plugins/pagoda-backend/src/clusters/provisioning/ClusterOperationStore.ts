import type { ClusterOperation } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { conflict } from '../../http/errors';

/** An operation as it is stored; times are milliseconds since 1970. */
export interface OperationRecord {
  /** UUIDv7 */
  id: string;
  cluster: string;
  kind: ClusterOperation['kind'];
  parameters: Record<string, unknown>;
  phase: ClusterOperation['phase'];
  message?: string;
  /** Entity reference. */
  createdBy: string;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
}

interface Row {
  id: string;
  cluster: string;
  kind: ClusterOperation['kind'];
  parameters_json: string;
  phase: ClusterOperation['phase'];
  message: string | null;
  created_by: string;
  created_at: number | string;
  started_at: number | string | null;
  ended_at: number | string | null;
}

const OPEN = ['Pending', 'Running'];

/** All SQL of operations on provisioned clusters. */
export class ClusterOperationStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Notes an operation; one at a time on a cluster.
   *
   * @throws ApiError 409 `OperationInProgress`
   */
  async insert(
    tx: Knex.Transaction,
    operation: Pick<
      OperationRecord,
      'cluster' | 'kind' | 'parameters' | 'createdBy'
    >,
  ): Promise<OperationRecord> {
    const { cluster, kind, parameters, createdBy } = operation;
    const open: Row | undefined = await tx('cluster_operations')
      .where({ cluster })
      .whereIn('phase', OPEN)
      .first();
    if (open) {
      throw conflict(
        'OperationInProgress',
        `Cluster '${cluster}' has an operation under way: ${open.kind}, asked for by ${open.created_by}`,
        { field: 'cluster', advice: 'Wait for its end.' },
      );
    }
    const row = {
      id: uuid(),
      ...{ cluster, kind },
      parameters_json: JSON.stringify(parameters),
      phase: 'Pending' as const,
      created_by: createdBy,
      created_at: Date.now(),
    };
    await tx('cluster_operations').insert(row);
    return toRecord({
      ...row,
      message: null,
      started_at: null,
      ended_at: null,
    });
  }

  /** The one that is to be worked on; there is at most one. */
  async open(cluster: string): Promise<OperationRecord | undefined> {
    const row: Row | undefined = await this.#knex('cluster_operations')
      .where({ cluster })
      .whereIn('phase', OPEN)
      .orderBy('id')
      .first();
    return row && toRecord(row);
  }

  /** Writes down how far it is. */
  async observe(
    operation: OperationRecord,
    state: { phase: ClusterOperation['phase']; message?: string },
  ): Promise<void> {
    const now = Date.now();
    const ended = !OPEN.includes(state.phase);
    await this.#knex('cluster_operations')
      .where({ id: operation.id })
      .whereIn('phase', OPEN)
      .update({
        phase: state.phase,
        message: state.message ?? null,
        started_at: operation.startedAt ?? now,
        ...(ended && { ended_at: now }),
      });
  }

  /** The newest first, older than the operation `before`. */
  async list(
    cluster: string,
    page: { limit: number; before?: string },
  ): Promise<OperationRecord[]> {
    const rows: Row[] = await this.#knex('cluster_operations')
      .where({ cluster })
      .modify(query => {
        if (page.before !== undefined) {
          query.andWhere('id', '<', page.before);
        }
      })
      .orderBy('id', 'desc')
      .limit(page.limit);
    return rows.map(toRecord);
  }
}

/** The operation as the API shows it. */
export function toOperation(record: OperationRecord): ClusterOperation {
  const time = (at: number | undefined) =>
    at === undefined ? undefined : new Date(at).toISOString();
  return {
    id: record.id,
    kind: record.kind,
    parameters: record.parameters,
    phase: record.phase,
    ...(record.message !== undefined && { message: record.message }),
    createdBy: record.createdBy,
    createdAt: new Date(record.createdAt).toISOString(),
    ...(record.startedAt !== undefined && {
      startedAt: time(record.startedAt),
    }),
    ...(record.endedAt !== undefined && { endedAt: time(record.endedAt) }),
  };
}

function toRecord(row: Row): OperationRecord {
  return {
    id: row.id,
    cluster: row.cluster,
    kind: row.kind,
    parameters: JSON.parse(row.parameters_json),
    phase: row.phase,
    ...(row.message !== null && { message: row.message }),
    createdBy: row.created_by,
    createdAt: Number(row.created_at),
    ...(row.started_at !== null && { startedAt: Number(row.started_at) }),
    ...(row.ended_at !== null && { endedAt: Number(row.ended_at) }),
  };
}
