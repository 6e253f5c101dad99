import type { Run } from '@pagoda/plugin-pagoda-common';

/** A run, or the first of several of the same sweep. */
export interface RunGroup {
  run: Run;
  count: number;
}

/** The points of one sweep as one row, in the place of the first of them. */
export function groupBySweep(runs: Run[]): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    const key = run.sweep ?? run.id;
    const group = groups.get(key);
    if (group) {
      group.count += 1;
    } else {
      groups.set(key, { run, count: 1 });
    }
  }
  return [...groups.values()];
}
