import type { Condition } from '@pagoda/plugin-pagoda-common';
import type { ProvisionedState } from '../../provisioners/types';
import { setCondition } from '../../setCondition';
import type { LifecyclePhase } from './PlanRecord';

/**
 * The phase of a cluster after a look at it.
 *
 * @param before - its phase until now
 * @param how - whether it is out of time, and whether an operation is under way
 */
export function phaseOf(
  before: LifecyclePhase,
  { phase, settled }: ProvisionedState,
  { overdue, operating }: { overdue: boolean; operating: boolean },
): LifecyclePhase {
  if (overdue && (phase === 'Provisioning' || phase === 'Updating')) {
    return 'Failed';
  }
  if (phase === 'Ready' && (operating || !settled)) {
    return isUnfinished(before) && before !== 'Updating'
      ? 'Provisioning'
      : 'Updating';
  }
  return phase;
}

/** Whether it was not ready yet. */
export function isUnfinished(phase: LifecyclePhase): boolean {
  return ['Pending', 'Provisioning', 'Updating'].includes(phase);
}

/** The condition of a type. */
export function conditionOf(
  conditions: readonly Condition[],
  type: string,
): Condition | undefined {
  return conditions.find(condition => condition.type === type);
}

/**
 * The conditions of a cluster after a look at it: whether it is as planned, and what its provisioner says. What that names
 * no more is gone.
 *
 * @param before - its conditions until now
 * @param how - `minutes` are its limit of time, `now` in milliseconds since 1970
 */
export function conditionsOf(
  before: readonly Condition[],
  state: ProvisionedState,
  how: { settled: boolean; overdue: boolean; minutes: number; now: number },
): Condition[] {
  const cause = state.cause ?? 'It is being worked on.';
  const unsettled = how.overdue
    ? {
        reason: 'TimedOut',
        message: `Not done after ${how.minutes} minutes. ${cause}`,
      }
    : { reason: state.phase, message: cause };
  const own: Omit<Condition, 'lastTransitionTime'> = how.settled
    ? {
        ...{ type: 'AsPlanned', status: 'True', reason: 'Settled' },
        message: 'All is as its plan says.',
      }
    : { ...{ type: 'AsPlanned', status: 'False' }, ...unsettled };
  return [own, ...state.conditions].flatMap(condition => {
    const former = conditionOf(before, condition.type);
    return setCondition(former ? [former] : [], condition, how.now);
  });
}
