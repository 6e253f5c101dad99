import type { Run, RunComparison } from '@pagoda/plugin-pagoda-common';

type Difference = RunComparison['differences'][number];

/** The parts of a run that are worth comparing, and how they are grouped. */
const PARTS: {
  group: Difference['group'];
  path: string;
  of: (run: Run) => unknown;
}[] = [
  { group: 'definition', path: 'experiment', of: run => run.experiment },
  { group: 'definition', path: 'revision', of: run => run.revision },
  { group: 'definition', path: 'spec.image', of: run => run.spec.image },
  { group: 'definition', path: 'spec.command', of: run => run.spec.command },
  {
    group: 'definition',
    path: 'spec.environment',
    of: run => run.spec.environment ?? {},
  },
  {
    group: 'parameters',
    path: 'spec.parameters',
    of: run => run.spec.parameters,
  },
  { group: 'resources', path: 'spec.resources', of: run => run.spec.resources },
  { group: 'resources', path: 'cluster', of: run => run.cluster },
  { group: 'resources', path: 'spec.queue', of: run => run.spec.queue },
  {
    group: 'resources',
    path: 'spec.timeoutSeconds',
    of: run => run.spec.timeoutSeconds,
  },
  { group: 'outcome', path: 'status.phase', of: run => run.status.phase },
  { group: 'outcome', path: 'status.exitCode', of: run => run.status.exitCode },
  {
    group: 'outcome',
    path: 'status.explanation.code',
    of: run => run.status.explanation?.code,
  },
  { group: 'outcome', path: 'durationSeconds', of: durationSeconds },
  { group: 'metrics', path: 'status.metrics', of: run => run.status.metrics },
];

/** What differs between two runs; objects are compared key by key. */
export function compareRuns(a: Run, b: Run): RunComparison {
  const differences = PARTS.flatMap(({ group, path, of }) =>
    diff(of(a), of(b), path).map(difference => ({ group, ...difference })),
  );
  return { a, b, differences };
}

function diff(
  a: unknown,
  b: unknown,
  path: string,
): { path: string; a?: unknown; b?: unknown }[] {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return keys.flatMap(key => diff(a[key], b[key], `${path}.${key}`));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, a, b }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function durationSeconds(run: Run): number | undefined {
  const { startedAt, finishedAt } = run.status;
  return startedAt && finishedAt
    ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
    : undefined;
}
