import type { CloudOwners } from './CloudOwnerStore';
import type { Mark } from './openstack/readMark';

/**
 * Why something with a mark of this portal is a leak; `undefined` where it is none. The uid decides where there is one: the
 * name of its owner may be that of another by now.
 *
 * @param id - how the cloud calls it, where its owner is a volume or a snapshot
 */
export function describeOrphan(
  mark: Mark,
  owners: CloudOwners,
  id?: string,
): string | undefined {
  const { uid, cluster, project, volume } = mark;
  if (uid !== undefined && owners.uids.has(uid)) {
    const own = owners.externalIds.get(uid);
    return own === undefined || id === undefined || own === id
      ? undefined
      : `Volume ${volume} of project ${project} is ${own}; this only carries its mark.`;
  }
  if (cluster !== undefined) {
    if (!owners.clusters.has(cluster)) {
      return `There is no cluster ${cluster}.`;
    }
    return uid === undefined
      ? undefined
      : `Cluster ${cluster} is another one than that which this was made for.`;
  }
  if (project !== undefined && volume !== undefined) {
    if (!owners.volumes.has(`${project}/${volume}`)) {
      return `Project ${project} has no volume ${volume}.`;
    }
    return uid === undefined
      ? undefined
      : `Volume ${volume} of project ${project}, or the snapshot of it, is another one than that which this was made for.`;
  }
  return 'It carries the mark of this portal, but not that of an owner.';
}
