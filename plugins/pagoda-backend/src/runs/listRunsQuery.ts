import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';

/** Which runs a list is to hold. */
export interface RunFilter {
  /** Only these projects; all when missing. */
  projects?: string[];
  phases?: RunPhase[];
  experiment?: string;
  cluster?: string;
  owner?: string;
  /** Id of a sweep, or `none` for runs outside any. */
  sweep?: string;
  label?: { key: string; value?: string };
  text?: string;
  since?: Date;
}

/** Where a page begins and how long it is. */
export interface RunPageOptions {
  /** Id of the last run of the page before. */
  after?: string;
  descending: boolean;
  limit: number;
}

/** Beyond so many branches, one branch with `IN` is cheaper to plan than many that each use their index. */
const MAX_BRANCHES = 200;

/**
 * The runs of a page, in the order of their ids, which is the order of time.
 *
 * Each project and each phase becomes a branch of its own, `LIMIT`ed by itself, and the branches are merged: each then
 * walks one index in order and stops early. `project IN (…) ORDER BY id` would either sort a project with 600,000 runs
 * or walk all runs of everybody else.
 */
export function listRunsQuery(
  knex: Knex,
  filter: RunFilter,
  page: RunPageOptions,
): Knex.QueryBuilder {
  const direction = page.descending ? 'desc' : 'asc';
  const branches = branchesOf(filter);
  const [only] = branches;
  if (branches.length === 1) {
    return branchQuery(knex, filter, only, page).orderBy('runs.id', direction);
  }
  const subqueries = branches.map(branch =>
    knex
      .select('*')
      .from(
        branchQuery(knex, filter, branch, page)
          .orderBy('runs.id', direction)
          .as('branch'),
      ),
  );
  return knex
    .select('*')
    .from(knex.unionAll(subqueries).as('merged'))
    .orderBy('id', direction)
    .limit(page.limit);
}

interface Branch {
  project?: string;
  projects?: string[];
  phase?: RunPhase;
  phases?: RunPhase[];
}

function branchesOf(filter: RunFilter): Branch[] {
  const { projects, phases } = filter;
  const byProject: Branch[] = projects?.map(project => ({ project })) ?? [{}];
  const byBoth = phases
    ? byProject.flatMap(branch => phases.map(phase => ({ ...branch, phase })))
    : byProject;
  if (byBoth.length <= MAX_BRANCHES) {
    return byBoth;
  }
  if (byProject.length <= MAX_BRANCHES) {
    return byProject.map(branch => ({ ...branch, phases }));
  }
  return [{ projects, phases }];
}

function branchQuery(
  knex: Knex,
  filter: RunFilter,
  branch: Branch,
  page: RunPageOptions,
): Knex.QueryBuilder {
  const query = knex.select('runs.*').limit(page.limit);
  const { label } = filter;
  if (label) {
    // The labels lead: their index is in the order of ids too, and a rare label is found at once.
    query
      .from('run_labels')
      .join('runs', 'runs.id', 'run_labels.run')
      .where('run_labels.key', label.key);
    if (label.value !== undefined) {
      query.where('run_labels.value', label.value);
    }
    if (branch.project !== undefined) {
      query.where('run_labels.project', branch.project);
    }
  } else {
    query.from('runs');
  }
  const equal: Record<string, string | undefined> = {
    'runs.project': branch.project,
    'runs.phase': branch.phase,
    'runs.experiment': filter.experiment,
    'runs.cluster': filter.cluster,
    'runs.owner': filter.owner,
    'runs.sweep': filter.sweep === 'none' ? undefined : filter.sweep,
  };
  for (const [column, value] of Object.entries(equal)) {
    if (value !== undefined) {
      query.where(column, value);
    }
  }
  if (branch.projects) {
    query.whereIn('runs.project', branch.projects);
  }
  if (branch.phases) {
    query.whereIn('runs.phase', branch.phases);
  }
  if (filter.sweep === 'none') {
    query.whereNull('runs.sweep');
  }
  if (filter.since) {
    query.where('runs.id', '>=', firstIdAt(filter.since));
  }
  if (page.after !== undefined) {
    query.where('runs.id', page.descending ? '<' : '>', page.after);
  }
  return query;
}

/** The least UUIDv7 of a time (RFC 9562, 5.7): 48 bits of milliseconds lead. */
export function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}
