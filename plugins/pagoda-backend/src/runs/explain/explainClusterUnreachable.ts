import type {
  Cluster,
  Condition,
  Explanation,
} from '@pagoda/plugin-pagoda-common';

/** Phases in which a cluster executes nothing, and what is the matter with it then. */
export const OUT_OF_SERVICE: Partial<
  Record<Cluster['status']['phase'], string>
> = {
  Unreachable: 'which cannot be reached',
  Pending: 'which is to be made',
  Provisioning: 'which is being made',
  Failed: 'which could not be made',
  Deleting: 'which is being removed',
};

/** The cluster that the run is to execute on is gone, or not there yet, or does not answer. */
export function explainClusterUnreachable(
  cluster: string,
  conditions?: Condition[],
  phase: Cluster['status']['phase'] = 'Unreachable',
): Explanation {
  const problems = (conditions ?? []).filter(({ status }) => status !== 'True');
  return {
    code: 'ClusterUnreachable',
    summary: conditions
      ? `It waits for cluster '${cluster}', ${OUT_OF_SERVICE[phase] ?? 'which is not ready'}.`
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
                ? `Cluster '${cluster}' is in phase ${phase}`
                : `There is no cluster '${cluster}'`,
            },
          ],
  };
}
