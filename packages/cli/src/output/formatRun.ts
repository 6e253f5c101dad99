import {
  formatDuration,
  isFinal,
  type Explanation,
  type Run,
  type RunPhase,
  type SecretMount,
} from '@pagoda/plugin-pagoda-common';
import { formatAge } from './formatAge';
import type { Colors, Column } from './formatTable';

const SYMBOLS: Record<RunPhase, string> = {
  Queued: '◔',
  Starting: '◑',
  Running: '●',
  Succeeded: '✓',
  Failed: '✕',
  Cancelled: '⊘',
};

/** Shape, colour and word of a phase. */
export function formatPhase(phase: RunPhase, colors: Colors): string {
  const text = `${SYMBOLS[phase]} ${phase}`;
  switch (phase) {
    case 'Succeeded':
      return colors.green(text);
    case 'Failed':
      return colors.red(text);
    case 'Running':
    case 'Starting':
      return colors.cyan(text);
    case 'Queued':
      return colors.yellow(text);
    default:
      return colors.dim(text);
  }
}

/** What people call a run, such as `montecarlo-pi #214`. */
export function titleOf(run: Run): string {
  return `${run.experiment ?? run.spec.image} #${run.number}`;
}

/** How long the run has run, or ran. */
export function runDuration({ status }: Run): string {
  if (!status.startedAt) {
    return '';
  }
  const end = status.finishedAt ? Date.parse(status.finishedAt) : Date.now();
  return formatDuration(end - Date.parse(status.startedAt));
}

/** `samples=200000 seed=1` */
export function formatPairs(pairs: Record<string, unknown>): string {
  return Object.entries(pairs)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(' ');
}

/** `researcher` for `user:default/researcher`. */
export function formatUser(ref: string): string {
  return ref.replace(/^user:default\//, '');
}

/** Parameters beyond this many characters are for `-o json`. */
const LONGEST_PARAMETERS = 200;

/** Columns of a list of runs. */
export const RUN_COLUMNS: Column<Run>[] = [
  {
    title: 'Phase',
    value: (run, colors) => formatPhase(run.status.phase, colors),
  },
  {
    title: 'Experiment',
    value: run => run.experiment ?? run.spec.image,
    shrinksTo: 16,
  },
  { title: '#', value: run => String(run.number), align: 'right' },
  {
    title: 'Parameters',
    value: run => cut(formatPairs(run.spec.parameters), LONGEST_PARAMETERS),
    shrinksTo: 12,
    dispensable: 1,
  },
  { title: 'Project', value: run => run.project, shrinksTo: 8, dispensable: 4 },
  { title: 'Cluster', value: run => run.cluster, shrinksTo: 8, dispensable: 5 },
  { title: 'Duration', value: runDuration, align: 'right', dispensable: 2 },
  { title: 'Age', value: run => formatAge(run.createdAt), align: 'right' },
  {
    title: 'Owner',
    value: run => formatUser(run.owner),
    shrinksTo: 8,
    dispensable: 3,
  },
  { title: 'Id', value: run => run.id, wide: true },
  {
    title: 'Cause',
    value: run => run.status.explanation?.summary ?? '',
    shrinksTo: 16,
  },
];

/** Such as `tracker:token=TOKEN`, as `--secret` takes it. */
function formatSecret({ name, key, env, path }: SecretMount): string {
  return [
    name,
    ...(key === undefined ? [] : [`:${key}`]),
    ...(env === undefined ? [] : [`=${env}`]),
    ...(path === undefined ? [] : [`@${path}`]),
  ].join('');
}

/** A run in words. */
export function describeRun(run: Run, colors: Colors): string {
  const { status, spec } = run;
  const definition = run.experiment
    ? `${run.experiment} (revision ${run.revision})`
    : undefined;
  const facts: Record<string, string | undefined> = {
    Id: run.id,
    Project: run.project,
    Experiment: definition,
    Command: spec.command.join(' '),
    Image: spec.image,
    Cluster: run.cluster,
    Queue: [spec.queue, spec.priorityClass].filter(Boolean).join(', '),
    Owner: formatUser(run.owner),
    Sweep: run.sweep ? `${run.sweep}, point ${run.index}` : undefined,
    'Rerun of': run.rerunOf ?? undefined,
    Parameters: formatPairs(spec.parameters),
    Asked: `${spec.resources.cpu} CPU, ${spec.resources.memory} memory, ${spec.resources.gpu} GPU`,
    'Time limit': formatDuration(spec.timeoutSeconds * 1000),
    Volumes: spec.volumes
      .map(({ name, path, readOnly }) =>
        [name, path, ...(readOnly === false ? [] : ['ro'])].join(':'),
      )
      .join(' '),
    Secrets: (spec.secrets ?? []).map(formatSecret).join(' '),
    Labels: formatPairs(run.labels),
    Attempt: status.attempt > 1 ? String(status.attempt) : undefined,
    Queued: status.queuedAt,
    Started: status.startedAt ?? undefined,
    Finished: status.finishedAt ?? undefined,
    Duration: runDuration(run),
    'Exit code': status.exitCode?.toString(),
    Metrics: formatPairs(status.metrics),
  };
  const lines = Object.entries(facts)
    .filter(([, value]) => value)
    .map(([name, value]) => `  ${colors.dim(name.padEnd(11))} ${value}`);
  const title = `${colors.bold(titleOf(run))}  ${formatPhase(status.phase, colors)}`;
  const explanation = status.explanation
    ? ['', ...explain(status.explanation, colors)]
    : [];
  return `${[title, ...lines, ...explanation].join('\n')}\n`;
}

/** An explanation in lines: what happened, what to do, what was seen. */
export function explain(explanation: Explanation, colors: Colors): string[] {
  return [
    `${colors.bold(explanation.code)}: ${explanation.summary}`,
    explanation.advice,
    ...explanation.evidence.map(({ source, message }) =>
      colors.dim(`  ${source}: ${message}`),
    ),
  ];
}

/** One line that says how a run stands. */
export function summarize(run: Run, colors: Colors): string {
  const { phase } = run.status;
  const duration = isFinal(phase) ? runDuration(run) : '';
  return `${titleOf(run)}  ${formatPhase(phase, colors)}${
    duration ? ` after ${duration}` : ''
  }`;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
