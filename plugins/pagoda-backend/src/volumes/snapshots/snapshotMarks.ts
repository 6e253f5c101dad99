import type { SnapshotRecord } from './types';

/** Longer names are refused by Cinder. */
const MAX_NAME = 255;

/** What is written on a snapshot in its cloud: whose it is. */
export function snapshotMarks(
  portal: string,
  { uid, project, volume, name }: SnapshotRecord,
): Record<string, string> {
  return {
    pagoda_portal: portal,
    pagoda_project: project,
    pagoda_volume: volume,
    pagoda_snapshot: name,
    pagoda_uid: uid,
  };
}

/** How it is called in its cloud, for those who look there. */
export function snapshotName({ project, volume, name }: SnapshotRecord) {
  return `pagoda-${project}-${volume}-${name}`.slice(0, MAX_NAME);
}

/** Whether the marks are on it; what else there is of metadata is nobody's business. */
export function isMarked(
  metadata: Record<string, string> | undefined,
  marks: Record<string, string>,
): boolean {
  return Object.entries(marks).every(
    ([key, value]) => metadata?.[key] === value,
  );
}
