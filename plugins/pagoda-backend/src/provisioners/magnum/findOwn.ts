import type { ContainerInfra } from '../../clients/openstack/ContainerInfra';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { LABELS } from './buildCluster';

/** All clusters in Magnum that were made for a record, by its uid, the oldest first. */
export async function findOwn(
  magnum: ContainerInfra,
  uid: string,
): Promise<MagnumCluster[]> {
  const own: MagnumCluster[] = [];
  for await (const cluster of magnum.clusters()) {
    if (cluster.labels[LABELS.uid] === uid) {
      own.push(cluster);
    }
  }
  return own.sort((a, b) =>
    `${a.created_at} ${a.uuid}` < `${b.created_at} ${b.uuid}` ? -1 : 1,
  );
}
