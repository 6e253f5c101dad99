import {
  find,
  isTrue,
  type ManagementCluster,
  type RancherCluster,
} from './objects';

/**
 * Whether a cluster can be used. `status.ready` says nothing: Rancher sets it once and never takes it back. The conditions of
 * the cluster say that it was made as it is described; those of the management cluster, that Rancher speaks with it.
 */
export function isUsable(
  cluster: RancherCluster,
  management: ManagementCluster | undefined,
): boolean {
  const { metadata, status } = cluster;
  return (
    status?.observedGeneration === metadata.generation &&
    isTrue(status?.conditions, 'Ready') &&
    Boolean(status?.clientSecretName) &&
    isTrue(management?.status?.conditions, 'Connected') &&
    isTrue(management?.status?.conditions, 'Ready')
  );
}

/** Whether Rancher is done with what it was told, whether or not it can reach the cluster. */
export function isUpToDate({ metadata, status }: RancherCluster): boolean {
  return (
    status?.observedGeneration === metadata.generation &&
    find(status?.conditions, 'Updated')?.status === 'True'
  );
}
