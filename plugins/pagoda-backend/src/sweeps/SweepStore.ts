import type {
  Explanation,
  ExplanationCode,
  RunPhase,
  SweepPoint,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { NewSweep, SweepCause, SweepCounts, SweepRecord } from './types';

interface SweepRow {
  id: string;
  project: string;
  experiment: string;
  revision: number;
  owner: string;
  cluster: string;
  labels_json: string;
  parameter_names_json: string;
  spec_json: string;
  points: number;
  parallelism: number | null;
  max_failures: number | null;
  phase: SweepRecord['phase'];
  explanation_json: string | null;
  counts_json: string | null;
  cancel_requested_by: string | null;
  generation: number;
  created_at: number | string;
  finished_at: number | string | null;
}

interface PointRow {
  id: string;
  sweep_index: number;
  phase: RunPhase;
  spec_json: string;
  metrics_json: string;
  code: ExplanationCode | null;
}

/** All SQL of sweeps; the only writer of their rows. Their points are runs, which RunStore writes. */
export class SweepStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Stores a sweep, in the transaction that stores its points. */
  async insert(tx: Knex.Transaction, sweep: NewSweep): Promise<void> {
    await tx('sweeps').insert({
      id: sweep.id,
      project: sweep.project,
      experiment: sweep.experiment,
      revision: sweep.revision,
      owner: sweep.owner,
      cluster: sweep.cluster,
      labels_json: JSON.stringify(sweep.labels),
      parameter_names_json: JSON.stringify(sweep.parameterNames),
      spec_json: JSON.stringify(sweep.spec),
      points: sweep.points,
      parallelism: sweep.parallelism ?? null,
      max_failures: sweep.maxFailures ?? null,
      phase: 'Running',
      created_at: sweep.createdAt,
    });
  }

  async find(id: string): Promise<SweepRecord | undefined> {
    const row = await this.#knex<SweepRow>('sweeps').where({ id }).first();
    return row && toRecord(row);
  }

  /** Up to `limit` sweeps, newest first, older than `before`. */
  async list(options: {
    projects?: string[];
    experiment?: string;
    before?: string;
    limit: number;
  }): Promise<SweepRecord[]> {
    const { projects, experiment, before, limit } = options;
    const rows = await this.#knex<SweepRow>('sweeps')
      .modify(query => {
        if (projects) {
          query.whereIn('project', projects);
        }
        if (experiment !== undefined) {
          query.where({ experiment });
        }
        if (before !== undefined) {
          query.where('id', '<', before);
        }
      })
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** Sweeps that have not ended, oldest first. */
  async unfinished(options: {
    ids?: string[];
    after?: string;
    limit: number;
  }): Promise<SweepRecord[]> {
    const { ids, after, limit } = options;
    const rows = await this.#knex<SweepRow>('sweeps')
      .where({ phase: 'Running' })
      .modify(query => {
        if (ids) {
          query.whereIn('id', ids);
        }
        if (after !== undefined) {
          query.where('id', '>', after);
        }
      })
      .orderBy('id')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** Points of each sweep by phase, in one query. */
  async counts(sweeps: string[]): Promise<Map<string, SweepCounts>> {
    const counts = new Map(sweeps.map(id => [id, noPoints()]));
    if (sweeps.length === 0) {
      return counts;
    }
    const rows: { sweep: string; phase: RunPhase; count: number | string }[] =
      await this.#knex('runs')
        .whereIn('sweep', sweeps)
        .groupBy('sweep', 'phase')
        .select('sweep', 'phase', this.#knex.raw('count(*) as count'));
    for (const { sweep, phase, count } of rows) {
      const of = counts.get(sweep);
      if (of) {
        of[phase] = Number(count);
      }
    }
    return counts;
  }

  /** Failed points by cause, the most frequent first. */
  async causes(sweep: string): Promise<SweepCause[]> {
    const rows: {
      code: ExplanationCode | null;
      count: number | string;
      example: string;
    }[] = await this.#knex('runs')
      .where({ sweep, phase: 'Failed' })
      .groupBy('code')
      .select(
        'code',
        this.#knex.raw('count(*) as count'),
        this.#knex.raw('min(id) as example'),
      );
    return rows
      .map(({ code, count, example }) => ({
        code: code ?? 'Unknown',
        count: Number(count),
        example,
      }))
      .sort((a, b) => b.count - a.count);
  }

  /** Up to `limit` points by index. Ids of runs are in the order of their points. */
  async points(
    sweep: string,
    options: { after?: string; limit: number },
  ): Promise<SweepPoint[]> {
    const rows: PointRow[] = await this.#knex('runs')
      .where({ sweep })
      .modify(query => {
        if (options.after !== undefined) {
          query.where('id', '>', options.after);
        }
      })
      .orderBy('id')
      .limit(options.limit)
      .select(
        'id',
        'sweep_index',
        'phase',
        'spec_json',
        'metrics_json',
        'code',
      );
    return rows.map(row => ({
      index: row.sweep_index,
      run: row.id,
      phase: row.phase,
      parameters: JSON.parse(row.spec_json).parameters,
      metrics: JSON.parse(row.metrics_json),
      code: row.code,
    }));
  }

  /** Notes who wants the sweep's end; false when it has ended, or somebody wanted it before. */
  async requestCancel(id: string, by: string): Promise<boolean> {
    const updated = await this.#knex('sweeps')
      .where({ id, phase: 'Running' })
      .whereNull('cancel_requested_by')
      .update({
        cancel_requested_by: by,
        generation: this.#knex.raw('generation + 1'),
      });
    return updated > 0;
  }

  /** Writes how a sweep has ended, unless that was done before. */
  async finish(
    id: string,
    end: {
      phase: SweepRecord['phase'];
      counts: SweepCounts;
      explanation?: Explanation;
    },
  ): Promise<void> {
    await this.#knex('sweeps')
      .where({ id, phase: 'Running' })
      .update({
        phase: end.phase,
        counts_json: JSON.stringify(end.counts),
        explanation_json: end.explanation
          ? JSON.stringify(end.explanation)
          : null,
        finished_at: Date.now(),
      });
  }
}

function noPoints(): SweepCounts {
  return {
    Queued: 0,
    Starting: 0,
    Running: 0,
    Succeeded: 0,
    Failed: 0,
    Cancelled: 0,
  };
}

function toRecord(row: SweepRow): SweepRecord {
  return {
    id: row.id,
    project: row.project,
    experiment: row.experiment,
    revision: row.revision,
    owner: row.owner,
    cluster: row.cluster,
    labels: JSON.parse(row.labels_json),
    parameterNames: JSON.parse(row.parameter_names_json),
    spec: JSON.parse(row.spec_json),
    points: row.points,
    parallelism: row.parallelism ?? undefined,
    maxFailures: row.max_failures ?? undefined,
    phase: row.phase,
    explanation:
      row.explanation_json === null
        ? undefined
        : JSON.parse(row.explanation_json),
    counts: row.counts_json === null ? undefined : JSON.parse(row.counts_json),
    cancelRequestedBy: row.cancel_requested_by ?? undefined,
    generation: row.generation,
    createdAt: Number(row.created_at),
    finishedAt: row.finished_at === null ? undefined : Number(row.finished_at),
  };
}
