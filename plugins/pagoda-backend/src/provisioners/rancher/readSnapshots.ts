import type { EtcdSnapshot } from '@pagoda/plugin-pagoda-common';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { RANCHER_CLUSTER } from './names';
import type { RancherSnapshot } from './objects';
import { snapshotsPath } from './paths';

/** The snapshots of etcd that Rancher knows of a cluster, the newest first. */
export async function readSnapshots(
  client: KubernetesClient,
  namespace: string,
  cluster: string,
): Promise<EtcdSnapshot[]> {
  const found: RancherSnapshot[] = [];
  for await (const snapshot of client.listAll<RancherSnapshot>(
    snapshotsPath({ namespace }),
    { labelSelector: `${RANCHER_CLUSTER}=${cluster}` },
  )) {
    found.push(snapshot);
  }
  return found.map(toSnapshot).sort(byAge);
}

function toSnapshot({
  metadata,
  snapshotFile: file = {},
  status,
}: RancherSnapshot): EtcdSnapshot {
  return {
    name: metadata.name,
    phase: status?.missing ? 'missing' : file.status || 'unknown',
    ...(file.nodeName && { node: file.nodeName }),
    ...(file.size !== undefined && { sizeBytes: file.size }),
    ...(file.location && { location: file.location }),
    ...(file.message && { message: file.message }),
    createdAt: new Date(
      file.createdAt ?? metadata.creationTimestamp,
    ).toISOString(),
  };
}

function byAge(a: EtcdSnapshot, b: EtcdSnapshot): number {
  return (
    (b.createdAt ?? '').localeCompare(a.createdAt ?? '') ||
    a.name.localeCompare(b.name)
  );
}
