import type { Knex } from 'knex';
import type { LogSearch, SearchedRun } from './types';

/** Clocks of nodes and of the portal differ by less, in milliseconds. */
const CLOCKS = 3_600_000;

interface RunRow {
  id: string;
  number: number | string;
  experiment: string | null;
  sweep: string | null;
}

/** Reads which runs of a project a search is about. */
export class SearchedRuns {
  readonly #knex: Knex;
  readonly #only?: readonly string[];

  /** @param only - of these runs alone */
  constructor(knex: Knex, only?: readonly string[]) {
    this.#knex = knex;
    this.#only = only;
  }

  /** Newest first, those that may have lines of the wanted time; `from` and older. */
  async list(
    search: LogSearch,
    page: { from?: string; limit: number },
  ): Promise<SearchedRun[]> {
    const rows: RunRow[] = await this.#wanted(search)
      .modify(query => {
        if (page.from !== undefined) {
          query.where('id', '<=', page.from);
        }
      })
      .orderBy('id', 'desc')
      .limit(page.limit)
      .select('id', 'number', 'experiment', 'sweep');
    return rows.map(row => ({
      id: row.id,
      number: Number(row.number),
      ...(row.experiment !== null && { experiment: row.experiment }),
      ...(row.sweep !== null && { sweep: row.sweep }),
    }));
  }

  /** When the first of the runs began and the last ended (or now), in milliseconds; `undefined` when there are none. */
  async span(
    search: LogSearch,
  ): Promise<{ from: number; to: number } | undefined> {
    const rows: { from: number | null; to: number }[] = await this.#wanted(
      search,
    )
      .min({ from: 'created_at' })
      .max({ to: this.#knex.raw('coalesce(finished_at, ?)', [Date.now()]) });
    const row = rows.at(0);
    return row === undefined || row.from === null
      ? undefined
      : { from: Number(row.from), to: Number(row.to) };
  }

  #wanted(search: LogSearch): Knex.QueryBuilder {
    const { project, run, experiment, sweep, since, until } = search;
    return this.#knex('runs')
      .where({
        project,
        ...(run !== undefined && { id: run }),
        ...(experiment !== undefined && { experiment }),
        ...(sweep !== undefined && { sweep }),
      })
      .modify(query => {
        if (this.#only) {
          query.whereIn('id', this.#only);
        }
        if (until) {
          query.where('created_at', '<', until.getTime() + CLOCKS);
        }
        if (since) {
          query.where(or =>
            or
              .whereNull('finished_at')
              .orWhere('finished_at', '>=', since.getTime() - CLOCKS),
          );
        }
      });
  }
}
