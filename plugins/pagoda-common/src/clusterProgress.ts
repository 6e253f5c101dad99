import type { Cluster } from './types';

/** How far a provisioned cluster is. */
export interface ClusterProgress {
  /** As the plan says, and usable. */
  done: boolean;
  /** It has failed; the portal may go on trying. */
  failed: boolean;
  /** In one line, such as `Provisioning: control 1 of 1, work 0 of 2 ready. Waits for the machines.` */
  text: string;
}

/** How far a provisioned cluster is on its way to what its plan says, for those who wait for it. */
export function clusterProgress(cluster: Cluster): ClusterProgress {
  const { status, pools = [], generation } = cluster;
  const { phase, conditions, observedGeneration = 0 } = status;
  const settled = observedGeneration >= generation;
  const done = phase === 'Ready' && settled;
  const isLeaving = phase === 'Deleting';
  const ready = isLeaving
    ? ''
    : pools
        .map(pool => `${pool.name} ${pool.ready} of ${pool.wanted}`)
        .join(', ');
  const cause = conditions.find(
    ({ type, status: holds }) =>
      // What is being removed is not ready, and that is no news.
      holds === 'False' && !done && (!isLeaving || type === 'Removed'),
  )?.message;
  const word = phase === 'Ready' && !settled ? 'Updating' : phase;
  return {
    done,
    failed: phase === 'Failed',
    text: [
      ready === '' ? word : `${word}: ${ready} ready`,
      ...(cause ? [cause] : []),
    ].join('. '),
  };
}
