import type { Drift } from '@pagoda/plugin-pagoda-common';
import type { NewClusterEvent } from './ClusterEvents';
import type { OperationRecord } from './ClusterOperationStore';
import type { LifecyclePhase, PlanRecord } from './PlanRecord';

/** What is told of a step: where it has led to something that was not so before. */
export function describeStep(
  before: Pick<PlanRecord, 'phase' | 'settled' | 'timedOut' | 'drift'>,
  after: {
    phase: LifecyclePhase;
    settled: boolean;
    overdue: boolean;
    drift: Drift[];
    cause?: string;
    minutes: number;
  },
): NewClusterEvent[] {
  const events: NewClusterEvent[] = [];
  const { phase, cause } = after;
  const why = cause === undefined ? '' : ` ${cause}`;
  if (after.overdue && !before.timedOut) {
    events.push({
      ...{ kind: 'TimedOut', severity: 'error' },
      message: `Not done after ${after.minutes} minutes.${why} It is looked at further.`,
    });
  } else if (phase === 'Failed' && before.phase !== 'Failed') {
    events.push({
      ...{ kind: 'Failed', severity: 'error' },
      message: cause ?? 'It has failed.',
    });
  }
  if (phase === 'Provisioning' && before.phase === 'Pending') {
    events.push({
      ...{ kind: 'Provisioning', severity: 'info' },
      message: 'It is being made.',
    });
  }
  if (phase === 'Degraded' && before.phase !== 'Degraded') {
    events.push({
      ...{ kind: 'Degraded', severity: 'warning' },
      message: `It is not as it should be.${why}`,
    });
  }
  if (phase === 'Ready' && before.phase !== 'Ready') {
    events.push({
      ...{ kind: 'Ready', severity: 'info' },
      message: 'It is ready.',
    });
  }
  const known = new Set(before.drift.map(describeDrift));
  for (const drift of after.drift.map(describeDrift)) {
    if (!known.has(drift)) {
      events.push({
        ...{ kind: 'Drifted', severity: 'warning' },
        message: drift,
      });
    }
  }
  return events;
}

function describeDrift({ field, wanted, found }: Drift): string {
  return `${field} is ${found}, not ${wanted}, and nobody has asked for that here.`;
}

/** What is told of an operation: where it is in another phase than before. */
export function describeOperation(
  { kind, phase: before, parameters }: OperationRecord,
  state: { phase: 'Running' | 'Succeeded' | 'Failed'; message?: string },
): NewClusterEvent[] {
  if (state.phase === before) {
    return [];
  }
  const name = kind[0].toUpperCase() + kind.slice(1);
  const about = parameters.version ?? parameters.clusterTemplate;
  const message =
    state.message ??
    (about === undefined ? `${name}.` : `${name} to ${about}.`);
  return [
    {
      kind: `${name}${state.phase === 'Running' ? 'Began' : state.phase}`,
      severity: state.phase === 'Failed' ? 'error' : 'info',
      message,
    },
  ];
}
