import { EventEmitter } from 'node:events';
import type {
  Explanation,
  RunEvent,
  SourceFile,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { readSource } from '../database/sources';
import type { RunFilter, RunPageOptions } from './RunFilter';
import { RunLister, type RunListPage } from './RunLister';
import { toRunRecord, type RunRow } from './RunRow';
import { RunWriter } from './RunWriter';
import type {
  CreateRunsOptions,
  NewRun,
  ProjectDemand,
  RunObservation,
  RunRecord,
  RunStoreForReconciler,
} from './types';

/** All SQL of runs; the only one that writes their rows. */
export class RunStore implements RunStoreForReconciler {
  readonly #knex: Knex;
  readonly #writer: RunWriter;
  readonly #lister: RunLister;
  readonly #work = new EventEmitter().setMaxListeners(0);

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#writer = new RunWriter(knex);
    this.#lister = new RunLister(knex);
  }

  /**
   * Stores runs of one project; all or none. An idempotent request is answered with the first run, or with
   * `options.answer`.
   *
   * @throws IdempotencyRace when the key was taken in the meantime; ApiError 404 when the project is gone.
   */
  async create(
    runs: NewRun[],
    options: CreateRunsOptions = {},
  ): Promise<RunRecord[]> {
    const created = await this.#writer.create({ runs, options });
    this.#tell(runs.map(run => run.cluster));
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
    return readSource(this.#knex, source);
  }

  /** A page of runs; see RunLister. */
  async list(filter: RunFilter, page: RunPageOptions): Promise<RunListPage> {
    return this.#lister.list(filter, page);
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

  /** Whether at least `count` runs of the project wait. */
  async hasQueued(project: string, count: number): Promise<boolean> {
    const row = await this.#knex('runs')
      .where({ project, phase: 'Queued' })
      .orderBy('id')
      .offset(count - 1)
      .first('id');
    return row !== undefined;
  }

  async observe(
    id: string,
    version: number,
    observation: RunObservation,
  ): Promise<RunRecord | undefined> {
    return this.#writer.observe(id, version, observation);
  }

  /**
   * Notes that the run's end is wanted, and by whom. One that waits is ended at once, with `explanation`. Returns the
   * record as it is then; a run that has ended, or was cancelled before, stays as it is.
   *
   * @param force - whether its end is not to wait for a cluster that does not answer; may be asked for afterwards
   */
  async requestCancel(
    id: string,
    by: string,
    explanation: Explanation,
    force = false,
  ): Promise<RunRecord | undefined> {
    const record = await this.#writer.requestCancel(id, by, explanation, force);
    this.#tell(record ? [record.run.cluster] : []);
    return record;
  }

  /** The same for all runs of a sweep that have not ended. */
  async requestCancelOfSweep(
    sweep: string,
    by: string,
    explanation: Explanation,
  ): Promise<void> {
    this.#tell(await this.#writer.requestCancelOfSweep(sweep, by, explanation));
  }

  /** Deletes a run that has ended; false when it is not there or has not ended. */
  async delete(id: string): Promise<boolean> {
    return this.#writer.delete(id);
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

  #tell(clusters: string[]): void {
    for (const cluster of new Set(clusters)) {
      this.#work.emit('work', cluster);
    }
  }
}
