import {
  FINAL_PHASES,
  type Explanation,
  type ExplanationCode,
  type RunPhase,
  type Sweep,
} from '@pagoda/plugin-pagoda-common';

/** How many points are in each phase. */
export type SweepCounts = Record<RunPhase, number>;

/** A sweep as it is stored; times are milliseconds since 1970. */
export interface SweepRecord {
  id: string;
  project: string;
  experiment: string;
  revision: number;
  owner: string;
  cluster: string;
  labels: Record<string, string>;
  parameterNames: string[];
  /** As it was asked for. */
  spec: Sweep['spec'];
  points: number;
  parallelism?: number;
  maxFailures?: number;
  phase: Sweep['status']['phase'];
  explanation?: Explanation;
  /** When it ended; while it runs they are counted. */
  counts?: SweepCounts;
  cancelRequestedBy?: string;
  generation: number;
  createdAt: number;
  finishedAt?: number;
}

/** A sweep that is to be stored. */
export type NewSweep = Omit<
  SweepRecord,
  'phase' | 'explanation' | 'counts' | 'generation' | 'finishedAt'
>;

/** Failed points with one cause. */
export interface SweepCause {
  code: ExplanationCode;
  count: number;
  /** The first of these runs. */
  example: string;
}

/** How many of these points have not ended. */
export function unfinishedPoints(counts: SweepCounts): number {
  return Object.entries(counts)
    .filter(([phase]) => !FINAL_PHASES.includes(phase as RunPhase))
    .reduce((sum, [, count]) => sum + count, 0);
}
