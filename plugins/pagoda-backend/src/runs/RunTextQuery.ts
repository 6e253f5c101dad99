import type { Knex } from 'knex';
import { join, text, type Sql } from '../database/sql';
import { firstIdAt, type RunFilter, type RunPageOptions } from './RunFilter';
import { RunListQuery } from './RunListQuery';
import { scopeWord, splitWords, type SearchScope } from './searchWords';

/** What is used of a plan as PostgreSQL's EXPLAIN gives it. */
interface QueryPlan {
  'Plan Rows': number;
  Plans?: QueryPlan[];
}

/** Rows of SQLite's text index, from `low` to `high`. */
export interface RowWindow {
  low: number;
  high: number;
}

/** Writes the SQL of text search: FTS5 in SQLite, `tsvector` in PostgreSQL. See runSearchIndex.ts. */
export class RunTextQuery {
  readonly #knex: Knex;
  readonly #filter: RunFilter;
  readonly #page: RunPageOptions;
  /** What is looked for; empty when the text has no words. */
  readonly words: string[];

  constructor(
    knex: Knex,
    filter: RunFilter,
    wanted: string,
    page: RunPageOptions,
  ) {
    this.#knex = knex;
    this.#filter = filter;
    this.#page = page;
    this.words = splitWords(wanted);
  }

  /** PostgreSQL: ids of the first `limit` runs that have the words and fit the filter, in order. */
  ids(limit: number): Sql {
    const { after, descending } = this.#page;
    const { since } = this.#filter;
    const rest = this.#rest();
    return {
      sql: `select run as id from run_search join runs on runs.id = run_search.run where words @@ ?::tsquery${
        after === undefined ? '' : ` and run ${descending ? '<' : '>'} ?`
      }${since === undefined ? '' : ' and run >= ?'}${rest.sql}
      order by run ${this.#direction} limit ?`,
      bindings: [
        this.#tsquery(),
        ...(after === undefined ? [] : [after]),
        ...(since === undefined ? [] : [firstIdAt(since)]),
        ...rest.bindings,
        limit,
      ],
    };
  }

  /**
   * PostgreSQL: how many runs have the rarest of the words, as the planner expects. What it expects of all together is
   * too little where they go together, as `exit` and `code` do.
   */
  async estimate(): Promise<number> {
    const groups = this.#groups();
    const { rows } = await this.#knex.raw(
      `explain (format json) ${groups
        .map(() => '(select 1 from run_search where words @@ ?::tsquery)')
        .join(' union all ')}`,
      groups,
    );
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'] as { Plan: QueryPlan }[];
    const plans = groups.length === 1 ? [plan] : (plan.Plans ?? []);
    return Math.min(...plans.map(one => one['Plan Rows']));
  }

  /** PostgreSQL: whether a row of `runs` has the words; not as a join, which might begin at the wrong end. */
  condition(): Sql {
    return {
      sql: '(select run_search.words @@ ?::tsquery from run_search where run_search.run = runs.id)',
      bindings: [this.#tsquery()],
    };
  }

  /**
   * SQLite: the rows of the text index that the page may come from, as numbers `low` and `high`; null where there are none.
   * The end that the list begins at is the row of a run that exists.
   */
  range(): Sql {
    const { after, descending } = this.#page;
    const { since } = this.#filter;
    const nearest = (operator: string, direction: string, id: string): Sql => ({
      sql: `(select seq from runs where id ${operator} ? order by id ${direction} limit 1)`,
      bindings: [id],
    });
    let low =
      since === undefined
        ? text('(select min(seq) from runs)')
        : nearest('>=', 'asc', firstIdAt(since));
    let high = text('(select max(seq) from runs)');
    if (after !== undefined && descending) {
      high = nearest('<', 'desc', after);
    } else if (after !== undefined) {
      const next = nearest('>', 'asc', after);
      low = join(text('max('), low, text(','), next, text(')'));
    }
    return join(text('select'), low, text('as low,'), high, text('as high'));
  }

  /**
   * SQLite: rows with the `id`s of the first `limit` runs that have the words and fit the filter, in order; and, if the
   * window has so many, one whose `stop` is the id of run number `steps` with these words.
   *
   * @param steps - runs with these words that are looked at
   */
  idsWithin({ low, high }: RowWindow, steps: number, limit: number): Sql {
    const rest = this.#rest();
    const last = this.#page.descending ? 'min' : 'max';
    return {
      // Rows of the text index are numbered in the order of ids.
      sql: `with found as materialized (
        select rowid as seq from run_search where run_search match ? and rowid between ? and ?
        order by rowid ${this.#direction} limit ?)
      select * from (
        select runs.id as id, null as stop from found cross join runs on runs.seq = found.seq where true${rest.sql}
        order by found.seq ${this.#direction} limit ?)
      union all
      select null as id, (select id from runs where seq = (select ${last}(seq) from found)) as stop
      where (select count(*) from found) = ?`,
      bindings: [
        this.#match(),
        low,
        high,
        steps,
        ...rest.bindings,
        limit,
        steps,
      ],
    };
  }

  /** SQLite: the id of the last run of a window, in the direction of the list. */
  edge({ low, high }: RowWindow): Sql {
    return {
      sql: `select id from runs where seq between ? and ? order by seq ${
        this.#page.descending ? 'asc' : 'desc'
      } limit 1`,
      bindings: [low, high],
    };
  }

  get #direction(): string {
    return this.#page.descending ? 'desc' : 'asc';
  }

  /** The filters again, on the rows themselves: the index has hashes of them, and not all. */
  #rest(): Sql {
    const conditions = new RunListQuery(
      this.#knex,
      this.#filter,
      this.#page,
    ).conditions();
    return {
      sql: conditions.map(({ sql }) => ` and ${sql}`).join(''),
      bindings: conditions.flatMap(({ bindings }) => bindings),
    };
  }

  /** Words that stand for the filters which the index knows. Each list is alternatives. */
  #scope(): string[][] {
    const { projects, experiment, owner, cluster, sweep } = this.#filter;
    const single: SearchScope = {
      experiment,
      owner,
      cluster,
      sweep: sweep === 'none' ? undefined : sweep,
    };
    return [
      ...(projects ? [projects.map(name => scopeWord('project', name))] : []),
      ...Object.entries(single).flatMap(([name, value]) =>
        value === undefined
          ? []
          : [[scopeWord(name as keyof SearchScope, value)]],
      ),
    ];
  }

  /** An FTS5 expression: sqlite.org/fts5.html#full_text_query_syntax. */
  #match(): string {
    const quoted = (words: string[], operator: string) =>
      words.map(word => `"${word}"`).join(operator);
    return [
      `words : (${quoted(this.words, ' AND ')})`,
      ...this.#scope().map(words => `scope : (${quoted(words, ' OR ')})`),
    ].join(' AND ');
  }

  #tsquery(): string {
    return this.#groups().join(' & ');
  }

  /** Each word, and each list of alternatives, as a `tsquery` of its own. */
  #groups(): string[] {
    return [...this.words.map(word => [word]), ...this.#scope()].map(
      words => `(${words.map(word => `'${word}'`).join(' | ')})`,
    );
  }
}
