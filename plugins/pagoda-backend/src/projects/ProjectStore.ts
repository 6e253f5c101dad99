import {
  ACTIVE_PHASES,
  type Condition,
  type Member,
  type ProjectCreate,
  type ProjectKubernetes,
  type ProjectUpdate,
  type Quota,
  type Role,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { likePattern } from '../database/likePattern';
import { conflict } from '../http/errors';
import { recordAnswer, type Idempotency } from '../http/idempotency';
import type {
  ProjectFilter,
  ProjectResource,
} from '../permissions/projectRules';
import { refuseInUse, type ProjectBlockers } from './refuseInUse';

/** A project as it is stored. */
export interface ProjectRecord {
  name: string;
  title: string;
  description: string;
  quota: Quota;
  /** As they were set; what is missing has its default. */
  kubernetes: ProjectKubernetes;
  generation: number;
  observedGeneration: number;
  conditions: Condition[];
  createdAt: Date;
  createdBy: string;
}

interface ProjectRow {
  name: string;
  title: string;
  description: string;
  quota_json: string;
  kubernetes_json: string;
  generation: number;
  observed_generation: number;
  conditions_json: string;
  created_at: number | string;
  created_by: string;
}

/** The phases of runs that have not ended. */
const UNFINISHED = ['Queued', ...ACTIVE_PHASES];

/** All SQL of projects and their members. */
export class ProjectStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async find(name: string): Promise<ProjectRecord | undefined> {
    const row = await this.#knex<ProjectRow>('projects')
      .where({ name })
      .first();
    return row && toRecord(row);
  }

  /** Quotas by project. */
  async quotas(names: string[]): Promise<Map<string, Quota>> {
    const rows = await this.#knex('projects')
      .whereIn('name', names)
      .select('name', 'quota_json');
    return new Map(rows.map(row => [row.name, JSON.parse(row.quota_json)]));
  }

  /** The project with its members, as the permission rules judge it. */
  async findResource(name: string): Promise<ProjectResource | undefined> {
    const rows = await this.#knex('projects')
      .leftJoin('project_members', 'project_members.project', 'projects.name')
      .where('projects.name', name)
      .select('subject', 'role');
    if (rows.length === 0) {
      return undefined;
    }
    return { name, members: rows.filter(row => row.subject !== null) };
  }

  /** All projects, for policies that a query cannot answer. */
  async allResources(): Promise<ProjectResource[]> {
    const rows = await this.#knex('project_members').select(
      'project',
      'subject',
      'role',
    );
    const resources = new Map<string, ProjectResource>();
    for (const name of await this.#knex('projects').pluck('name')) {
      resources.set(name, { name, members: [] });
    }
    for (const { project, subject, role } of rows) {
      resources.get(project)?.members.push({ subject, role });
    }
    return [...resources.values()];
  }

  /** Names of the projects that fit one of the filters. */
  async namesMatching(filters: ProjectFilter[]): Promise<string[]> {
    const rows = await this.#knex('project_members')
      .distinct('project')
      .where(query => {
        for (const { subjects, roles } of filters) {
          query.orWhere(q => {
            q.whereIn('subject', subjects).whereIn('role', roles);
          });
        }
      })
      .orderBy('project');
    return rows.map(row => row.project);
  }

  /** Roles by project of someone who is any of the subjects. */
  async rolesOf(
    subjects: string[],
  ): Promise<{ project: string; title: string; role: Role }[]> {
    return this.#knex('project_members')
      .join('projects', 'projects.name', 'project_members.project')
      .whereIn('subject', subjects)
      .orderBy('project')
      .select('project', 'title', 'role');
  }

  /** Up to `limit` projects by name, beyond `after` in the direction of the order. */
  async list(options: {
    names?: string[];
    search?: string;
    after?: string;
    descending: boolean;
    limit: number;
  }): Promise<ProjectRecord[]> {
    const { names, search, after, descending, limit } = options;
    const rows = await this.#knex<ProjectRow>('projects')
      .modify(query => {
        if (names) {
          query.whereIn('name', names);
        }
        if (search) {
          const pattern = likePattern(search);
          query.whereRaw(
            "(lower(name) like ? escape '\\' or lower(title) like ? escape '\\')",
            [pattern, pattern],
          );
        }
        if (after !== undefined) {
          query.where('name', descending ? '<' : '>', after);
        }
      })
      .orderBy('name', descending ? 'desc' : 'asc')
      .limit(limit);
    return rows.map(toRecord);
  }

  /** @throws ApiError 409 `NameTaken`. */
  async create(
    project: ProjectCreate,
    createdBy: string,
    toAnswer: (record: ProjectRecord) => unknown,
    idempotency?: Idempotency,
  ): Promise<ProjectRecord> {
    return this.#knex.transaction(async tx => {
      const row = {
        name: project.name,
        title: project.title ?? project.name,
        description: project.description ?? '',
        quota_json: JSON.stringify(project.quota ?? {}),
        kubernetes_json: JSON.stringify(project.kubernetes ?? {}),
        created_at: Date.now(),
        created_by: createdBy,
      };
      const inserted = await tx('projects')
        .insert(row)
        .onConflict('name')
        .ignore()
        .returning('*');
      if (inserted.length === 0) {
        throw conflict(
          'NameTaken',
          `There is a project '${project.name}' already`,
          { field: 'name', advice: 'Choose another name.' },
        );
      }
      await insertMembers(tx, project.name, project.members ?? []);
      await appendEntityChange(tx, {
        kind: 'project',
        project: project.name,
        name: project.name,
      });
      const record = toRecord(inserted[0]);
      if (idempotency) {
        await recordAnswer(tx, idempotency, {
          status: 201,
          body: toAnswer(record),
        });
      }
      return record;
    });
  }

  async update(
    name: string,
    update: ProjectUpdate,
  ): Promise<ProjectRecord | undefined> {
    return this.#knex.transaction(async tx => {
      const [row] = await tx('projects')
        .where({ name })
        .update({
          ...(update.title !== undefined && { title: update.title }),
          ...(update.description !== undefined && {
            description: update.description,
          }),
          ...(update.quota !== undefined && {
            quota_json: JSON.stringify(update.quota),
          }),
          ...(update.kubernetes !== undefined && {
            kubernetes_json: JSON.stringify(update.kubernetes),
          }),
          generation: tx.raw('generation + 1'),
          observed_generation: tx.raw('generation + 1'),
        })
        .returning('*');
      if (!row) {
        return undefined;
      }
      await appendEntityChange(tx, { kind: 'project', project: name, name });
      return toRecord(row);
    });
  }

  async members(project: string): Promise<Member[]> {
    return this.#knex('project_members')
      .where({ project })
      .orderBy('subject')
      .select('subject', 'role');
  }

  async replaceMembers(project: string, members: Member[]): Promise<void> {
    await this.#knex.transaction(async tx => {
      await tx('project_members').where({ project }).delete();
      await insertMembers(tx, project, members);
      await appendEntityChange(tx, {
        kind: 'project',
        project,
        name: project,
      });
    });
  }

  /** What stands in the way of deleting the project; up to five of each. */
  async blockers(project: string): Promise<ProjectBlockers> {
    return findBlockers(this.#knex, project, UNFINISHED);
  }

  /**
   * Deletes the project with its members, experiments and sweeps; false when it was not there. Its runs have to be gone.
   *
   * @throws ApiError 409 `ProjectInUse` when something came in meanwhile.
   */
  async delete(name: string): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      // Who adds a run or a volume needs this row, too.
      const present = await tx('projects').where({ name }).forUpdate().first();
      if (!present) {
        return false;
      }
      refuseInUse(name, await findBlockers(tx, name));
      const experiments: string[] = await tx('experiments')
        .where({ project: name })
        .pluck('name');
      await tx('sweeps').where({ project: name }).delete();
      await tx('projects').where({ name }).delete();
      // Removing them takes a while; what has to be removed is known from now on.
      await tx('project_namespaces').where({ project: name }).update({
        project_deleted: true,
        phase: 'Terminating',
        message: 'The project was deleted; its namespace is to be removed.',
        since: Date.now(),
      });
      for (const experiment of experiments) {
        await appendEntityChange(tx, {
          kind: 'experiment',
          project: name,
          name: experiment,
          deleted: true,
        });
      }
      await appendEntityChange(tx, {
        kind: 'project',
        project: name,
        name,
        deleted: true,
      });
      return true;
    });
  }

  /** Bytes that the project's volumes were given. */
  async storageBytes(project: string): Promise<number> {
    const row = await this.#knex('volumes')
      .where({ project })
      .sum({ bytes: 'size_bytes' })
      .first();
    return Number(row?.bytes ?? 0);
  }

  /** Runs that wait in the project; counted up to 10,000. */
  async queuedRuns(project: string): Promise<number> {
    const rows = this.#knex('runs')
      .where({ project, phase: 'Queued' })
      .limit(10_000)
      .select('id')
      .as('queued');
    const row = await this.#knex.from(rows).count({ count: '*' }).first();
    return Number(row?.count ?? 0);
  }
}

async function findBlockers(
  knex: Knex,
  project: string,
  phases?: readonly string[],
): Promise<ProjectBlockers> {
  return {
    volumes: await knex('volumes')
      .where({ project })
      .orderBy('name')
      .limit(5)
      .pluck('name'),
    runs: (
      await knex('runs')
        .where({ project })
        .modify(query => {
          if (phases) {
            query.whereIn('phase', phases);
          }
        })
        .orderBy('number')
        .limit(5)
        .pluck('number')
    ).map(Number),
  };
}

async function insertMembers(
  tx: Knex.Transaction,
  project: string,
  members: Member[],
): Promise<void> {
  if (members.length > 0) {
    await tx.batchInsert(
      'project_members',
      members.map(({ subject, role }) => ({ project, subject, role })),
      200,
    );
  }
}

function toRecord(row: ProjectRow): ProjectRecord {
  return {
    name: row.name,
    title: row.title,
    description: row.description,
    quota: JSON.parse(row.quota_json),
    kubernetes: JSON.parse(row.kubernetes_json),
    generation: row.generation,
    observedGeneration: row.observed_generation,
    conditions: JSON.parse(row.conditions_json),
    createdAt: new Date(Number(row.created_at)),
    createdBy: row.created_by,
  };
}
