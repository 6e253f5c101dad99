import type { Run, RunPhase } from '@pagoda/plugin-pagoda-common';
import type { RunRecord } from './types';

type Time = number | string;

/** A row of the table `runs`. */
export interface RunRow {
  id: string;
  project: string;
  number: number | string;
  experiment: string | null;
  revision: number | null;
  sweep: string | null;
  sweep_index: number | null;
  owner: string;
  cluster: string;
  rerun_of: string | null;
  labels_json: string;
  spec_json: string;
  source: string | null;
  cpu: number;
  memory_bytes: number | string;
  gpu: number;
  phase: RunPhase;
  attempt: number;
  exit_code: number | null;
  code: string | null;
  explanation_json: string | null;
  metrics_json: string;
  usage_json: string;
  conditions_json: string;
  placement_json: string | null;
  cancel_requested_by: string | null;
  cancel_requested_at: Time | null;
  cancel_forced: boolean | number;
  next_attempt_at: Time | null;
  generation: number;
  observed_generation: number;
  version: number;
  created_at: Time;
  queued_at: Time;
  started_at: Time | null;
  finished_at: Time | null;
}

/** The columns of `runs` that are written. */
export const RUN_COLUMNS = [
  'id',
  'project',
  'number',
  'experiment',
  'revision',
  'sweep',
  'sweep_index',
  'owner',
  'cluster',
  'rerun_of',
  'labels_json',
  'spec_json',
  'source',
  'cpu',
  'memory_bytes',
  'gpu',
  'phase',
  'attempt',
  'exit_code',
  'code',
  'explanation_json',
  'metrics_json',
  'usage_json',
  'conditions_json',
  'placement_json',
  'cancel_requested_by',
  'cancel_requested_at',
  'cancel_forced',
  'next_attempt_at',
  'generation',
  'observed_generation',
  'version',
  'created_at',
  'queued_at',
  'started_at',
  'finished_at',
] as const satisfies readonly (keyof RunRow)[];

/** The run as the API shows it. */
export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    number: Number(row.number),
    project: row.project,
    experiment: row.experiment,
    revision: row.revision,
    sweep: row.sweep,
    index: row.sweep_index,
    owner: row.owner,
    cluster: row.cluster,
    labels: JSON.parse(row.labels_json),
    spec: JSON.parse(row.spec_json),
    status: {
      phase: row.phase,
      queuedAt: toTime(row.queued_at),
      startedAt: toOptionalTime(row.started_at),
      finishedAt: toOptionalTime(row.finished_at),
      attempt: row.attempt,
      exitCode: row.exit_code,
      explanation:
        row.explanation_json === null ? null : JSON.parse(row.explanation_json),
      metrics: JSON.parse(row.metrics_json),
      conditions: JSON.parse(row.conditions_json),
      placement:
        row.placement_json === null ? null : JSON.parse(row.placement_json),
      cancelRequestedBy: row.cancel_requested_by,
      nextAttemptAt: toOptionalTime(row.next_attempt_at),
      observedGeneration: row.observed_generation,
    },
    generation: row.generation,
    createdAt: toTime(row.created_at),
    rerunOf: row.rerun_of,
  };
}

/** The run with what only the backend needs to know. */
export function toRunRecord(row: RunRow): RunRecord {
  return {
    run: toRun(row),
    version: row.version,
    usage: JSON.parse(row.usage_json),
    cancelRequested: row.cancel_requested_by !== null,
    cancelForced: Boolean(row.cancel_forced),
    source: row.source ?? undefined,
  };
}

function toTime(value: Time): string {
  return new Date(Number(value)).toISOString();
}

function toOptionalTime(value: Time | null): string | null {
  return value === null ? null : toTime(value);
}
