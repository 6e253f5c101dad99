import type { Condition } from '@pagoda/plugin-pagoda-common';

/** The first condition that does not hold says why, and since when. */
export function causeOf(
  conditions: readonly Condition[],
  otherwise: string,
): { cause: string; since?: string } {
  const failing = conditions.filter(({ status }) => status !== 'True');
  // What is behind it is told before what follows from it.
  const first = failing.find(({ type }) => type !== 'Ready') ?? failing[0];
  return first
    ? {
        cause: first.message || otherwise,
        since: first.lastTransitionTime,
      }
    : { cause: otherwise };
}
