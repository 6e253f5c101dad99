import type { Condition, Explanation } from '@pagoda/plugin-pagoda-common';

/** The cluster that the run is to execute on is gone, or does not answer. */
export function explainClusterUnreachable(
  cluster: string,
  conditions?: Condition[],
): Explanation {
  const problems = (conditions ?? []).filter(({ status }) => status !== 'True');
  return {
    code: 'ClusterUnreachable',
    summary: conditions
      ? `It waits for cluster '${cluster}', which cannot be reached.`
      : `It waits for cluster '${cluster}', which is not registered any more.`,
    advice:
      'It starts when the cluster is back. If that takes too long, cancel it and choose another cluster.',
    evidence:
      problems.length > 0
        ? problems.map(({ type, message, lastTransitionTime }) => ({
            source: 'engine',
            message: `${type}: ${message}`,
            time: lastTransitionTime,
          }))
        : [
            {
              source: 'engine',
              message: conditions
                ? `Cluster '${cluster}' is in phase Unreachable`
                : `There is no cluster '${cluster}'`,
            },
          ],
  };
}
