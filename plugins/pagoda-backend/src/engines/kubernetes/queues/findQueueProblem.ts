import type { EngineEvidence, ProblemReason } from '../../types';
import type { FoundProblem } from '../findProblem';
import type { SeenCondition } from '../SeenJob';
import type { SeenWorkload } from './SeenWorkload';

/** What else is known of a Workload that waits. */
export interface QueueFacts {
  queue: string;
  /** Name of the Job. */
  job: string;
  /** Of the Job, in seconds. */
  age: number;
  /** Place in the queue, 1 for the next, where Kueue tells it. */
  position?: number;
}

/** Kueue makes a Workload of a Job within so many seconds, where it works. */
const TAKEN_NOTE_BY = 10;
/** Places further back are not told: they change all the time. */
const LAST_TOLD = 50;

/** Reasons of the condition `Evicted` after which it waits for somebody to start the queue again. */
const STOPPED = /^(ClusterQueueStopped|LocalQueueStopped|Deactivated)$/;
/** Kueue has given it up: see Deactivation in Kueue's documentation of Workloads. */
const GIVEN_UP = /^DeactivatedDueTo/;
/** Reasons of `QuotaReserved` that waiting does not help against. */
const UNUSABLE = /^(ExceedsMaxQuota|NoMatchingFlavor|Misconfigured)$/;

/**
 * Why the Job of a run has not begun, or does not go on, from the conditions of its Workload in the order Finished,
 * Evicted, Admitted, QuotaReserved. Reasons differ a little between releases of Kueue: those known decide upon the code,
 * and its messages are shown as they are.
 *
 * @returns `undefined` where Kueue lets it go on
 */
export function findQueueProblem(
  workload: SeenWorkload | undefined,
  facts: QueueFacts,
): FoundProblem | undefined {
  if (!workload) {
    return facts.age < TAKEN_NOTE_BY
      ? undefined
      : {
          reason: 'WaitingInQueue',
          evidence: [
            {
              source: 'queue',
              message: `Kueue has not made a Workload of job ${facts.job} yet`,
            },
          ],
        };
  }
  const { conditions, checks, active } = workload;
  if (isTrue(conditions, 'Finished') || isTrue(conditions, 'Admitted')) {
    return undefined;
  }
  const evicted = isTrue(conditions, 'Evicted');
  const quota = conditions.find(({ type }) => type === 'QuotaReserved');
  const evidence = [
    ...(evicted ? [evidenceOf(evicted)] : []),
    ...(quota?.status === 'False' && quota.message !== evicted?.message
      ? [evidenceOf(quota)]
      : []),
    ...checks.map(({ name, state, message }) => ({
      source: 'queue',
      message: `admission check ${name} is ${state}${message ? `: ${message}` : ''}`,
    })),
    ...placeOf(facts),
  ];
  const reason = reasonOf(evicted, quota, active);
  return {
    reason,
    evidence,
    ...(GIVEN_UP.test(evicted?.reason ?? '') && { fatalAfter: 0 }),
  };
}

function reasonOf(
  evicted: SeenCondition | undefined,
  quota: SeenCondition | undefined,
  active: boolean,
): ProblemReason {
  const { reason = '', message = '' } = quota ?? {};
  if (GIVEN_UP.test(evicted?.reason ?? '')) {
    return 'Evicted';
  }
  if (STOPPED.test(evicted?.reason ?? '') || !active) {
    return 'QueueStopped';
  }
  if (evicted) {
    return evicted.reason === 'Preempted' ? 'Preempted' : 'Evicted';
  }
  if (quota?.status !== 'False') {
    return 'WaitingInQueue';
  }
  if (reason === 'Suspended' || /is (inactive|stopped)/.test(message)) {
    return 'QueueStopped';
  }
  return UNUSABLE.test(reason) ||
    /doesn't exist|> maximum capacity/.test(message)
    ? 'QueueUnusable'
    : 'WaitingInQueue';
}

function isTrue(
  conditions: readonly SeenCondition[],
  type: string,
): SeenCondition | undefined {
  return conditions.find(one => one.type === type && one.status === 'True');
}

function evidenceOf({
  type,
  reason,
  message,
  lastTransitionTime,
}: SeenCondition): EngineEvidence {
  return {
    source: 'queue',
    message: message || reason || type,
    ...(lastTransitionTime && { time: lastTransitionTime }),
  };
}

function placeOf({ queue, position }: QueueFacts): EngineEvidence[] {
  return position === undefined || position > LAST_TOLD
    ? []
    : [{ source: 'queue', message: `number ${position} in queue '${queue}'` }];
}
