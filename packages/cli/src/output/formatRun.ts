import {
  formatDuration,
  isFinal,
  type Run,
  type RunPhase,
} from '@pagoda/plugin-pagoda-common';
import type pc from 'picocolors';
import type { Column } from './formatTable';

type Colors = ReturnType<typeof pc.createColors>;

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

/** How long the run has run, or ran. */
export function runDuration({ status }: Run): string {
  if (!status.startedAt) {
    return '';
  }
  const end = status.finishedAt ? Date.parse(status.finishedAt) : Date.now();
  return formatDuration(end - Date.parse(status.startedAt));
}

/** Such as `2 min ago`. */
export function age(time: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  const [amount, unit] =
    seconds < 60
      ? [seconds, 's']
      : seconds < 3600
        ? [seconds / 60, 'min']
        : seconds < 86400
          ? [seconds / 3600, 'h']
          : [seconds / 86400, 'd'];
  return `${Math.floor(amount)} ${unit} ago`;
}

/** `samples=200000 seed=1`, cut to a length. */
export function formatParameters(run: Run, length: number): string {
  const text = Object.entries(run.spec.parameters)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(' ');
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** Columns of a list of runs. */
export const RUN_COLUMNS: Column<Run>[] = [
  {
    title: 'Phase',
    value: (run, colors) => formatPhase(run.status.phase, colors),
  },
  { title: 'Experiment', value: run => run.experiment ?? run.spec.image },
  { title: '#', value: run => String(run.number), align: 'right' },
  { title: 'Parameters', value: run => formatParameters(run, 40) },
  { title: 'Project', value: run => run.project },
  { title: 'Cluster', value: run => run.cluster, wide: true },
  { title: 'Duration', value: runDuration, align: 'right' },
  { title: 'Created', value: run => age(run.createdAt), align: 'right' },
  {
    title: 'Owner',
    value: run => run.owner.replace(/^user:default\//, ''),
    wide: true,
  },
  { title: 'Id', value: run => run.id },
  {
    title: 'Cause',
    value: run => run.status.explanation?.summary ?? '',
    wide: true,
  },
];

/** A run in words. */
export function describeRun(run: Run, colors: Colors): string {
  const { status, spec } = run;
  const facts: [string, string | undefined][] = [
    ['Id', run.id],
    ['Project', run.project],
    [
      'Experiment',
      run.experiment
        ? `${run.experiment} (revision ${run.revision})`
        : undefined,
    ],
    ['Command', spec.command.join(' ')],
    ['Image', spec.image],
    ['Cluster', run.cluster],
    ['Owner', run.owner],
    ['Parameters', formatParameters(run, 400) || undefined],
    [
      'Asked',
      `${spec.resources.cpu} CPU, ${spec.resources.memory} memory, ${spec.resources.gpu} GPU, at most ${spec.timeoutSeconds} s`,
    ],
    ['Attempt', status.attempt > 1 ? String(status.attempt) : undefined],
    ['Queued', status.queuedAt],
    ['Started', status.startedAt ?? undefined],
    ['Finished', status.finishedAt ?? undefined],
    ['Duration', runDuration(run) || undefined],
    [
      'Exit code',
      status.exitCode === null || status.exitCode === undefined
        ? undefined
        : String(status.exitCode),
    ],
    [
      'Metrics',
      Object.entries(status.metrics)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || undefined,
    ],
    [
      'Labels',
      Object.entries(run.labels)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || undefined,
    ],
  ];
  const title = `${run.experiment ?? spec.image} #${run.number}  ${formatPhase(
    status.phase,
    colors,
  )}`;
  const lines = facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${colors.dim(name.padEnd(11))} ${value}`);
  const explanation = status.explanation
    ? ['', ...explain(status.explanation, colors)]
    : [];
  return `${[colors.bold(title), ...lines, ...explanation].join('\n')}\n`;
}

/** An explanation in lines: what happened, what to do, what was seen. */
export function explain(
  explanation: NonNullable<Run['status']['explanation']>,
  colors: Colors,
): string[] {
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
  const duration = isFinal(run.status.phase) ? runDuration(run) : '';
  return `${run.experiment ?? run.spec.image} #${run.number}  ${formatPhase(
    run.status.phase,
    colors,
  )}${duration ? ` after ${duration}` : ''}`;
}
