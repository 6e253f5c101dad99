import { EventEmitter } from 'node:events';
import {
  isFinal,
  type Explanation,
  type RunEvent,
  type SourceFile,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { GroupCommit } from '../database/GroupCommit';
import { likePattern } from '../database/likePattern';
import { recordAnswer } from '../http/idempotency';
import { insertRuns } from './insertRuns';
import {
  listRunsQuery,
  type RunFilter,
  type RunPageOptions,
} from './listRunsQuery';
import { announceRunChanges, appendRunChanges } from './runChanges';
import { toRunRecord, type RunRow } from './RunRow';
import type {
  CreateRunsOptions,
  NewRun,
  ProjectDemand,
  RunObservation,
  RunRecord,
  RunStoreForReconciler,
} from './types';

/** A text search looks through so many runs before it answers with what it has found. */
const SEARCH_WINDOW = 5_000;

/** All SQL of runs; the only one that writes their rows. */
export class RunStore implements RunStoreForReconciler {
  readonly #knex: Knex;
  readonly #commits: GroupCommit;
  readonly #work = new EventEmitter().setMaxListeners(0);

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#commits = new GroupCommit(knex);
  }

  /** Stores runs of one project; all or none. The answer to an idempotent request is the first run. */
  async create(
    runs: NewRun[],
    options: CreateRunsOptions = {},
  ): Promise<RunRecord[]> {
    const created = await this.#commits.run(async tx => {
      const records = await insertRuns(tx, runs[0].project, runs);
      await options.with?.(tx, records);
      if (options.idempotency) {
        await recordAnswer(tx, options.idempotency, {
          status: 201,
          body: records[0].run,
        });
      }
      return records;
    });
    announceRunChanges();
    for (const cluster of new Set(runs.map(run => run.cluster))) {
      this.#work.emit('work', cluster);
    }
    return created;
  }

  async get(id: string): Promise<RunRecord | undefined> {
    const row = await this.#knex<RunRow>('runs').where({ id }).first();
    return row && toRunRecord(row);
  }

  async getMany(ids: string[]): Promise<RunRecord[]> {
    const rows = await this.#knex<RunRow>('runs').whereIn('id', ids);
    return rows.map(toRunRecord);
  }

  async files(source: string): Promise<SourceFile[]> {
    const row = await this.#knex('sources').where({ hash: source }).first();
    if (!row) {
      throw new Error(`The files ${source} of a run are missing`);
    }
    return JSON.parse(row.files_json);
  }

  /**
   * A page of runs. `next` is the id to go on after; with `incomplete` the search has stopped before it found enough.
   */
  async list(
    filter: RunFilter,
    page: RunPageOptions,
  ): Promise<{ records: RunRecord[]; next?: string; incomplete: boolean }> {
    if (filter.projects?.length === 0) {
      return { records: [], incomplete: false };
    }
    if (filter.text) {
      return this.#search(filter, page);
    }
    const rows: RunRow[] = await listRunsQuery(this.#knex, filter, {
      ...page,
      limit: page.limit + 1,
    });
    const records = rows.slice(0, page.limit).map(toRunRecord);
    return {
      records,
      next: rows.length > page.limit ? records.at(-1)?.run.id : undefined,
      incomplete: false,
    };
  }

  /** Looks through a window of runs at most, so that a text which matches nothing takes no longer than one that does. */
  async #search(filter: RunFilter, page: RunPageOptions) {
    const { text = '', ...rest } = filter;
    const direction = page.descending ? 'desc' : 'asc';
    const window = () =>
      listRunsQuery(this.#knex, rest, { ...page, limit: SEARCH_WINDOW }).as(
        'looked_at',
      );
    const rows: RunRow[] = await this.#knex
      .select('*')
      .from(window())
      .whereRaw("search_text like ? escape '\\'", [likePattern(text)])
      .orderBy('id', direction)
      .limit(page.limit + 1);
    const records = rows.slice(0, page.limit).map(toRunRecord);
    if (rows.length > page.limit) {
      return { records, next: records.at(-1)?.run.id, incomplete: false };
    }
    const last = await this.#knex
      .select('id')
      .from(window())
      .orderBy('id', direction)
      .offset(SEARCH_WINDOW - 1)
      .limit(1)
      .first();
    return {
      records,
      next: last?.id as string | undefined,
      incomplete: Boolean(last),
    };
  }

  async queued(
    cluster: string,
    options: { limit: number; afterId?: string },
  ): Promise<RunRecord[]> {
    const rows = await this.#knex<RunRow>('runs')
      .where({ cluster, phase: 'Queued' })
      .modify(query => {
        if (options.afterId !== undefined) {
          query.andWhere('id', '>', options.afterId);
        }
      })
      .orderBy('id')
      .limit(options.limit);
    return rows.map(toRunRecord);
  }

  async active(cluster: string): Promise<RunRecord[]> {
    const rows = await this.#knex<RunRow>('runs')
      .where({ cluster })
      .whereIn('phase', ['Starting', 'Running'])
      .orderBy('id');
    return rows.map(toRunRecord);
  }

  async demand(): Promise<Map<string, ProjectDemand>> {
    const rows: Record<string, unknown>[] = await this.#knex('runs')
      .whereIn('phase', ['Starting', 'Running'])
      .groupBy('project')
      .select('project')
      .count({ runs: '*' })
      .sum({ cpu: 'cpu', memory: 'memory_bytes', gpu: 'gpu' });
    return new Map(
      rows.map(row => [
        String(row.project),
        {
          activeRuns: Number(row.runs),
          cpu: Number(row.cpu),
          memoryBytes: Number(row.memory),
          gpu: Number(row.gpu),
        },
      ]),
    );
  }

  /** What the active runs of one project ask for. */
  async projectDemand(project: string): Promise<ProjectDemand> {
    const none = { activeRuns: 0, cpu: 0, memoryBytes: 0, gpu: 0 };
    return (await this.demand()).get(project) ?? none;
  }

  async sweepLimits(
    sweeps: string[],
  ): Promise<Map<string, { parallelism?: number; active: number }>> {
    if (sweeps.length === 0) {
      return new Map();
    }
    const limits = await this.#knex('sweeps')
      .whereIn('id', sweeps)
      .select('id', 'parallelism');
    const counts: Record<string, unknown>[] = await this.#knex('runs')
      .whereIn('sweep', sweeps)
      .whereIn('phase', ['Starting', 'Running'])
      .groupBy('sweep')
      .select('sweep')
      .count({ active: '*' });
    const active = new Map(
      counts.map(row => [String(row.sweep), Number(row.active)]),
    );
    return new Map(
      limits.map(row => [
        row.id,
        {
          parallelism: row.parallelism ?? undefined,
          active: active.get(row.id) ?? 0,
        },
      ]),
    );
  }

  async observe(
    id: string,
    version: number,
    observation: RunObservation,
  ): Promise<RunRecord | undefined> {
    const record = await this.#commits.run(async tx => {
      const [row]: RunRow[] = await tx('runs')
        .where({ id, version })
        .update({
          ...toColumns(observation),
          version: tx.raw('version + 1'),
          observed_generation: tx.raw('generation'),
        })
        .returning('*');
      if (!row) {
        return undefined;
      }
      if (observation.explanation && isFinal(row.phase)) {
        await tx('runs')
          .where({ id })
          .update({
            search_text: tx.raw('substr(search_text || ?, 1, 4000)', [
              ` ${observation.explanation.code} ${observation.explanation.summary}`.toLowerCase(),
            ]),
          });
      }
      await insertEvents(tx, id, observation.events ?? []);
      await appendRunChanges(tx, [
        { run: id, project: row.project, sweep: row.sweep, phase: row.phase },
      ]);
      return toRunRecord(row);
    });
    if (record) {
      announceRunChanges();
    }
    return record;
  }

  /**
   * Notes that the run's end is wanted, and by whom. One that waits is ended at once, with `explanation`. Returns the
   * record as it is then; a run that has ended, or was cancelled before, stays as it is.
   */
  async requestCancel(
    id: string,
    by: string,
    explanation: Explanation,
  ): Promise<RunRecord | undefined> {
    const record = await this.#commits.run(async tx => {
      const now = Date.now();
      const row: RunRow | undefined = await tx('runs').where({ id }).first();
      if (
        !row ||
        row.cancel_requested_by !== null ||
        !['Queued', 'Starting', 'Running'].includes(row.phase)
      ) {
        return row && toRunRecord(row);
      }
      const waits = row.phase === 'Queued';
      const [updated]: RunRow[] = await tx('runs')
        .where({ id, version: row.version })
        .update({
          cancel_requested_by: by,
          cancel_requested_at: now,
          generation: row.generation + 1,
          version: row.version + 1,
          ...(waits && {
            phase: 'Cancelled',
            finished_at: now,
            code: explanation.code,
            explanation_json: JSON.stringify(explanation),
          }),
        })
        .returning('*');
      if (!updated) {
        return undefined;
      }
      await insertEvents(tx, id, [
        {
          type: 'Normal',
          reason: waits ? 'Cancelled' : 'CancelRequested',
          message: waits
            ? explanation.summary
            : `Cancelling was asked for by ${by}`,
        },
      ]);
      await appendRunChanges(tx, [
        {
          run: id,
          project: updated.project,
          sweep: updated.sweep,
          phase: updated.phase,
        },
      ]);
      return toRunRecord(updated);
    });
    if (record) {
      announceRunChanges();
      this.#work.emit('work', record.run.cluster);
      return record;
    }
    // Somebody wrote in between (or there is no such run): look again.
    const now = await this.get(id);
    return now && this.requestCancel(id, by, explanation);
  }

  /** Deletes a run that has ended; false when it is not there or has not ended. */
  async delete(id: string): Promise<boolean> {
    const deleted = await this.#commits.run(async tx => {
      const [row]: RunRow[] = await tx('runs')
        .where({ id })
        .whereIn('phase', ['Succeeded', 'Failed', 'Cancelled'])
        .delete()
        .returning('*');
      if (!row) {
        return false;
      }
      await appendRunChanges(tx, [
        {
          run: id,
          project: row.project,
          sweep: row.sweep,
          phase: row.phase,
          deleted: true,
        },
      ]);
      return true;
    });
    if (deleted) {
      announceRunChanges();
    }
    return deleted;
  }

  async events(run: string): Promise<RunEvent[]> {
    const rows = await this.#knex('run_events').where({ run }).orderBy('seq');
    return rows.map(row => ({
      time: new Date(Number(row.time)).toISOString(),
      type: row.type,
      reason: row.reason,
      message: row.message,
      ...(row.attempt !== null && { attempt: row.attempt }),
    }));
  }

  onWork(listener: (cluster: string) => void): () => void {
    this.#work.on('work', listener);
    return () => this.#work.off('work', listener);
  }
}

async function insertEvents(
  tx: Knex.Transaction,
  run: string,
  events: Omit<RunEvent, 'time'>[],
): Promise<void> {
  if (events.length > 0) {
    const time = Date.now();
    await tx('run_events').insert(
      events.map(event => ({ run, time, ...event })),
    );
  }
}

function toColumns(observation: RunObservation): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  const set = (column: string, value: unknown) => {
    if (value !== undefined) {
      columns[column] = value;
    }
  };
  const json = (value: unknown) =>
    value === undefined || value === null ? value : JSON.stringify(value);
  const time = (value: Date | null | undefined) => value && value.getTime();
  set('phase', observation.phase);
  set('attempt', observation.attempt);
  set('started_at', time(observation.startedAt));
  set('finished_at', time(observation.finishedAt));
  set('exit_code', observation.exitCode);
  set('explanation_json', json(observation.explanation));
  set(
    'code',
    observation.explanation === undefined
      ? undefined
      : (observation.explanation?.code ?? null),
  );
  set('metrics_json', json(observation.metrics));
  set('usage_json', json(observation.usage));
  set('conditions_json', json(observation.conditions));
  set('next_attempt_at', time(observation.nextAttemptAt));
  return columns;
}
