import { ACTIVE_PHASES } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import { toRunRecord, type RunRow } from './RunRow';
import type { RunRecord } from './types';

/** A sweep that limits how many of its points are active. */
export interface LimitedSweep {
  parallelism: number;
  active: number;
}

/** Projects whose queues one statement reads. */
const CHUNK = 100;
/** Runs of each project that are read however many projects wait. */
const LEAST = 5;
/** Places in a queue are counted so far. */
const COUNT_LIMIT = 10_000;

/** Reads the runs that wait, in the order in which they are to start. */
export class RunQueue {
  readonly #knex: Knex;
  readonly #onCluster: string;

  constructor(knex: Knex) {
    this.#knex = knex;
    // `+` keeps SQLite from the index of clusters, where a project's runs are among the runs of all others.
    this.#onCluster = isSqlite(knex) ? '+cluster = ?' : 'cluster = ?';
  }

  /**
   * The oldest waiting runs of each project, oldest first. Left out is what waits for its retry, or for its sweep: ten
   * thousand points of one sweep hide nobody.
   */
  async heads(
    cluster: string,
    options: {
      now: Date;
      /** Runs of one project at most. */
      perProject: number;
      /** Runs in all, more or less: where many projects wait, fewer of each are read. */
      inAll: number;
      sweeps: Map<string, LimitedSweep>;
    },
  ): Promise<RunRecord[]> {
    const projects = await this.#waitingProjects(cluster);
    const full = fullSweeps(options.sweeps);
    const limit = Math.min(
      options.perProject,
      Math.max(LEAST, Math.floor(options.inAll / projects.length)),
    );
    const rows: RunRow[] = [];
    for (let start = 0; start < projects.length; start += CHUNK) {
      const queries = projects.slice(start, start + CHUNK).map(project =>
        this.#knex.select('*').from(
          this.#eligible(project, full)
            .whereRaw(this.#onCluster, [cluster])
            .where(query => {
              query
                .whereNull('next_attempt_at')
                .orWhere('next_attempt_at', '<=', options.now.getTime());
            })
            .orderBy('id')
            .limit(limit)
            .as('queue'),
        ),
      );
      rows.push(...(await this.#knex.unionAll(queries)));
    }
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map(toRunRecord);
  }

  /** The unfinished sweeps on the cluster that limit their parallelism. */
  async limitedSweeps(cluster: string): Promise<Map<string, LimitedSweep>> {
    const rows = await this.#knex('sweeps')
      .where({ phase: 'Running', cluster })
      .whereNotNull('parallelism')
      .select('id', 'parallelism', {
        active: this.#knex('runs')
          .whereRaw('runs.sweep = sweeps.id')
          .whereIn('phase', ACTIVE_PHASES)
          .count(),
      });
    return new Map(
      rows.map(({ id, parallelism, active }) => [
        id,
        { parallelism, active: Number(active) },
      ]),
    );
  }

  /**
   * The run's place among those of its project (or, with `within: 'sweep'`, its sweep) that wait: 1 for the next.
   * `undefined` beyond 10,000.
   */
  async position(
    run: { id: string; project: string; sweep?: string | null },
    options: { within: 'project' | 'sweep'; sweeps: Map<string, LimitedSweep> },
  ): Promise<number | undefined> {
    const queue =
      options.within === 'sweep' && run.sweep
        ? this.#knex('runs').where({ sweep: run.sweep, phase: 'Queued' })
        : this.#eligible(run.project, fullSweeps(options.sweeps));
    const before = queue.where('id', '<', run.id).limit(COUNT_LIMIT);
    const row = await this.#knex
      .from(before.select('id').as('before'))
      .count({ count: '*' })
      .first();
    const count = Number(row?.count ?? 0);
    return count < COUNT_LIMIT ? count + 1 : undefined;
  }

  /** Up to `limit` active runs of the project, oldest first. */
  async activeOf(project: string, limit: number): Promise<RunRecord[]> {
    const rows = await this.#knex<RunRow>('runs')
      .where({ project })
      .whereIn('phase', ACTIVE_PHASES)
      .orderBy('id')
      .limit(limit);
    return rows.map(toRunRecord);
  }

  #eligible(project: string, fullSweepIds: string[]) {
    return this.#knex<RunRow>('runs')
      .where({ project, phase: 'Queued' })
      .modify(query => {
        if (fullSweepIds.length > 0) {
          query.where(q => {
            q.whereNull('sweep').orWhereNotIn('sweep', fullSweepIds);
          });
        }
      });
  }

  async #waitingProjects(cluster: string): Promise<string[]> {
    const waits = this.#knex('runs')
      .whereRaw('runs.project = projects.name')
      .where({ phase: 'Queued' })
      .whereRaw(this.#onCluster, [cluster]);
    return this.#knex('projects').whereExists(waits).pluck('name');
  }
}

function fullSweeps(sweeps: Map<string, LimitedSweep>): string[] {
  return [...sweeps]
    .filter(([, { parallelism, active }]) => active >= parallelism)
    .map(([id]) => id);
}
