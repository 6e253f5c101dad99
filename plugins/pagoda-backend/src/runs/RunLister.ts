import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import type { RunFilter, RunPageOptions } from './RunFilter';
import { RunListQuery, type Sql } from './RunListQuery';
import { toRunRecord, type RunRow } from './RunRow';
import { filterNames, possibleStreams, type RunStreams } from './runStreams';
import { RunTextQuery } from './RunTextQuery';
import type { RunRecord } from './types';

/** A page of runs. */
export interface RunListPage {
  records: RunRecord[];
  /** The id to go on after; missing at the end. */
  next?: string;
  /** It was stopped before it found enough; `next` goes on. */
  incomplete: boolean;
}

/** More would take too long. */
const MAX_STEPS = 4_000;
/** Of each stream, at least one in so many of all steps is taken. */
const MIN_SHARE = 40;

/**
 * Lists runs in a time that does not depend on how many there are, whatever the filters.
 *
 * Where one index answers all filters, it does. Otherwise each index that answers some of them is asked how far back it
 * reaches within a few thousand runs, and the one that reaches furthest is walked, checking the other filters. If that
 * ends before the page is full, the page says so, and where to go on.
 */
export class RunLister {
  readonly #knex: Knex;
  readonly #maxSteps: number;

  /** @param maxSteps - runs that are looked at for one page, over all streams */
  constructor(knex: Knex, maxSteps: number = MAX_STEPS) {
    this.#knex = knex;
    this.#maxSteps = maxSteps;
  }

  async list(filter: RunFilter, page: RunPageOptions): Promise<RunListPage> {
    if (filter.projects?.length === 0 || filter.phases?.length === 0) {
      return { records: [], incomplete: false };
    }
    const { ids, stop } = filter.text
      ? await this.#search(filter, filter.text, page)
      : await this.#walk(filter, page);
    const more = ids.length > page.limit;
    const shown = ids.slice(0, page.limit);
    const records = await this.#read(shown);
    if (more) {
      return { records, next: shown.at(-1), incomplete: false };
    }
    return { records, next: stop, incomplete: stop !== undefined };
  }

  async #search(
    filter: RunFilter,
    text: string,
    page: RunPageOptions,
  ): Promise<{ ids: string[]; stop?: string }> {
    const query = new RunTextQuery(this.#knex, filter, text, page);
    if (query.words.length === 0) {
      return { ids: [] };
    }
    if (isSqlite(this.#knex)) {
      const ids = await this.#ids(query.ids(page.limit + 1, this.#maxSteps));
      return ids.length > page.limit
        ? { ids }
        : { ids, stop: await this.#id(query.horizon(this.#maxSteps)) };
    }
    if ((await query.estimate()) <= this.#maxSteps) {
      return { ids: await this.#ids(query.ids(page.limit + 1)) };
    }
    // So common a word is soon met by walking the runs themselves; the text index would gather all of them first.
    return this.#walk(filter, page, query.condition());
  }

  async #walk(
    filter: RunFilter,
    page: RunPageOptions,
    text?: Sql,
  ): Promise<{ ids: string[]; stop?: string }> {
    const query = new RunListQuery(this.#knex, filter, page);
    const possible = possibleStreams(filter);
    const wanted = filterNames(filter);
    const whole = possible.find(({ covers }) =>
      wanted.every(name => covers.includes(name)),
    );
    if (whole && !text) {
      return { ids: await this.#ids(query.ids(whole, page.limit + 1)) };
    }
    const { streams, stop } = await this.#furthest(
      query,
      text && whole ? [whole] : possible,
      page,
    );
    return {
      ids: await this.#ids(
        query.ids(streams, page.limit + 1, { until: stop, text }),
      ),
      stop,
    };
  }

  async #furthest(
    query: RunListQuery,
    possible: RunStreams[],
    page: RunPageOptions,
  ): Promise<{ streams: RunStreams; stop?: string }> {
    let best: { streams: RunStreams; stop: string } | undefined;
    for (const streams of possible) {
      const count =
        (streams.projects?.length ?? 1) * (streams.phases?.length ?? 1);
      const steps = Math.max(
        Math.ceil(this.#maxSteps / MIN_SHARE),
        Math.floor(this.#maxSteps / count),
      );
      const stop = await this.#id(query.horizon(streams, steps));
      if (stop === undefined) {
        return { streams };
      }
      if (!best || (page.descending ? stop < best.stop : stop > best.stop)) {
        best = { streams, stop };
      }
    }
    if (!best) {
      throw new Error('A list of runs has nothing to be read from');
    }
    return best;
  }

  async #read(ids: string[]): Promise<RunRecord[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows = await this.#knex<RunRow>('runs').whereIn('id', ids);
    const byId = new Map(rows.map(row => [row.id, row]));
    return ids.flatMap(id => {
      const row = byId.get(id);
      // One may have been deleted since.
      return row ? [toRunRecord(row)] : [];
    });
  }

  async #ids(query: Sql): Promise<string[]> {
    return (await this.#rows(query)).map(row => String(row.id));
  }

  async #id(query: Sql): Promise<string | undefined> {
    const [row] = await this.#rows(query);
    return row?.id === undefined || row.id === null
      ? undefined
      : String(row.id);
  }

  async #rows({ sql, bindings }: Sql): Promise<{ id?: unknown }[]> {
    const result = await this.#knex.raw(sql, bindings);
    return isSqlite(this.#knex) ? result : result.rows;
  }
}
