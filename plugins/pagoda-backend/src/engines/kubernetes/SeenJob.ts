import type { Job } from 'kubernetes-types/batch/v1';
import {
  ATTEMPT_LABEL,
  RUN_LABEL,
  RUNS_ANNOTATION,
  SWEEP_LABEL,
} from './labels';
import { QUEUE_LABEL } from './queues/kueueLabels';

/** What is kept of a Job: a cluster may have tens of thousands. */
export interface SeenJob {
  uid: string;
  name: string;
  namespace: string;
  run?: string;
  /** Of an Indexed Job, by index. */
  runs?: string[];
  attempt: number;
  sweep?: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  deleting: boolean;
  /** It goes by itself a while after its end: everything of it is kept. */
  ttl: boolean;
  suspended: boolean;
  /** Of Kueue, where it is in one. */
  queue?: string;
  /** Pods that are pending or running. */
  active: number;
  /** Of an Indexed Job; ranges such as `0-3,7`. */
  completedIndexes: string;
  failedIndexes: string;
  conditions: SeenCondition[];
}

/** A condition of a Job or a pod whose status is `True`, or `False` with a reason. */
export interface SeenCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** Drops what is not looked at. */
export function toSeenJob(job: Job): SeenJob {
  const { metadata = {}, spec, status } = job;
  const labels = metadata.labels ?? {};
  const runs = metadata.annotations?.[RUNS_ANNOTATION];
  return {
    uid: metadata.uid ?? '',
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    ...(labels[RUN_LABEL] && { run: labels[RUN_LABEL] }),
    ...(runs && { runs: runs.split(',') }),
    attempt: Number(labels[ATTEMPT_LABEL] ?? 1),
    ...(labels[SWEEP_LABEL] && { sweep: labels[SWEEP_LABEL] }),
    createdAt: Date.parse(metadata.creationTimestamp ?? ''),
    deleting: metadata.deletionTimestamp !== undefined,
    ttl: spec?.ttlSecondsAfterFinished !== undefined,
    suspended: spec?.suspend ?? false,
    ...(labels[QUEUE_LABEL] && { queue: labels[QUEUE_LABEL] }),
    active: status?.active ?? 0,
    completedIndexes: status?.completedIndexes ?? '',
    failedIndexes: status?.failedIndexes ?? '',
    conditions: seenConditions(status?.conditions),
  };
}

/** The fields that are looked at, of conditions of any kind. */
export function seenConditions(
  conditions: readonly SeenCondition[] = [],
): SeenCondition[] {
  return conditions
    .filter(({ status, reason }) => status === 'True' || reason)
    .map(({ type, status, reason, message, lastTransitionTime }) => ({
      type,
      status,
      reason,
      message,
      lastTransitionTime,
    }));
}
