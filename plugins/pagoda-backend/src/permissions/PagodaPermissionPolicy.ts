import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  platformPermissions,
  projectPermissions,
  type PlatformPermission,
} from '@pagoda/plugin-pagoda-common';
import {
  catalogVisibility,
  createCatalogVisibilityDecision,
} from '../catalog/catalogVisibility';
import type { Caller } from './Caller';
import {
  createProjectConditionalDecision,
  projectConditions,
} from './projectRules';
import { rolesWith } from './roleTable';

/** What the policy has to know of a user beyond the user's groups. */
export interface CallerFacts {
  scope: Caller['scope'];
  /** Names of the projects that the user is a member of. */
  projects: string[];
}

/** Where the policy learns {@link CallerFacts}; `undefined` when the user's access token is no longer valid. */
export type CallerFactsSource = (
  credentials: BackstageCredentials,
) => Promise<CallerFacts | undefined>;

const ALLOW = { result: AuthorizeResult.ALLOW } as const;
const DENY = { result: AuthorizeResult.DENY } as const;

/** Of PAGoDA's permissions that no project decides, those that nobody else has. */
const FOR_ADMINISTRATORS: PlatformPermission[] = [
  platformPermissions.projectAdminister,
  platformPermissions.clusterAdminister,
];

/**
 * Of other plugins' permissions, those that change something and that everybody has. The others that change something are
 * for administrators, also those of plugins that are added later.
 */
const WRITES_FOR_ALL = [
  'catalog.entity.validate',
  'scaffolder.action.execute',
  'scaffolder.task.create',
];

/** Of other plugins' permissions, those that only read and are for administrators all the same. */
const READS_FOR_ADMINISTRATORS = ['catalog.ingestion.read'];

const SCAFFOLDER_TASK = 'scaffolder-task';

/**
 * Administrators may do everything. What `kubernetes.resources.read` shows, pagodaKubernetesModule narrows to the user's
 * own projects. In projects, and for their entities in the catalog, the role decides; other plugins
 * are open to who is signed in, for reading and for running templates.
 */
export class PagodaPermissionPolicy implements PermissionPolicy {
  readonly #administrators: string[];
  readonly #factsOf: CallerFactsSource;
  readonly #clusterCreators: string[];

  /** @param clusterCreators - who may have clusters made, beside administrators */
  constructor(
    administrators: string[],
    factsOf: CallerFactsSource,
    clusterCreators: string[] = [],
  ) {
    this.#administrators = administrators;
    this.#factsOf = factsOf;
    this.#clusterCreators = clusterCreators;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const subjects = user.info.ownershipEntityRefs;
    const administrator = subjects.some(subject =>
      this.#administrators.includes(subject),
    );
    const inProject = Object.values(projectPermissions).find(
      ({ name }) => name === permission.name,
    );
    if (inProject) {
      // PAGoDA's backend takes away what the scope of an access token does not allow: see createProjectAccess.
      return administrator
        ? ALLOW
        : createProjectConditionalDecision(
            inProject,
            projectConditions.hasRole({
              subjects,
              roles: rolesWith(permission.name),
            }),
          );
    }
    const onPlatform = Object.values(platformPermissions).find(
      ({ name }) => name === permission.name,
    );
    if (onPlatform === platformPermissions.clusterCreate) {
      const creator = subjects.some(subject =>
        this.#clusterCreators.includes(subject),
      );
      return administrator || creator ? ALLOW : DENY;
    }
    if (onPlatform) {
      return administrator || !FOR_ADMINISTRATORS.includes(onPlatform)
        ? ALLOW
        : DENY;
    }
    return this.#elsewhere(permission, user, administrator);
  }

  /** Other plugins know nothing of scopes, so the scope is part of the decision here. */
  async #elsewhere(
    permission: PolicyQuery['permission'],
    { credentials, info }: PolicyQueryUser,
    administrator: boolean,
  ): Promise<PolicyDecision> {
    const facts = await this.#factsOf(credentials);
    const reads = permission.attributes.action === 'read';
    if (!facts || (facts.scope === 'read' && !reads)) {
      return DENY;
    }
    if (
      administrator &&
      (facts.scope === 'session' || facts.scope === 'admin')
    ) {
      return ALLOW;
    }
    if (isResourcePermission(permission, SCAFFOLDER_TASK)) {
      // Parameters and logs of a task are as private as the project that it works on.
      return {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'scaffolder',
        resourceType: SCAFFOLDER_TASK,
        conditions: {
          rule: 'IS_TASK_OWNER',
          resourceType: SCAFFOLDER_TASK,
          params: { createdBy: [info.userEntityRef] },
        },
      };
    }
    const allowed = reads
      ? !READS_FOR_ADMINISTRATORS.includes(permission.name)
      : WRITES_FOR_ALL.includes(permission.name);
    if (!allowed) {
      return DENY;
    }
    return isResourcePermission(permission, 'catalog-entity')
      ? createCatalogVisibilityDecision(
          permission,
          catalogVisibility.inProjects({ projects: facts.projects }),
        )
      : ALLOW;
  }
}
