import type { Board, BoardAudience } from '../dashboards/types';

/** What a query is about, if it is one of PAGoDA's. */
export interface Recognised {
  audience: BoardAudience;
  /** Of the project that it is held to, where it is about one. */
  namespace?: string;
}

interface Template {
  pattern: RegExp;
  audience: BoardAudience;
}

const VARIABLE = /\$([a-z]+)/g;
/** What a variable may stand for: neither a quote nor a backslash, so that it stays the value of its label. */
const VALUE = '[A-Za-z0-9_.:*|()?-]{0,400}';

/**
 * Recognises the queries of PAGoDA's own dashboards. Grafana itself keeps no projects apart: whoever may ask its data source
 * may ask it anything. So what comes through the portal is only let through where it is, letter by letter, a query that
 * PAGoDA has written, with values in the places of its variables.
 */
export class ExpressionGuard {
  readonly #templates: Template[];

  constructor(boards: readonly Board[]) {
    this.#templates = boards.flatMap(({ audience, panels }) =>
      panels.flatMap(({ queries }) =>
        queries.map(({ expr }) => ({ audience, pattern: compile(expr) })),
      ),
    );
  }

  /**
   * @param expr - PromQL with its variables filled in
   * @returns what it is about in each dashboard that has it; nothing where it is none of PAGoDA's
   */
  recognise(expr: string): Recognised[] {
    return this.#templates.flatMap(({ pattern, audience }) => {
      const match = pattern.exec(expr);
      if (!match) {
        return [];
      }
      const namespace = match.groups?.namespace;
      return [{ audience, ...(namespace !== undefined && { namespace }) }];
    });
  }
}

/** The same variable has the same value wherever it stands. */
function compile(expr: string): RegExp {
  const seen = new Set<string>();
  const literal = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  let source = '';
  let from = 0;
  for (const match of expr.matchAll(VARIABLE)) {
    const [whole, name] = match;
    source += literal(expr.slice(from, match.index));
    source += seen.has(name) ? `\\k<${name}>` : `(?<${name}>${VALUE})`;
    seen.add(name);
    from = match.index + whole.length;
  }
  return new RegExp(`^${source}${literal(expr.slice(from))}$`);
}
