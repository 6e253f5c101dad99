/** A piece of SQL with its values. */
export interface Sql {
  sql: string;
  bindings: (string | number | string[])[];
}

/** SQL without values. */
export function text(sql: string): Sql {
  return { sql, bindings: [] };
}

/** A placeholder and its value. */
export function bound(value: string): Sql {
  return { sql: '?', bindings: [value] };
}

/** One query of several, as it comes. */
export function unionAll(parts: Sql[]): Sql {
  return {
    sql: parts
      .map(({ sql }) => `select * from (${sql}) as stream`)
      .join(' union all '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

/** All of the conditions; nothing where there are none. */
export function where(conditions: Sql[]): Sql {
  return conditions.length === 0
    ? { sql: '', bindings: [] }
    : {
        sql: `where ${conditions.map(({ sql }) => sql).join(' and ')}`,
        bindings: conditions.flatMap(({ bindings }) => bindings),
      };
}

/** One after the other. */
export function join(...parts: Sql[]): Sql {
  return {
    sql: parts
      .map(({ sql }) => sql)
      .filter(Boolean)
      .join(' '),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}
