import { useCallback, useMemo } from 'react';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { useSearchParams } from '../routing';

/** What the runs page is narrowed to; the same as in the page's address. */
export interface RunFilters {
  project: string[];
  phase: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  /** `key=value`, or `key`. */
  label?: string;
  /** `1h`, `24h`, `7d`, `30d`, or a date and time. */
  since?: string;
  q?: string;
  /** The points of a sweep as one row. */
  groupSweeps: boolean;
}

const PHASES: readonly RunPhase[] = [
  'Queued',
  'Starting',
  'Running',
  'Succeeded',
  'Failed',
  'Cancelled',
];

const SPANS: Record<string, number> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
};

/** The filters of the runs page, kept in the page's address, so that a view can be linked and reloaded. */
export function useRunFilters() {
  const [search, setSearch] = useSearchParams();

  const filters = useMemo(() => parseRunFilters(search), [search]);
  const change = useCallback(
    (changed: Partial<RunFilters>) =>
      setSearch(
        previous =>
          toSearchParams({ ...parseRunFilters(previous), ...changed }),
        { replace: true },
      ),
    [setSearch],
  );
  const clear = useCallback(
    () => setSearch(new URLSearchParams(), { replace: true }),
    [setSearch],
  );
  return { filters, change, clear, isFiltered: countFilters(filters) > 0 };
}

/** How many of the filters narrow the list. */
export function countFilters(filters: RunFilters): number {
  const { project, phase, groupSweeps: _, ...single } = filters;
  return (
    Number(project.length > 0) +
    Number(phase.length > 0) +
    Object.values(single).filter(value => value !== undefined).length
  );
}

/** Reads the filters from an address; what is not one of them is left out. */
export function parseRunFilters(search: URLSearchParams): RunFilters {
  const text = (name: string) => search.get(name) || undefined;
  return {
    project: search.getAll('project').filter(Boolean),
    phase: PHASES.filter(phase => search.getAll('phase').includes(phase)),
    experiment: text('experiment'),
    cluster: text('cluster'),
    owner: text('owner'),
    label: text('label'),
    since: text('since'),
    q: text('q'),
    groupSweeps: search.get('sweeps') !== 'points',
  };
}

function toSearchParams(filters: RunFilters): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (Array.isArray(value)) {
      value.forEach(single => search.append(name, single));
    } else if (typeof value === 'string' && value !== '') {
      search.set(name, value);
    }
  }
  if (!filters.groupSweeps) {
    search.set('sweeps', 'points');
  }
  return search;
}

/**
 * The moment that a `since` filter stands for, as an ISO date and time.
 *
 * @param now - in milliseconds
 */
export function resolveSince(
  since: string | undefined,
  now: number,
): string | undefined {
  if (since === undefined) {
    return undefined;
  }
  const time = since in SPANS ? now - SPANS[since] : Date.parse(since);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
