import type {
  HttpAuthService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  pagodaPermissions,
  type PlatformPermission,
  type ProjectPermission,
} from '@pagoda/plugin-pagoda-common';
import type { Request } from 'express';
import { notAllowed, notFound } from '../http/errors';
import type { ProjectStore } from '../projects/ProjectStore';
import { BoundedCache } from './BoundedCache';
import type { Caller } from './Caller';
import type { ProjectAccess, VisibleProjects } from './ProjectAccess';
import {
  projectResourceRef,
  projectRules,
  type ProjectFilter,
} from './projectRules';
import { rolesWith } from './roleTable';
import { readTokenScope } from './tokenScope';

/** How long a decision of the policy, and what is known of a user, is used again; in milliseconds. */
const DECISION_TTL = 5_000;

const rules = Object.values(projectRules);
const isAuthorized = createConditionAuthorizer(rules);
const toFilter = createConditionTransformer<ProjectFilter, typeof rules>(rules);

/** What {@link createProjectAccess} needs. */
export interface ProjectAccessOptions {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  userInfo: UserInfoService;
  projects: ProjectStore;
}

/**
 * Asks the policy once for a permission, and judges the condition that it answers with on the members in our own table:
 * one short-lived decision serves many requests, and lists become queries.
 */
export function createProjectAccess(
  options: ProjectAccessOptions,
): ProjectAccess {
  const { httpAuth, permissions, permissionsRegistry, userInfo, projects } =
    options;
  const decisions = new BoundedCache<PolicyDecision>(DECISION_TTL);
  const users = new BoundedCache<string[]>(DECISION_TTL);

  permissionsRegistry.addResourceType({
    resourceRef: projectResourceRef,
    permissions: pagodaPermissions,
    rules,
    getResources: names =>
      Promise.all(names.map(name => projects.findResource(name))),
  });

  function decide(
    caller: Caller,
    permission: ProjectPermission | PlatformPermission,
  ): Promise<PolicyDecision> {
    const key = `${caller.userEntityRef} ${permission.name}`;
    return decisions.get(key, async () => {
      const [decision] = await permissions.authorizeConditional(
        [{ permission: permission as ProjectPermission }],
        { credentials: caller.credentials },
      );
      return decision;
    });
  }

  /** A token's scope only ever takes away: `read` all writing, and whatever is not `admin` the administrator's powers. */
  async function decideWithinScope(
    caller: Caller,
    permission: ProjectPermission | PlatformPermission,
  ): Promise<PolicyDecision> {
    if (caller.scope === 'read' && permission.attributes.action !== 'read') {
      return { result: AuthorizeResult.DENY };
    }
    const decision = await decide(caller, permission);
    const limited = caller.scope === 'read' || caller.scope === 'write';
    if (!limited || decision.result !== AuthorizeResult.ALLOW) {
      return decision;
    }
    const roles = rolesWith(permission.name);
    if (roles.length === 0) {
      return permission.attributes.action === 'read'
        ? decision
        : { result: AuthorizeResult.DENY };
    }
    return {
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'pagoda',
      resourceType: projectResourceRef.resourceType,
      conditions: {
        rule: projectRules.hasRole.name,
        resourceType: projectResourceRef.resourceType,
        params: { subjects: caller.ownershipEntityRefs, roles },
      },
    };
  }

  const access: ProjectAccess = {
    async caller(req: Request): Promise<Caller> {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const { userEntityRef } = credentials.principal;
      const ownershipEntityRefs = await users.get(userEntityRef, async () => {
        const info = await userInfo.getUserInfo(credentials);
        return info.ownershipEntityRefs;
      });
      return {
        credentials,
        userEntityRef,
        ownershipEntityRefs,
        scope: readTokenScope(req.headers.authorization),
      };
    },

    async allows(caller, permission, project) {
      const decision = await decideWithinScope(caller, permission);
      if (decision.result === AuthorizeResult.DENY) {
        return false;
      }
      const resource = await projects.findResource(project);
      return resource !== undefined && isAuthorized(decision, resource);
    },

    async require(caller, permission, project) {
      if (await access.allows(caller, permission, project)) {
        return;
      }
      const read = pagodaPermissions.find(
        p => p.name === 'pagoda.project.read',
      ) as ProjectPermission;
      if (
        permission.name === read.name ||
        !(await access.allows(caller, read, project))
      ) {
        throw notFound('Project', project, 'project');
      }
      if (caller.scope === 'read') {
        throw notAllowed(
          'This access token may only read',
          'Use a token with scope write.',
        );
      }
      const roles = rolesWith(permission.name).join(' or ');
      throw notAllowed(
        `${permission.name} in project '${project}' needs the role ${roles}`,
        'Ask an owner of the project for it.',
      );
    },

    async allowsPlatform(caller, permission) {
      const decision = await decideWithinScope(caller, permission);
      return decision.result === AuthorizeResult.ALLOW;
    },

    async requirePlatform(caller, permission) {
      if (!(await access.allowsPlatform(caller, permission))) {
        throw notAllowed(
          `${permission.name} is for administrators`,
          caller.scope === 'session'
            ? 'Ask an administrator.'
            : 'A token needs the scope admin, and its owner must be an administrator.',
        );
      }
    },

    async visibleProjects(caller, permission): Promise<VisibleProjects> {
      const decision = await decideWithinScope(caller, permission);
      if (decision.result === AuthorizeResult.ALLOW) {
        return { all: true };
      }
      if (!('conditions' in decision)) {
        return { all: false, names: [] };
      }
      const filters = alternatives(toFilter(decision.conditions));
      return { all: false, names: await projects.namesMatching(filters) };
    },
  };
  return access;
}

/** Any of these filters will do. Policies with `allOf` or `not` on projects would need more than this query. */
function alternatives(
  criteria: PermissionCriteria<ProjectFilter>,
): ProjectFilter[] {
  if (isOrCriteria(criteria)) {
    return criteria.anyOf.flatMap(alternatives);
  }
  if (isAndCriteria(criteria) || isNotCriteria(criteria)) {
    throw new Error(
      'The permission policy answers with allOf or not for projects; PAGoDA understands anyOf and single conditions',
    );
  }
  return [criteria];
}
