import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import { bound, join, text, unionAll, where, type Sql } from '../database/sql';
import { firstIdAt, type RunFilter, type RunPageOptions } from './RunFilter';
import { filterNames, type FilterName, type RunStreams } from './runStreams';

/** How streams are walked whose runs have to be checked one by one. */
export interface WalkOptions {
  /** Runs of each stream that are looked at. */
  steps?: number;
  /** No id beyond this one, in the direction of the list; the id itself is still in. */
  until?: string;
  /** What else a row of `runs` must fit. */
  text?: Sql;
}

/** What leads the index of one stream; the project is missing where a table of projects is joined. */
interface StreamValue {
  project?: string;
  phase?: string;
}

/** How one stream is read. */
interface StreamParts {
  limit: number;
  options: WalkOptions;
  residual?: Sql[];
  /** Whole rows instead of ids. */
  row?: boolean;
}

/** A column that leads an index, and the value that a stream has in it. */
interface LeadingColumn {
  column: string;
  value: Sql;
}

/** Beyond every id: they are hexadecimal. */
const HIGHEST = 'zzzz';

/**
 * Writes the SQL of run lists. Every list is a merge of streams ({@link RunStreams}), each of which an index gives in the
 * order of ids; what the streams do not cover is checked run by run.
 */
export class RunListQuery {
  readonly #sqlite: boolean;
  readonly #filter: RunFilter;
  readonly #page: RunPageOptions;

  constructor(knex: Knex, filter: RunFilter, page: RunPageOptions) {
    this.#sqlite = isSqlite(knex);
    this.#filter = filter;
    this.#page = page;
  }

  /** Ids of the first `limit` runs that fit the filter, in order. */
  ids(streams: RunStreams, limit: number, options: WalkOptions = {}): Sql {
    const residual = filterNames(this.#filter)
      .filter(name => !streams.covers.includes(name))
      .map(name => this.#condition(name));
    if (options.text) {
      residual.push(options.text);
    }
    const merged = this.#merge(streams, value => {
      if (residual.length === 0) {
        return this.#stream(streams, value, { limit, options });
      }
      return this.#sqlite
        ? this.#stream(streams, value, { limit, options, residual })
        : this.#checked(streams, value, { limit, options, residual });
    });
    return join(text('select id from ('), merged, text(') as merged'), {
      sql: `order by id ${this.#direction} limit ?`,
      bindings: [limit],
    });
  }

  /**
   * How far the streams reach when `steps` runs are looked at in each: the id to stop at, or null when they end before.
   */
  horizon(streams: RunStreams, steps: number): Sql {
    const merged = this.#merge(streams, value =>
      join(this.#stream(streams, value, { limit: 1, options: {} }), {
        sql: 'offset ?',
        bindings: [steps - 1],
      }),
    );
    const first = this.#page.descending ? 'max' : 'min';
    return join(
      text(`select ${first}(id) as id from (`),
      merged,
      text(') as horizons'),
    );
  }

  /** What of the filter a row of `runs` must fit, without the text. */
  conditions(): Sql[] {
    return filterNames(this.#filter).map(name => this.#condition(name));
  }

  /** One stream by its index; `residual` is checked on the way. */
  #stream(streams: RunStreams, value: StreamValue, parts: StreamParts): Sql {
    const labelled = streams.covers.includes('label');
    const { limit, options, residual = [], row } = parts;
    const columns = this.#columns(streams, value);
    const id = labelled ? 'run_labels.run' : 'runs.id';
    const joined = !labelled || row || residual.length > 0;
    const lead = columns.at(-1);
    const what = row
      ? `runs.*${lead ? `, ${lead.column} as lead` : ''}`
      : `${id} as id`;
    return join(
      text(`select ${what} from`),
      text(labelled ? 'run_labels' : 'runs'),
      // In SQLite, CROSS JOIN keeps the order of tables.
      text(
        labelled && joined
          ? `${this.#sqlite ? 'cross join' : 'join'} runs on runs.id = run_labels.run`
          : '',
      ),
      where([
        ...(this.#sqlite
          ? this.#bounds(columns, id, options)
          : this.#rowBounds(columns, id, options)),
        ...(streams.covers.includes('sweepNone')
          ? [this.#condition('sweepNone')]
          : []),
        ...residual,
      ]),
      text('order by'),
      text(
        [
          ...(this.#sqlite ? [] : columns.slice(-1).map(last => last.column)),
          id,
        ]
          .map(column => `${column} ${this.#direction}`)
          .join(', '),
      ),
      { sql: 'limit ?', bindings: [limit] },
    );
  }

  /**
   * PostgreSQL: the stream first and the other filters after it. Its planner would mix them, and where it takes a rare
   * combination for a common one, walk the whole table.
   */
  #checked(streams: RunStreams, value: StreamValue, parts: StreamParts): Sql {
    const { limit, options, residual = [] } = parts;
    const order = this.#columns(streams, value).length > 0 ? ['lead'] : [];
    return join(
      text('select runs.id from ('),
      this.#stream(streams, value, {
        limit: options.steps ?? limit,
        options,
        row: true,
      }),
      text(') as runs'),
      where(residual),
      text('order by'),
      text(
        [...order, 'runs.id']
          .map(column => `${column} ${this.#direction}`)
          .join(', '),
      ),
      { sql: 'limit ?', bindings: [limit] },
    );
  }

  get #direction(): string {
    return this.#page.descending ? 'desc' : 'asc';
  }

  /** One query over all streams. PostgreSQL plans one project's for all; SQLite plans each, which costs it little. */
  #merge(streams: RunStreams, query: (value: StreamValue) => Sql): Sql {
    const { projects = [undefined], phases = [undefined] } = streams;
    if (this.#sqlite || projects.length === 1) {
      return unionAll(
        projects.flatMap(project =>
          phases.map(phase => query({ project, phase })),
        ),
      );
    }
    return unionAll(
      phases.map(phase => {
        const { sql, bindings } = query({ phase });
        return {
          sql: `select stream.id from unnest(?::varchar[]) as p(project) cross join lateral (${sql}) as stream`,
          bindings: [projects as string[], ...bindings],
        };
      }),
    );
  }

  /** The columns that lead the index of the streams, and their values. */
  #columns(streams: RunStreams, value: StreamValue): LeadingColumn[] {
    const { covers, projects } = streams;
    const filter = this.#filter;
    const table = covers.includes('label') ? 'run_labels' : 'runs';
    const columns: LeadingColumn[] = [];
    if (projects) {
      columns.push({
        column: `${table}.project`,
        value:
          value.project === undefined
            ? text('p.project')
            : bound(value.project),
      });
    }
    for (const name of covers) {
      if (name === 'label') {
        columns.push({
          column: 'run_labels.label',
          value: bound(this.#label()),
        });
      } else if (name === 'phase') {
        columns.push({ column: 'runs.phase', value: bound(value.phase ?? '') });
      } else if (name !== 'project' && name !== 'sweepNone') {
        columns.push({
          column: `runs.${name}`,
          value: bound(filter[name] ?? ''),
        });
      }
    }
    return columns;
  }

  /** The limits of the ids: those of the page, of the filter, and of the walk. */
  #limits({ until }: WalkOptions): { low: string; high: string } {
    const { after, descending } = this.#page;
    const since = this.#filter.since ? firstIdAt(this.#filter.since) : '';
    const [from, to] = descending ? [until, after] : [after, until];
    return {
      low: from !== undefined && from > since ? from : since,
      high: to ?? HIGHEST,
    };
  }

  #bounds(columns: LeadingColumn[], id: string, options: WalkOptions): Sql[] {
    const { low, high } = this.#limits(options);
    const [above, below] = this.#operators(low);
    return [
      ...columns.map(equal),
      { sql: `${id} ${above} ?`, bindings: [low] },
      { sql: `${id} ${below} ?`, bindings: [high] },
    ];
  }

  /**
   * PostgreSQL: the same, with the last column and the id as one range, in whose order the stream is asked for. No other
   * index has that order. Were it the order of ids alone, its planner might walk all runs in the hope to meet enough soon.
   */
  #rowBounds(
    columns: LeadingColumn[],
    id: string,
    options: WalkOptions,
  ): Sql[] {
    const last = columns.at(-1);
    if (!last) {
      return this.#bounds(columns, id, options);
    }
    const { low, high } = this.#limits(options);
    const [above, below] = this.#operators(low);
    const limit = (operator: string, value: string) =>
      join(text(`(${last.column}, ${id}) ${operator} (`), last.value, {
        sql: ', ?)',
        bindings: [value],
      });
    return [
      ...columns.slice(0, -1).map(equal),
      limit(above, low),
      limit(below, high),
    ];
  }

  /** The run that the page starts after is out; any other limit is in. */
  #operators(low: string): [string, string] {
    const { after, descending } = this.#page;
    return descending
      ? ['>=', after === undefined ? '<=' : '<']
      : [after === undefined || low !== after ? '>=' : '>', '<='];
  }

  /** A plus sign keeps SQLite, which knows no statistics, from taking an index for it that walks many more runs. */
  #condition(name: FilterName): Sql {
    const plus = this.#sqlite ? '+' : '';
    const filter = this.#filter;
    const equals = (column: string, value: string | undefined): Sql => ({
      sql: `${plus}runs.${column} = ?`,
      bindings: [value ?? ''],
    });
    const within = (column: string, values: string[]): Sql => ({
      sql: `${plus}runs.${column} in (${values.map(() => '?').join(', ')})`,
      bindings: values,
    });
    switch (name) {
      case 'project':
        return within('project', filter.projects ?? []);
      case 'phase':
        return within('phase', filter.phases ?? []);
      case 'sweepNone':
        // Without the plus: it would keep SQLite from seeing that the partial index fits.
        return { sql: 'runs.sweep is null', bindings: [] };
      case 'label':
        return {
          sql: 'exists (select 1 from run_labels where run_labels.run = runs.id and run_labels.label = ?)',
          bindings: [this.#label()],
        };
      default:
        return equals(name, filter[name]);
    }
  }

  #label(): string {
    const { key, value } = this.#filter.label ?? { key: '' };
    return value === undefined ? key : `${key}=${value}`;
  }
}

function equal({ column, value }: LeadingColumn): Sql {
  return join(text(`${column} =`), value);
}
