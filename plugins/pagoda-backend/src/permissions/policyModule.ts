import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  platformPermissions,
  projectPermissions,
  type ProjectPermission,
} from '@pagoda/plugin-pagoda-common';
import {
  catalogVisibility,
  createCatalogVisibilityDecision,
} from '../catalog/catalogVisibility';
import { ProjectMemberships } from '../catalog/ProjectMemberships';
import {
  createProjectConditionalDecision,
  projectConditions,
} from './projectRules';
import { rolesWith } from './roleTable';

/** Group whose members administer PAGoDA, where the configuration says nothing else. */
export const DEFAULT_ADMINISTRATORS = ['group:default/pagoda-administrators'];

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

/** Permissions of other plugins that only administrators have. */
const FOR_ADMINISTRATORS = [
  'catalog.entity.create',
  'catalog.entity.delete',
  'catalog.location.create',
  'catalog.location.delete',
  'catalog.location.analyze',
  'kubernetes.proxy',
  'scaffolder.template.management',
];

/**
 * Administrators may do everything; in projects, and for their entities in the catalog, the role decides; other plugins are
 * open to who is signed in.
 */
export class PagodaPermissionPolicy implements PermissionPolicy {
  readonly #administrators: string[];
  readonly #memberships: Pick<ProjectMemberships, 'of'>;

  constructor(
    administrators: string[],
    memberships: Pick<ProjectMemberships, 'of'>,
  ) {
    this.#administrators = administrators;
    this.#memberships = memberships;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const subjects = user.info.ownershipEntityRefs;
    if (subjects.some(subject => this.#administrators.includes(subject))) {
      return ALLOW;
    }
    const { permission } = request;
    const ours = Object.values(projectPermissions).find(
      candidate => candidate.name === permission.name,
    );
    if (ours) {
      return inProjects(ours, subjects);
    }
    if (isPermission(permission, platformPermissions.projectAdminister)) {
      return DENY;
    }
    if (FOR_ADMINISTRATORS.includes(permission.name)) {
      return DENY;
    }
    if (isResourcePermission(permission, 'catalog-entity')) {
      return createCatalogVisibilityDecision(
        permission,
        catalogVisibility.inProjects({
          projects: await this.#memberships.of(subjects),
        }),
      );
    }
    return ALLOW;
  }
}

function inProjects(
  permission: ProjectPermission,
  subjects: string[],
): PolicyDecision {
  return createProjectConditionalDecision(
    permission,
    projectConditions.hasRole({ subjects, roles: rolesWith(permission.name) }),
  );
}

/** Sets PAGoDA's policy in the permission plugin. */
export const pagodaPermissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'pagoda-policy',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        policy: policyExtensionPoint,
      },
      async init({ auth, config, discovery, policy }) {
        policy.setPolicy(
          new PagodaPermissionPolicy(
            config.getOptionalStringArray('pagoda.administrators') ??
              DEFAULT_ADMINISTRATORS,
            new ProjectMemberships({ auth, discovery }),
          ),
        );
      },
    });
  },
});
