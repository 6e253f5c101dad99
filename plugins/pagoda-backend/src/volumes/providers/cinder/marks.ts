import type { CinderVolume } from '../../../clients/openstack/blockStorageTypes';
import type { CloudVolume } from './CloudVolume';

/** Metadata by which volumes are found again in the cloud, and whose they are. */
export function marksOf(
  portal: string,
  { project, name, uid }: Pick<CloudVolume, 'project' | 'name' | 'uid'>,
): Record<string, string> {
  return {
    pagoda_portal: portal,
    pagoda_project: project,
    pagoda_volume: name,
    pagoda_uid: uid,
  };
}

/** How a volume is called in the cloud; for people, since names are nothing to rely on there. */
export function cloudNameOf({
  project,
  name,
}: Pick<CloudVolume, 'project' | 'name'>): string {
  return `pagoda-${project}-${name}`;
}

/** The marks that somebody has changed or taken off. */
export function lostMarks(
  seen: Pick<CinderVolume, 'metadata'>,
  wanted: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([key, value]) => seen.metadata[key] !== value,
    ),
  );
}
