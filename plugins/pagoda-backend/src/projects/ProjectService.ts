import {
  parseQuantity,
  platformPermissions,
  projectPermissions,
  type Member,
  type Project,
  type ProjectCreate,
  type ProjectKubernetes,
  type ProjectNamespace,
  type ProjectUpdate,
  type ProjectUsage,
  type Quota,
  type Role,
  type Whoami,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, toPage } from '../http/cursors';
import { invalidInput, notFound } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { strongerRole } from '../permissions/roleTable';
import type { ProjectDemand } from '../runs/types';
import { checkKubernetesSettings } from './clusters/checkKubernetesSettings';
import { checkPullSecrets } from './clusters/checkPullSecrets';
import { resolveKubernetesSettings } from './clusters/kubernetesSettings';
import type { ProjectNamespaceStore } from './clusters/ProjectNamespaceStore';
import { refuseInUse } from './refuseInUse';
import type { ProjectRecord, ProjectStore } from './ProjectStore';
import type { ProjectSecretStore } from './secrets/ProjectSecretStore';

/** A list's paging and search, as the contract has it. */
export interface NameListQuery {
  limit?: number;
  cursor?: string;
  orderBy?: 'name asc' | 'name desc';
  q?: string;
}

/** What {@link ProjectService} needs. */
export interface ProjectServiceOptions {
  store: ProjectStore;
  access: ProjectAccess;
  /** What the project's active runs ask for. */
  demand: (project: string) => Promise<ProjectDemand>;
  /** Deletes the project's runs, which have all ended, with their logs and results. */
  deleteRuns: (project: string) => Promise<void>;
  namespaces: Pick<ProjectNamespaceStore, 'ofProject'>;
  secrets: Pick<ProjectSecretStore, 'list'>;
}

/** The rules of projects. */
export class ProjectService {
  readonly #options: ProjectServiceOptions;

  constructor(options: ProjectServiceOptions) {
    this.#options = options;
  }

  async whoami(caller: Caller): Promise<Whoami> {
    const projects = new Map<string, { title: string; role: Role }>();
    const memberships = await this.#options.store.rolesOf(
      caller.ownershipEntityRefs,
    );
    for (const { project, title, role } of memberships) {
      const known = projects.get(project)?.role;
      projects.set(project, { title, role: strongerRole(known, role) });
    }
    return {
      userEntityRef: caller.userEntityRef,
      ownershipEntityRefs: caller.ownershipEntityRefs,
      administrator: await this.#options.access.allowsPlatform(
        caller,
        platformPermissions.projectAdminister,
      ),
      clusterCreator: await this.#options.access.allowsPlatform(
        caller,
        platformPermissions.clusterCreate,
      ),
      token: caller.scope === 'session' ? null : { scope: caller.scope },
      projects: [...projects].map(([name, rest]) => ({ name, ...rest })),
    };
  }

  async list(caller: Caller, query: NameListQuery) {
    const { store, access } = this.#options;
    const visible = await access.visibleProjects(
      caller,
      projectPermissions.projectRead,
    );
    const limit = query.limit ?? 50;
    const records = await store.list({
      names: visible.all ? undefined : visible.names,
      search: query.q,
      after:
        query.cursor === undefined
          ? undefined
          : String(decodeCursor(query.cursor, ['string'])[0]),
      descending: query.orderBy === 'name desc',
      limit: limit + 1,
    });
    const roles = await this.#roles(caller);
    return toPage(
      records,
      limit,
      record => [record.name],
      record => toProject(record, roles.get(record.name)),
    );
  }

  async create(
    caller: Caller,
    body: ProjectCreate,
    idempotency?: Idempotency,
  ): Promise<Project> {
    const { store, access } = this.#options;
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    checkQuota(body.quota);
    // It has no secrets yet, so that none can be a login.
    await this.#checkKubernetes(body.name, body.kubernetes);
    const members = checkMembers(body.members ?? [], 'members');
    const role = members.find(m =>
      caller.ownershipEntityRefs.includes(m.subject),
    )?.role;
    const record = await store.create(
      { ...body, members },
      caller.userEntityRef,
      created => toProject(created, role),
      idempotency,
    );
    return toProject(record, role);
  }

  async get(caller: Caller, name: string): Promise<Project> {
    const { store, access } = this.#options;
    await access.require(caller, projectPermissions.projectRead, name);
    const roles = await this.#roles(caller);
    return toProject(found(await store.find(name), name), roles.get(name));
  }

  async update(
    caller: Caller,
    name: string,
    body: ProjectUpdate,
  ): Promise<Project> {
    const { store, access } = this.#options;
    await access.require(caller, projectPermissions.projectUpdate, name);
    if (body.quota !== undefined || body.kubernetes !== undefined) {
      await access.requirePlatform(
        caller,
        platformPermissions.projectAdminister,
      );
      checkQuota(body.quota);
      await this.#checkKubernetes(name, body.kubernetes);
    }
    const roles = await this.#roles(caller);
    return toProject(
      found(await store.update(name, body), name),
      roles.get(name),
    );
  }

  /** @returns its namespaces, which are removed from now on */
  async delete(caller: Caller, name: string): Promise<ProjectNamespace[]> {
    const { store, access } = this.#options;
    // First, so that somebody who may not even see the project learns nothing of it.
    await access.require(caller, projectPermissions.projectRead, name);
    await access.requirePlatform(caller, platformPermissions.projectAdminister);
    refuseInUse(name, await store.blockers(name));
    await this.#options.deleteRuns(name);
    if (!(await store.delete(name))) {
      throw notFound('Project', name, 'project');
    }
    return this.#options.namespaces.ofProject(name);
  }

  async members(caller: Caller, name: string): Promise<Member[]> {
    const { store, access } = this.#options;
    await access.require(caller, projectPermissions.projectRead, name);
    return store.members(name);
  }

  async replaceMembers(
    caller: Caller,
    name: string,
    items: Member[],
  ): Promise<Member[]> {
    const { store, access } = this.#options;
    await access.require(caller, projectPermissions.projectUpdate, name);
    const members = checkMembers(items, 'items');
    if (!members.some(member => member.role === 'owner')) {
      throw invalidInput(
        [{ field: 'items', message: 'at least one member must be an owner' }],
        'Give one member the role owner.',
      );
    }
    await store.replaceMembers(name, members);
    return store.members(name);
  }

  async usage(caller: Caller, name: string): Promise<ProjectUsage> {
    const { store, access, demand } = this.#options;
    await access.require(caller, projectPermissions.projectRead, name);
    const { quota } = found(await store.find(name), name);
    const used = await demand(name);
    const item = (limit: number | undefined, amount: number) =>
      limit === undefined
        ? { used: amount }
        : { quota: limit, used: amount, left: Math.max(0, limit - amount) };
    const quantity = (text?: string) =>
      text === undefined ? undefined : parseQuantity(text);
    return {
      project: name,
      concurrentRuns: item(quota.concurrentRuns, used.activeRuns),
      cpu: item(quantity(quota.cpu), used.cpu),
      memory: item(quantity(quota.memory), used.memoryBytes),
      gpu: item(quota.gpu, used.gpu),
      storage: item(quantity(quota.storage), await store.storageBytes(name)),
      queuedRuns: await store.queuedRuns(name),
    };
  }

  /** @throws ApiError 400 that names the field. */
  async #checkKubernetes(
    project: string,
    settings: ProjectKubernetes | undefined,
  ): Promise<void> {
    if (settings === undefined) {
      return;
    }
    const { pullSecrets = [] } = settings;
    const problems = [
      ...checkKubernetesSettings(settings),
      ...checkPullSecrets(
        pullSecrets,
        pullSecrets.length > 0 ? await this.#options.secrets.list(project) : [],
      ),
    ];
    if (problems.length > 0) {
      throw invalidInput(problems);
    }
  }

  async #roles(caller: Caller): Promise<Map<string, Role>> {
    const roles = new Map<string, Role>();
    const memberships = await this.#options.store.rolesOf(
      caller.ownershipEntityRefs,
    );
    for (const { project, role } of memberships) {
      roles.set(project, strongerRole(roles.get(project), role));
    }
    return roles;
  }
}

function found(record: ProjectRecord | undefined, name: string): ProjectRecord {
  if (!record) {
    throw notFound('Project', name, 'project');
  }
  return record;
}

/** The members as they are stored: entity references are in lower case wherever Backstage compares them. */
function checkMembers(members: Member[], field: string): Member[] {
  const seen = new Set<string>();
  return members.map((member, index) => {
    const subject = member.subject.toLowerCase();
    if (seen.has(subject)) {
      throw invalidInput([
        {
          field: `${field}.${index}.subject`,
          message: `${subject} is named twice; give each member one role`,
        },
      ]);
    }
    seen.add(subject);
    return { subject, role: member.role };
  });
}

function checkQuota(quota: Quota | undefined): void {
  if (quota?.cpu !== undefined && /[kMGTP]i?$/.test(quota.cpu)) {
    throw invalidInput([
      {
        field: 'quota.cpu',
        message: `'${quota.cpu}' is an amount of bytes; write cores, such as 8 or 500m`,
      },
    ]);
  }
}

function toProject(record: ProjectRecord, role: Role | undefined): Project {
  return {
    name: record.name,
    title: record.title,
    description: record.description,
    quota: record.quota,
    kubernetes: resolveKubernetesSettings(record.kubernetes),
    role: role ?? null,
    createdAt: record.createdAt.toISOString(),
    createdBy: record.createdBy,
    generation: record.generation,
    status: {
      conditions: record.conditions,
      observedGeneration: record.observedGeneration,
    },
  };
}
