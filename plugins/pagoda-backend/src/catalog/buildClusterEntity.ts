import type { ResourceEntity } from '@backstage/catalog-model';
import {
  PAGE_PATHS,
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';
import { entityMetadata } from './entityMetadata';
import type { ClusterRecord, EntityBuilder } from './types';

/** A cluster as a Resource: of who had it made, else of the administrators. */
export const buildClusterEntity: EntityBuilder<ClusterRecord> = (
  cluster,
  options,
): ResourceEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: entityMetadata(
    cluster,
    {
      title: cluster.title,
      description: cluster.description,
      annotations: {
        [PAGODA_ANNOTATIONS.cluster]: cluster.name,
        ...(cluster.engine === 'kubernetes' && {
          'backstage.io/kubernetes-label-selector':
            'app.kubernetes.io/managed-by=pagoda',
        }),
        ...(cluster.provisioned && {
          [PAGODA_ANNOTATIONS.cloud]: cluster.provisioned.cloud,
          [PAGODA_ANNOTATIONS.phase]: cluster.provisioned.phase,
        }),
      },
      links: cluster.provisioned?.links,
      tags: [cluster.provisioner, cluster.engine],
      page: PAGE_PATHS.cluster(cluster.name),
    },
    options,
  ),
  spec: {
    type: PAGODA_ENTITY_TYPES.cluster,
    owner: cluster.provisioned?.owner ?? options.administrators,
  },
});
