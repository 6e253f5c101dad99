import type { MissingThing } from '@pagoda/plugin-pagoda-common';
import { LABELS } from '../../../projects/clusters/objectNames';
import type { ClaimOwner } from './LabelledStore';
import type { LabelledObject } from './readLabelled';

/** Volumes that can be used, as their rows say, and that have no claim on the cluster. */
export function findMissingClaims(
  cluster: string,
  volumes: ClaimOwner[],
  objects: LabelledObject[],
): MissingThing[] {
  const claims = new Set(
    objects
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ metadata: { labels } }) =>
        [labels?.[LABELS.project], labels?.[LABELS.volume]].join('/'),
      ),
  );
  return volumes
    .filter(({ key }) => !claims.has(key))
    .map(({ project, name, key }) => ({
      id: `${cluster}/volume/${key}`,
      ...{ cluster, project, name },
      owner: 'volume',
      kind: 'PersistentVolumeClaim',
      reason: `The claim of volume ${name} of project ${project} is gone from cluster ${cluster}, and its files with it.`,
    }));
}
