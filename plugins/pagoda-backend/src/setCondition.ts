import type { Condition } from '@pagoda/plugin-pagoda-common';

/**
 * Puts a condition among others of its object: one of each type. The time of transition stays while the status does.
 *
 * @param now - milliseconds since 1970
 */
export function setCondition(
  conditions: readonly Condition[],
  condition: Omit<Condition, 'lastTransitionTime'>,
  now: number = Date.now(),
): Condition[] {
  const before = conditions.find(({ type }) => type === condition.type);
  const next: Condition = {
    ...condition,
    lastTransitionTime:
      before?.status === condition.status
        ? before.lastTransitionTime
        : new Date(now).toISOString(),
  };
  return before
    ? conditions.map(other => (other === before ? next : other))
    : [...conditions, next];
}
