import type { Entity } from '@backstage/catalog-model';
import {
  PAGE_PATHS,
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';
import { entityMetadata } from './entityMetadata';
import { entityRef } from './entityNames';
import type { EntityBuilder, VolumeRecord } from './types';

/**
 * A volume as a Resource of its project. It leads to its cluster by a link: of a relation, the cluster's page, which
 * everybody sees, would name the volumes of all projects.
 */
export const buildVolumeEntity: EntityBuilder<VolumeRecord> = (
  volume,
  options,
): Entity => {
  const { project, name, cluster, inCloud } = volume;
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
          ...(inCloud && {
            [PAGODA_ANNOTATIONS.cloud]: inCloud.cloud,
            [PAGODA_ANNOTATIONS.phase]: inCloud.phase,
            ...(inCloud.volumeType !== undefined && {
              [PAGODA_ANNOTATIONS.volumeType]: inCloud.volumeType,
            }),
          }),
        },
        tags: [volume.provider],
        links: [
          ...(cluster === undefined
            ? []
            : [
                {
                  title: `Cluster ${cluster}`,
                  url: `${options.appBaseUrl}${PAGE_PATHS.cluster(cluster)}`,
                },
              ]),
          ...(inCloud?.links ?? []),
        ],
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
