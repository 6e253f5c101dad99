import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import type { RunFilter } from './RunFilter';

/** A run list's query, as the contract has it. */
export interface RunListQuery {
  project?: string[];
  phase?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  sweep?: string;
  label?: string;
  q?: string;
  since?: string;
  limit?: number;
  cursor?: string;
  orderBy?: 'createdAt desc' | 'createdAt asc';
}

/**
 * What the query of a list asks for.
 *
 * @param projects - those that the caller may see and wants; all when missing
 */
export function toRunFilter(
  query: RunListQuery,
  projects: string[] | undefined,
): RunFilter {
  return {
    projects,
    phases: query.phase && [...new Set(query.phase)],
    experiment: query.experiment,
    cluster: query.cluster,
    owner: query.owner,
    sweep: query.sweep,
    label: query.label === undefined ? undefined : toLabel(query.label),
    text: query.q?.trim() || undefined,
    since: query.since === undefined ? undefined : new Date(query.since),
  };
}

/** `key=value`, or `key` for any value. */
function toLabel(text: string): RunFilter['label'] {
  const at = text.indexOf('=');
  return at < 0
    ? { key: text }
    : { key: text.slice(0, at), value: text.slice(at + 1) };
}
