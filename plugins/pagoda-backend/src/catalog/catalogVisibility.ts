import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import { PAGODA_ANNOTATIONS } from '@pagoda/plugin-pagoda-common';
import { z } from 'zod';

/**
 * Entities of PAGoDA's projects are for their members, as the projects themselves are; whatever belongs to no project is for
 * all.
 */
export const catalogVisibilityRule = createPermissionRule({
  name: 'IN_PAGODA_PROJECT',
  description:
    'Allow entities that belong to one of the PAGoDA projects, or to none',
  resourceRef: catalogEntityPermissionResourceRef,
  paramsSchema: z.object({
    projects: z.array(z.string()).describe('Names of the projects'),
  }),
  apply: (entity, { projects }) => {
    const project = entity.metadata.annotations?.[PAGODA_ANNOTATIONS.project];
    return project === undefined || projects.includes(project);
  },
  toQuery: ({ projects }) => {
    const key = `metadata.annotations.${PAGODA_ANNOTATIONS.project}`;
    return projects.length === 0
      ? { not: { key } }
      : { anyOf: [{ not: { key } }, { key, values: projects }] };
  },
});

/** Makes conditional decisions on catalog entities, for PAGoDA's policy. */
export const {
  conditions: catalogVisibility,
  createConditionalDecision: createCatalogVisibilityDecision,
} = createConditionExports({
  resourceRef: catalogEntityPermissionResourceRef,
  rules: { inProjects: catalogVisibilityRule },
});
