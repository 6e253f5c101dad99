import type { Knex } from 'knex';
import { isSqlite } from '../database/PagodaDatabase';
import { firstIdAt, type RunFilter, type RunPageOptions } from './RunFilter';
import { filterNames, type FilterName, type RunStreams } from './runStreams';

/** A piece of SQL with its values. */
export interface Sql {
  sql: string;
  bindings: (string | number | string[])[];
}

/** What bounds the ids of a page, apart from its filter. */
export interface IdBounds {
  /** No id beyond this one, in the direction of the list; the id itself is still in. */
  until?: string;
}

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
  ids(
    streams: RunStreams,
    limit: number,
    options: IdBounds & { text?: Sql } = {},
  ): Sql {
    const rest = filterNames(this.#filter).filter(
      name => !streams.covers.includes(name),
    );
    const residual = [
      ...rest.map(name => this.#condition(name)),
      ...(options.text ? [options.text] : []),
    ];
    const merged = this.#merge(streams, id =>
      join(
        this.#source(streams, residual.length > 0),
        where([
          ...this.#streamConditions(streams, id),
          ...this.#bounds(id.column, options),
          ...residual,
        ]),
        { sql: `order by ${id.column} ${this.#direction}`, bindings: [] },
        { sql: 'limit ?', bindings: [limit] },
      ),
    );
    return join({ sql: 'select id from (', bindings: [] }, merged, {
      sql: `) as merged order by id ${this.#direction} limit ?`,
      bindings: [limit],
    });
  }

  /**
   * How far the streams reach when `steps` runs are looked at in each: the id to stop at, or null when they end before.
   */
  horizon(streams: RunStreams, steps: number): Sql {
    const merged = this.#merge(streams, id =>
      join(
        this.#source(streams, false),
        where([
          ...this.#streamConditions(streams, id),
          ...this.#bounds(id.column, {}),
        ]),
        {
          sql: `order by ${id.column} ${this.#direction} limit 1 offset ?`,
          bindings: [steps - 1],
        },
      ),
    );
    const first = this.#page.descending ? 'max' : 'min';
    return join(
      { sql: `select ${first}(id) as id from (`, bindings: [] },
      merged,
      { sql: ') as horizons', bindings: [] },
    );
  }

  /** What of the filter a row of `runs` must fit, without the text. */
  conditions(): Sql[] {
    return filterNames(this.#filter).map(name => this.#condition(name));
  }

  get #direction(): string {
    return this.#page.descending ? 'desc' : 'asc';
  }

  /** One query over all streams. PostgreSQL plans one stream for all of them; SQLite plans each, which costs it little. */
  #merge(
    streams: RunStreams,
    query: (id: { column: string; project?: string; phase?: string }) => Sql,
  ): Sql {
    const column = streams.covers.includes('label')
      ? 'run_labels.run'
      : 'runs.id';
    const { projects, phases } = streams;
    if (this.#sqlite || (projects?.length ?? 1) * (phases?.length ?? 1) === 1) {
      const parts: Sql[] = [];
      for (const project of projects ?? [undefined]) {
        for (const phase of phases ?? [undefined]) {
          const one = query({ column, project, phase });
          parts.push({
            sql: `select * from (${one.sql}) as stream`,
            bindings: one.bindings,
          });
        }
      }
      return {
        sql: parts.map(part => part.sql).join(' union all '),
        bindings: parts.flatMap(part => part.bindings),
      };
    }
    const tables: Sql[] = [];
    if (projects) {
      tables.push({
        sql: 'unnest(?::varchar[]) as p(project)',
        bindings: [projects],
      });
    }
    if (phases) {
      tables.push({
        sql: 'unnest(?::varchar[]) as f(phase)',
        bindings: [phases],
      });
    }
    const lateral = query({ column });
    return {
      sql: `select stream.id from ${tables
        .map(table => table.sql)
        .join(' cross join ')} cross join lateral (${lateral.sql}) as stream`,
      bindings: [
        ...tables.flatMap(table => table.bindings),
        ...lateral.bindings,
      ],
    };
  }

  #source(streams: RunStreams, needsRuns: boolean): Sql {
    if (!streams.covers.includes('label')) {
      return { sql: 'select runs.id as id from runs', bindings: [] };
    }
    // In SQLite, CROSS JOIN keeps the order of tables.
    const joined = this.#sqlite
      ? ' cross join runs on runs.id = run_labels.run'
      : ' join runs on runs.id = run_labels.run';
    return {
      sql: `select run_labels.run as id from run_labels${needsRuns ? joined : ''}`,
      bindings: [],
    };
  }

  #streamConditions(
    streams: RunStreams,
    value: { project?: string; phase?: string },
  ): Sql[] {
    const table = streams.covers.includes('label') ? 'run_labels' : 'runs';
    return streams.covers.map(name => {
      if (name === 'project' && streams.projects) {
        return value.project === undefined
          ? { sql: `${table}.project = p.project`, bindings: [] }
          : { sql: `${table}.project = ?`, bindings: [value.project] };
      }
      if (name === 'phase' && streams.phases) {
        return value.phase === undefined
          ? { sql: 'runs.phase = f.phase', bindings: [] }
          : { sql: 'runs.phase = ?', bindings: [value.phase] };
      }
      if (name === 'label') {
        return { sql: 'run_labels.label = ?', bindings: [this.#label()] };
      }
      return this.#condition(name, true);
    });
  }

  #bounds(column: string, { until }: IdBounds): Sql[] {
    const { after, descending } = this.#page;
    const { since } = this.#filter;
    return [
      ...(after === undefined
        ? []
        : [
            { sql: `${column} ${descending ? '<' : '>'} ?`, bindings: [after] },
          ]),
      ...(since === undefined
        ? []
        : [{ sql: `${column} >= ?`, bindings: [firstIdAt(since)] }]),
      ...(until === undefined
        ? []
        : [
            {
              sql: `${column} ${descending ? '>=' : '<='} ?`,
              bindings: [until],
            },
          ]),
    ];
  }

  /**
   * @param indexed - an index is to be used for it. Otherwise a plus sign keeps SQLite, which knows no statistics, from
   * taking one that walks many more runs.
   */
  #condition(name: FilterName, indexed: boolean = false): Sql {
    const plus = this.#sqlite && !indexed ? '+' : '';
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

function where(conditions: Sql[]): Sql {
  return conditions.length === 0
    ? { sql: '', bindings: [] }
    : {
        sql: `where ${conditions.map(({ sql }) => sql).join(' and ')}`,
        bindings: conditions.flatMap(({ bindings }) => bindings),
      };
}

function join(...parts: Sql[]): Sql {
  return {
    sql: parts.map(({ sql }) => sql).join(' '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}
