import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  RESOURCE_TYPE_PROJECT,
  type Member,
  type Role,
} from '@pagoda/plugin-pagoda-common';
import { z } from 'zod';

/** A project as the rules see it. */
export interface ProjectResource {
  name: string;
  members: Member[];
}

/** What a query has to look for: members that are one of `subjects`, in one of `roles`. */
export interface ProjectFilter {
  subjects: string[];
  roles: Role[];
}

/** Projects as a resource of Backstage's permission framework. */
export const projectResourceRef = createPermissionResourceRef<
  ProjectResource,
  ProjectFilter
>().with({ pluginId: 'pagoda', resourceType: RESOURCE_TYPE_PROJECT });

const hasRole = createPermissionRule({
  name: 'HAS_ROLE',
  description: 'Allow members of the project with one of the roles',
  resourceRef: projectResourceRef,
  paramsSchema: z.object({
    subjects: z.array(z.string()).describe('Entity references of the user'),
    roles: z.array(z.enum(['owner', 'researcher', 'viewer'])),
  }),
  apply: (project, { subjects, roles }) =>
    project.members.some(
      member =>
        subjects.includes(member.subject) && roles.includes(member.role),
    ),
  toQuery: ({ subjects, roles }) => ({ subjects, roles }),
});

/** The rules that conditions on projects are made of. */
export const projectRules = { hasRole };

/** Makes conditional decisions on projects, for policies. */
export const {
  conditions: projectConditions,
  createConditionalDecision: createProjectConditionalDecision,
} = createConditionExports({
  resourceRef: projectResourceRef,
  rules: projectRules,
});
