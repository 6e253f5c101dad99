import type { Cluster, Condition } from '@pagoda/plugin-pagoda-common';

/** A row has room for so many. */
const SHOWN = 2;

/** Why a cluster is not as it should be, in plain words: its failing conditions, its drift, its end. */
export function alertsOf(
  { status, drift = [], endsAt }: Cluster,
  now: number = Date.now(),
): string[] {
  const isFine = status.phase === 'Ready';
  return [
    ...(isFine ? [] : failing(status.conditions)),
    ...(drift.length > 0
      ? [
          `Differs from its plan: ${drift
            .map(({ field, found }) => `${field} is ${found}`)
            .join(', ')}`,
        ]
      : []),
    ...(endsAt !== undefined && Date.parse(endsAt) < now
      ? ['Its end is over']
      : []),
  ].slice(0, SHOWN);
}

/** What is behind it, before what follows from it. */
function failing(conditions: readonly Condition[]): string[] {
  const bad = conditions.filter(
    ({ status, message }) => status !== 'True' && message !== '',
  );
  const causes = bad.filter(({ type }) => type !== 'Ready');
  return (causes.length > 0 ? causes : bad).map(({ message }) => message);
}
