import type { CloudOwners } from './CloudOwnerStore';
import type { Mark } from './openstack/readMark';

/**
 * Why something with a mark of this portal is a leak; `undefined` where it is none. The uid decides where there is one: the
 * name of its owner may be that of another by now.
 */
export function describeOrphan(
  mark: Mark,
  owners: CloudOwners,
): string | undefined {
  const { uid, cluster, project, volume } = mark;
  if (uid !== undefined && owners.uids.has(uid)) {
    return undefined;
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
    return owners.volumes.has(`${project}/${volume}`)
      ? undefined
      : `Project ${project} has no volume ${volume}.`;
  }
  return 'It carries the mark of this portal, but not that of an owner.';
}
