import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import { firstIdAt, type RunFilter, type RunPageOptions } from './RunFilter';
import { RunListQuery, type Sql } from './RunListQuery';
import { scopeWord, splitWords, type SearchScope } from './searchWords';

/** Writes the SQL of text search: FTS5 in SQLite, `tsvector` in PostgreSQL. See runSearchIndex.ts. */
export class RunTextQuery {
  readonly #knex: Knex;
  readonly #sqlite: boolean;
  readonly #filter: RunFilter;
  readonly #page: RunPageOptions;
  /** What is looked for; empty when the text has no words. */
  readonly words: string[];

  constructor(
    knex: Knex,
    filter: RunFilter,
    text: string,
    page: RunPageOptions,
  ) {
    this.#knex = knex;
    this.#sqlite = isSqlite(knex);
    this.#filter = filter;
    this.#page = page;
    this.words = splitWords(text);
  }

  /**
   * Ids of the first `limit` runs that have the words and fit the filter, in order.
   *
   * @param steps - runs with these words that are looked at; all where it is missing
   */
  ids(limit: number, steps?: number): Sql {
    const { sql, bindings } = this.#candidates(steps);
    const rest = new RunListQuery(
      this.#knex,
      this.#filter,
      this.#page,
    ).conditions();
    return {
      sql: `select runs.id as id from (${sql}) as found ${
        this.#sqlite
          ? 'cross join runs on runs.seq = found.seq'
          : 'join runs on runs.id = found.run'
      }${rest.length > 0 ? ` where ${rest.map(c => c.sql).join(' and ')}` : ''}
      order by runs.${this.#sqlite ? 'seq' : 'id'} ${this.#direction} limit ?`,
      bindings: [...bindings, ...rest.flatMap(c => c.bindings), limit],
    };
  }

  /** SQLite: the id of run number `steps` with these words, if there are so many. */
  horizon(steps: number): Sql {
    const { sql, bindings } = this.#candidates(1, steps - 1);
    return {
      sql: `select runs.id as id from (${sql}) as found join runs on runs.seq = found.seq`,
      bindings,
    };
  }

  /** PostgreSQL: how many runs the planner expects to have the words. */
  async estimate(): Promise<number> {
    const { rows } = await this.#knex.raw(
      'explain (format json) select 1 from run_search where words @@ ?::tsquery',
      [this.#tsquery()],
    );
    const [{ Plan: plan }] = rows[0]['QUERY PLAN'] as {
      Plan: { 'Plan Rows': number };
    }[];
    return plan['Plan Rows'];
  }

  /** PostgreSQL: whether a row of `runs` has the words. */
  condition(): Sql {
    return {
      sql: 'exists (select 1 from run_search where run_search.run = runs.id and run_search.words @@ ?::tsquery)',
      bindings: [this.#tsquery()],
    };
  }

  get #direction(): string {
    return this.#page.descending ? 'desc' : 'asc';
  }

  #candidates(limit?: number, offset: number = 0): Sql {
    const { after, descending } = this.#page;
    const { since } = this.#filter;
    if (!this.#sqlite) {
      return {
        sql: `select run from run_search where words @@ ?::tsquery${
          after === undefined ? '' : ` and run ${descending ? '<' : '>'} ?`
        }${since === undefined ? '' : ' and run >= ?'}`,
        bindings: [
          this.#tsquery(),
          ...(after === undefined ? [] : [after]),
          ...(since === undefined ? [] : [firstIdAt(since)]),
        ],
      };
    }
    // Numbers of rows are in the order of ids. The run that a cursor names may be gone.
    const nearest = (operator: string, direction: string) =>
      `(select seq from runs where id ${operator} ? order by id ${direction} limit 1)`;
    return {
      sql: `select rowid as seq from run_search where run_search match ?${
        after === undefined
          ? ''
          : descending
            ? ` and rowid <= ${nearest('<', 'desc')}`
            : ` and rowid >= ${nearest('>', 'asc')}`
      }${since === undefined ? '' : ` and rowid >= ${nearest('>=', 'asc')}`}
      order by rowid ${this.#direction} limit ? offset ?`,
      bindings: [
        this.#match(),
        ...(after === undefined ? [] : [after]),
        ...(since === undefined ? [] : [firstIdAt(since)]),
        limit ?? -1,
        offset,
      ],
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
    const all = (words: string[]) =>
      words.map(word => `"${word}"`).join(' AND ');
    const any = (words: string[]) =>
      words.map(word => `"${word}"`).join(' OR ');
    return [
      `words : (${all(this.words)})`,
      ...this.#scope().map(words => `scope : (${any(words)})`),
    ].join(' AND ');
  }

  #tsquery(): string {
    const any = (words: string[]) =>
      `(${words.map(word => `'${word}'`).join(' | ')})`;
    return [...this.words.map(word => [word]), ...this.#scope()]
      .map(any)
      .join(' & ');
  }
}
