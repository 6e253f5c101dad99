import { conflict } from '../http/errors';

/** What is on a cluster, such as `1 run is queued or active on it`; `undefined` for nothing. */
export function describeUses({
  runs,
  volumes,
}: {
  runs: number;
  volumes: number;
}): string | undefined {
  const reasons = [
    ...(runs > 0 ? [`${count(runs, 'run')} queued or active on it`] : []),
    ...(volumes > 0 ? [`${count(volumes, 'volume')} on it`] : []),
  ];
  return reasons.length > 0 ? reasons.join(' and ') : undefined;
}

/** @throws ApiError 409 `ClusterInUse` where there is something on the cluster that would be lost. */
export function refuseInUse(
  name: string,
  uses: { runs: number; volumes: number },
): void {
  const reasons = describeUses(uses);
  if (reasons !== undefined) {
    throw conflict(
      'ClusterInUse',
      `Cluster '${name}' cannot be deleted: ${reasons}`,
      {
        field: 'cluster',
        advice:
          'Cancel the runs (by force where the cluster is gone for good) or let them end, and delete the volumes, first.',
      },
    );
  }
}

/** Such as `1 run is` and `2 runs are`. */
function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} is` : `${number} ${noun}s are`;
}
