import type { Run, RunPhase, Sweep } from '@pagoda/plugin-pagoda-common';
import { resolveSince, type RunFilters } from '../../hooks/useRunFilters';

/**
 * Whether a run that an event brought belongs to the list.
 *
 * @returns `undefined` when only the server can say (text search)
 */
export function runMatchesFilters(
  run: Run,
  filters: RunFilters,
  now: number,
): boolean | undefined {
  if (
    !matchesCommon(run, filters, now) ||
    (filters.phase.length > 0 && !filters.phase.includes(run.status.phase))
  ) {
    return false;
  }
  return filters.q === undefined ? true : undefined;
}

/** Whether a sweep belongs to the list: by its own fields, and by the phases of its points. */
export function sweepMatchesFilters(
  sweep: Sweep,
  filters: RunFilters,
  now: number,
): boolean {
  const words = filters.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const text = [
    sweep.experiment,
    sweep.project,
    ...Object.entries(sweep.labels).flat(),
    ...sweep.parameterNames,
  ]
    .join(' ')
    .toLowerCase();
  return (
    matchesCommon(sweep, filters, now) &&
    words.every(word => text.includes(word)) &&
    (filters.phase.length === 0 ||
      filters.phase.some(
        (phase: RunPhase) => (sweep.status.counts[phase] ?? 0) > 0,
      ))
  );
}

function matchesCommon(
  item: Run | Sweep,
  filters: RunFilters,
  now: number,
): boolean {
  const since = resolveSince(filters.since, now);
  return (
    (filters.project.length === 0 || filters.project.includes(item.project)) &&
    (!filters.experiment || filters.experiment === item.experiment) &&
    (!filters.cluster || filters.cluster === item.cluster) &&
    (!filters.owner || filters.owner === item.owner) &&
    (!filters.label || matchesLabel(item.labels, filters.label)) &&
    (!since || Date.parse(item.createdAt) >= Date.parse(since))
  );
}

function matchesLabel(labels: Record<string, string>, filter: string): boolean {
  const separator = filter.indexOf('=');
  return separator < 0
    ? filter in labels
    : labels[filter.slice(0, separator)] === filter.slice(separator + 1);
}
