import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import type { RunFilter } from './RunFilter';

/** The filters of a list, one by one; `sweepNone` is for runs outside any sweep. */
export type FilterName =
  | 'project'
  | 'phase'
  | 'experiment'
  | 'owner'
  | 'cluster'
  | 'sweep'
  | 'sweepNone'
  | 'label';

/**
 * Runs that fit some of the filters, in the order of their ids, as an index gives them: one stream for each project and
 * each phase that lead the index.
 */
export interface RunStreams {
  /** The filters that these runs fit. */
  covers: FilterName[];
  projects?: string[];
  phases?: RunPhase[];
}

/** More streams than this are not merged; whatever they would cover is checked run by run instead. */
const MAX_STREAMS = 120;

/** Filters that an index leads with, after the project where there is one; see the indexes of `runs` and `run_labels`. */
const LEADING: FilterName[][] = [
  ['label'],
  ['experiment'],
  ['owner'],
  ['cluster'],
  ['phase'],
  ['sweepNone'],
  [],
];

/** Indexes that have no project in front. */
const LEADING_ALONE: FilterName[][] = [
  ['sweep', 'phase'],
  ['sweep'],
  ['cluster', 'phase'],
];

/** The filters that are wanted. */
export function filterNames(filter: RunFilter): FilterName[] {
  const wanted: Record<FilterName, unknown> = {
    project: filter.projects,
    phase: filter.phases,
    experiment: filter.experiment,
    owner: filter.owner,
    cluster: filter.cluster,
    sweep: filter.sweep !== 'none' && filter.sweep,
    sweepNone: filter.sweep === 'none',
    label: filter.label,
  };
  return (Object.keys(wanted) as FilterName[]).filter(name => wanted[name]);
}

/** The streams that a list with this filter can be read from, the most promising first. */
export function possibleStreams(filter: RunFilter): RunStreams[] {
  const wanted = filterNames(filter);
  return [...LEADING_ALONE, ...LEADING]
    .filter(names => names.every(name => wanted.includes(name)))
    .map((names): RunStreams => {
      const byProject = filter.projects && LEADING.includes(names);
      return {
        covers: byProject ? [...names, 'project'] : names,
        ...(byProject && { projects: filter.projects }),
        ...(names.includes('phase') && { phases: filter.phases }),
      };
    })
    .filter(
      ({ projects, phases }, _i, all) =>
        all.length === 1 ||
        (projects?.length ?? 1) * (phases?.length ?? 1) <= MAX_STREAMS,
    );
}
