import type { Run } from '@pagoda/plugin-pagoda-common';

/** What tells where a run's results are. */
export type ResultsKey = Pick<
  Run,
  'id' | 'project' | 'cluster' | 'sweep' | 'index'
>;

/**
 * The directory of a run in the results of its project on a cluster. Points of a sweep are pods of one Job, which can name
 * their directory by nothing but their index.
 */
export function resultsSubPath({
  id,
  sweep,
  index,
}: Pick<ResultsKey, 'id' | 'sweep' | 'index'>): string {
  return sweep ? `sweeps/${sweep}/${index ?? 0}` : `runs/${id}`;
}
