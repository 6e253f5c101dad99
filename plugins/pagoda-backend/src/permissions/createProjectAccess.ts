import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import {
  pagodaPermissions,
  platformPermissions,
  projectPermissions,
  type PlatformPermission,
  type ProjectPermission,
  type Role,
} from '@pagoda/plugin-pagoda-common';
import { notAllowed, notFound, type ApiError } from '../http/errors';
import type { ProjectStore } from '../projects/ProjectStore';
import { askTwice } from './askTwice';
import { BoundedCache } from './BoundedCache';
import type { Caller } from './Caller';
import { CallerResolver, type CallerResolverOptions } from './CallerResolver';
import type { ProjectAccess, VisibleProjects } from './ProjectAccess';
import {
  projectResourceRef,
  projectRules,
  type ProjectFilter,
  type ProjectResource,
} from './projectRules';
import { rolesWith, strongerRole } from './roleTable';

/** How long a decision of the policy is used again, in milliseconds. */
const DECISION_TTL = 5_000;

const rules = Object.values(projectRules);
const isAuthorized = createConditionAuthorizer(rules);
const toFilter = createConditionTransformer<ProjectFilter, typeof rules>(rules);

/** What {@link createProjectAccess} needs. */
export interface ProjectAccessOptions extends CallerResolverOptions {
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  projects: ProjectStore;
}

/**
 * Asks the policy once for a permission, and judges the condition that it answers with on the members in our own table:
 * one short-lived decision serves many requests, and lists become queries.
 */
export function createProjectAccess(
  options: ProjectAccessOptions,
): ProjectAccess {
  const { permissions, permissionsRegistry, projects } = options;
  const callers = new CallerResolver(options);
  const decisions = new BoundedCache<PolicyDecision>(DECISION_TTL);

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
    // With the groups: who signs in anew with others must not get what was decided before.
    const key = JSON.stringify([caller.ownershipEntityRefs, permission.name]);
    return decisions.get(key, async () => {
      const [decision] = await askTwice(() =>
        permissions.authorizeConditional(
          [{ permission: permission as ProjectPermission }],
          { credentials: caller.credentials },
        ),
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
    caller: (req, how) => callers.resolve(req, how),

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
      const { projectRead } = projectPermissions;
      if (
        permission.name === projectRead.name ||
        !(await access.allows(caller, projectRead, project))
      ) {
        throw notFound('Project', project, 'project');
      }
      const resource = await projects.findResource(project);
      throw refuse(caller, permission, resource, project);
    },

    async allowsPlatform(caller, permission) {
      const decision = await decideWithinScope(caller, permission);
      return decision.result === AuthorizeResult.ALLOW;
    },

    async requirePlatform(caller, permission) {
      if (!(await access.allowsPlatform(caller, permission))) {
        throw refusePlatform(caller, permission);
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
      if (filters) {
        return { all: false, names: await projects.namesMatching(filters) };
      }
      const resources = await projects.allResources();
      return {
        all: false,
        names: resources
          .filter(resource => isAuthorized(decision, resource))
          .map(({ name }) => name),
      };
    },
  };
  return access;
}

/** Any of these filters will do; `undefined` where a policy asks for more than one query can say, with `allOf` or `not`. */
function alternatives(
  criteria: PermissionCriteria<ProjectFilter>,
): ProjectFilter[] | undefined {
  if (isOrCriteria(criteria)) {
    const parts = criteria.anyOf.map(alternatives);
    return parts.some(part => part === undefined)
      ? undefined
      : parts.flatMap(part => part ?? []);
  }
  if (isAndCriteria(criteria) || isNotCriteria(criteria)) {
    return undefined;
  }
  return [criteria];
}

function refuse(
  caller: Caller,
  permission: ProjectPermission,
  resource: ProjectResource | undefined,
  project: string,
): ApiError {
  const roles = rolesWith(permission.name);
  const role = resource?.members
    .filter(({ subject }) => caller.ownershipEntityRefs.includes(subject))
    .reduce<Role | undefined>(
      (strongest, member) => strongerRole(strongest, member.role),
      undefined,
    );
  const needed = `${permission.name} in project '${project}' needs the role ${roles.join(
    ' or ',
  )}`;
  if (role && roles.includes(role)) {
    return notAllowed(
      `${needed}, and more than an access token with scope ${caller.scope}`,
      'Sign in, or use a token with scope write.',
    );
  }
  return notAllowed(
    `${needed}; you are ${role ? `its ${role}` : 'not a member of it'}`,
    'Ask an owner of the project for that role.',
  );
}

function refusePlatform(
  caller: Caller,
  permission: PlatformPermission,
): ApiError {
  if (caller.scope === 'session') {
    const others =
      permission.name === platformPermissions.clusterCreate.name
        ? ' and whom pagoda.clusterCreators names'
        : '';
    return notAllowed(
      `${permission.name} is for administrators${others}`,
      'Ask an administrator.',
    );
  }
  return notAllowed(
    `${permission.name} needs more than an access token with scope ${caller.scope}`,
    'Sign in, or use a token with scope admin.',
  );
}
