import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import type { Sql } from '../database/sql';
import type { RunFilter, RunPageOptions } from './RunFilter';
import { RunListQuery } from './RunListQuery';
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

/** How much one page may cost. */
export interface RunListLimits {
  /** Runs that the first round looks at, over all streams. The next looks at twice as many, and so on. */
  steps: number;
  /** Runs that one round looks at, at most. */
  maxSteps: number;
  /** Rows of SQLite's text index that the first round of a search reaches over; each next one, twice as many. */
  window: number;
  /** No new round begins after so many milliseconds. */
  budget: number;
}

const LIMITS: RunListLimits = {
  steps: 500,
  maxSteps: 2_000,
  window: 262_144,
  budget: 12,
};
/** Of each stream, at least one in so many of all steps is taken. */
const MIN_SHARE = 40;
/** What one round has found. */
interface Round {
  ids: string[];
  /** Where the round ended before the end of the list. */
  stop?: string;
}

/**
 * Lists runs in a time that does not depend on how many there are, whatever the filters.
 *
 * Where one index answers all filters, it does. Otherwise each index that answers some of them is asked how far back it
 * reaches within a few thousand runs, and the one that reaches furthest is walked, checking the other filters; again and
 * again, until the page is full or its time is over. Then the page says so, and where to go on.
 */
export class RunLister {
  readonly #knex: Knex;
  readonly #limits: RunListLimits;

  constructor(knex: Knex, limits: RunListLimits = LIMITS) {
    this.#knex = knex;
    this.#limits = limits;
  }

  async list(filter: RunFilter, page: RunPageOptions): Promise<RunListPage> {
    if (filter.projects?.length === 0 || filter.phases?.length === 0) {
      return { records: [], incomplete: false };
    }
    const end = performance.now() + this.#limits.budget;
    const ids: string[] = [];
    let stop = page.after;
    let limits = this.#limits;
    do {
      const round = await this.#round(
        filter,
        { ...page, after: stop, limit: page.limit + 1 - ids.length },
        limits,
      );
      ids.push(...round.ids);
      stop = round.stop;
      limits = grown(limits);
    } while (
      stop !== undefined &&
      ids.length <= page.limit &&
      performance.now() < end
    );
    const shown = ids.slice(0, page.limit);
    const records = await this.#read(shown);
    return ids.length > page.limit
      ? { records, next: shown.at(-1), incomplete: false }
      : { records, next: stop, incomplete: stop !== undefined };
  }

  /** Finds up to `page.limit` ids. */
  async #round(
    filter: RunFilter,
    page: RunPageOptions,
    limits: RunListLimits,
  ): Promise<Round> {
    if (!filter.text) {
      return this.#walk(filter, page, limits);
    }
    const query = new RunTextQuery(this.#knex, filter, filter.text, page);
    if (query.words.length === 0) {
      return { ids: [] };
    }
    if (isSqlite(this.#knex)) {
      return this.#searchWindow(query, page, limits);
    }
    if ((await query.estimate()) <= limits.maxSteps) {
      return { ids: await this.#ids(query.ids(page.limit)) };
    }
    // So common a word is soon met by walking the runs themselves; the text index would gather all of them first.
    return this.#walk(filter, page, limits, query.condition());
  }

  /**
   * SQLite: looks through one window of the text index. Where each word is common and all together are not, the whole
   * index would have to be walked for one page.
   */
  async #searchWindow(
    query: RunTextQuery,
    { limit, descending }: RunPageOptions,
    { maxSteps, window }: RunListLimits,
  ): Promise<Round> {
    const [range] = await this.#rows<{
      low: number | null;
      high: number | null;
    }>(query.range());
    if (!range || range.low === null || range.high === null) {
      return { ids: [] };
    }
    const { low, high } = range;
    const rows = descending
      ? { low: Math.max(low, high - window + 1), high }
      : { low, high: Math.min(high, low + window - 1) };
    const found = await this.#rows<{ id: string | null; stop: string | null }>(
      query.idsWithin(rows, maxSteps, limit),
    );
    const ids = found.flatMap(({ id }) => id ?? []);
    if (ids.length === limit) {
      return { ids };
    }
    const stop = found.at(-1)?.stop ?? undefined;
    const isWhole = rows.low === low && rows.high === high;
    return {
      ids,
      stop: stop ?? (isWhole ? undefined : await this.#id(query.edge(rows))),
    };
  }

  async #walk(
    filter: RunFilter,
    page: RunPageOptions,
    limits: RunListLimits,
    text?: Sql,
  ): Promise<Round> {
    const query = new RunListQuery(this.#knex, filter, page);
    const possible = possibleStreams(filter);
    const wanted = filterNames(filter);
    const whole = possible.find(({ covers }) =>
      wanted.every(name => covers.includes(name)),
    );
    if (whole && !text) {
      return { ids: await this.#ids(query.ids(whole, page.limit)) };
    }
    const { streams, steps, stop } = await this.#furthest(
      query,
      text && whole ? [whole] : possible,
      { descending: page.descending, steps: limits.steps },
    );
    return {
      ids: await this.#ids(
        query.ids(streams, page.limit, { steps, until: stop, text }),
      ),
      stop,
    };
  }

  async #furthest(
    query: RunListQuery,
    possible: RunStreams[],
    walk: { descending?: boolean; steps: number },
  ): Promise<{ streams: RunStreams; steps: number; stop?: string }> {
    let best: { streams: RunStreams; steps: number; stop: string } | undefined;
    for (const streams of possible) {
      const count =
        (streams.projects?.length ?? 1) * (streams.phases?.length ?? 1);
      const steps = Math.max(
        Math.ceil(walk.steps / MIN_SHARE),
        Math.floor(walk.steps / count),
      );
      const stop = await this.#id(query.horizon(streams, steps));
      if (stop === undefined) {
        return { streams, steps };
      }
      if (!best || (walk.descending ? stop < best.stop : stop > best.stop)) {
        best = { streams, steps, stop };
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

  async #rows<Row = { id?: unknown }>({ sql, bindings }: Sql): Promise<Row[]> {
    const result = await this.#knex.raw(sql, bindings);
    return isSqlite(this.#knex) ? result : result.rows;
  }
}

/** What the next round may cost: twice as much, so that what is rare is met in few rounds. */
function grown(limits: RunListLimits): RunListLimits {
  return {
    ...limits,
    steps: Math.min(limits.steps * 2, limits.maxSteps),
    window: limits.window * 2,
  };
}
