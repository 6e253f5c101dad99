import type { Entity } from '@backstage/catalog-model';
import {
  PAGE_PATHS,
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';
import { entityMetadata } from './entityMetadata';
import { entityRef } from './entityNames';
import type { EntityBuilder, VolumeRecord } from './types';

/** A volume as a Resource of its project, depending on its cluster. */
export const buildVolumeEntity: EntityBuilder<VolumeRecord> = (
  volume,
  options,
): Entity => {
  const { project, name } = volume;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: entityMetadata(
      volume,
      {
        title: name,
        description: volume.description,
        annotations: {
          [PAGODA_ANNOTATIONS.project]: project,
          [PAGODA_ANNOTATIONS.volume]: name,
        },
        tags: [volume.provider],
        page: PAGE_PATHS.volume(project, name),
      },
      options,
    ),
    spec: {
      type: PAGODA_ENTITY_TYPES.volume,
      owner: volume.owner,
      system: entityRef({ kind: 'project', name: project }),
      size: volume.size,
    },
  };
};
