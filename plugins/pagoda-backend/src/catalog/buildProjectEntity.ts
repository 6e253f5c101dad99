import type { SystemEntity } from '@backstage/catalog-model';
import {
  PAGE_PATHS,
  PAGODA_ANNOTATIONS,
  PAGODA_ENTITY_TYPES,
} from '@pagoda/plugin-pagoda-common';
import { entityMetadata } from './entityMetadata';
import type { EntityBuilder, ProjectRecord } from './types';

/** A project as a System. */
export const buildProjectEntity: EntityBuilder<ProjectRecord> = (
  project,
  options,
): SystemEntity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'System',
  metadata: entityMetadata(
    project,
    {
      title: project.title,
      description: project.description,
      annotations: { [PAGODA_ANNOTATIONS.project]: project.name },
      tags: [],
      page: PAGE_PATHS.project(project.name),
    },
    options,
  ),
  spec: { type: PAGODA_ENTITY_TYPES.project, owner: project.owner },
});
