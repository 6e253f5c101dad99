import {
  projectPermissions,
  type Experiment,
  type ExperimentCreate,
  type ExperimentPut,
  type ExperimentSpec,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, encodeCursor, toPage } from '../http/cursors';
import { notFound } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { NameListQuery } from '../projects/ProjectService';
import { checkExperimentSpec } from './checkExperimentSpec';
import type { VolumeStore } from '../volumes/VolumeStore';
import type { ExperimentStore } from './ExperimentStore';
import type { ExperimentRecord } from './types';

/** The rules of experiments. */
export class ExperimentService {
  readonly #store: ExperimentStore;
  readonly #access: ProjectAccess;
  readonly #volumes: Pick<VolumeStore, 'find'>;

  constructor(
    store: ExperimentStore,
    access: ProjectAccess,
    volumes: Pick<VolumeStore, 'find'>,
  ) {
    this.#store = store;
    this.#access = access;
    this.#volumes = volumes;
  }

  /** Those of one project, or of all that the caller may see. */
  async list(caller: Caller, query: NameListQuery & { project?: string }) {
    const projects = await this.#projects(caller, query.project);
    const limit = query.limit ?? 50;
    const key =
      query.cursor === undefined
        ? undefined
        : decodeCursor(query.cursor, ['string', 'string']);
    const records =
      projects?.length === 0
        ? []
        : await this.#store.list({
            projects,
            search: query.q,
            after: key && { name: String(key[0]), project: String(key[1]) },
            descending: query.orderBy === 'name desc',
            limit: limit + 1,
          });
    return toPage(
      records,
      limit,
      record => [record.name, record.project],
      toExperiment,
    );
  }

  async create(
    caller: Caller,
    project: string,
    body: ExperimentCreate,
    idempotency?: Idempotency,
  ): Promise<Experiment> {
    await this.#access.require(
      caller,
      projectPermissions.experimentWrite,
      project,
    );
    await this.#check(project, body.spec);
    const record = await this.#store.create(
      { project, name: body.name, owner: caller.userEntityRef },
      body,
      toExperiment,
      idempotency,
    );
    return toExperiment(record);
  }

  async put(
    caller: Caller,
    project: string,
    name: string,
    body: ExperimentPut,
  ): Promise<Experiment> {
    await this.#access.require(
      caller,
      projectPermissions.experimentWrite,
      project,
    );
    await this.#check(project, body.spec);
    const record = await this.#store.put(
      { project, name, owner: caller.userEntityRef },
      body,
    );
    return toExperiment(record);
  }

  async get(
    caller: Caller,
    project: string,
    name: string,
    revision?: number,
  ): Promise<Experiment> {
    await this.#access.require(
      caller,
      projectPermissions.experimentRead,
      project,
    );
    const record = await this.#store.find(project, name, revision);
    if (!record) {
      throw revision === undefined
        ? notFound('Experiment', name, 'experiment')
        : notFound('Revision', `${name}@${revision}`, 'revision');
    }
    return toExperiment(record);
  }

  async delete(caller: Caller, project: string, name: string): Promise<void> {
    await this.#access.require(
      caller,
      projectPermissions.experimentDelete,
      project,
    );
    if (!(await this.#store.delete(project, name))) {
      throw notFound('Experiment', name, 'experiment');
    }
  }

  async revisions(
    caller: Caller,
    project: string,
    name: string,
    query: { limit?: number; cursor?: string },
  ) {
    await this.#access.require(
      caller,
      projectPermissions.experimentRead,
      project,
    );
    if (!(await this.#store.exists(project, name))) {
      throw notFound('Experiment', name, 'experiment');
    }
    const limit = query.limit ?? 50;
    const before =
      query.cursor === undefined
        ? undefined
        : Number(decodeCursor(query.cursor, ['number'])[0]);
    const revisions = await this.#store.revisions(project, name, {
      before,
      limit: limit + 1,
    });
    const items = revisions.slice(0, limit);
    const last = items.at(-1);
    return {
      items,
      pageInfo:
        revisions.length > limit && last
          ? { nextCursor: encodeCursor([last.revision]) }
          : {},
    };
  }

  /** @throws ApiError 400; 404 for a volume that is not there. */
  async #check(project: string, spec: ExperimentSpec): Promise<void> {
    checkExperimentSpec(spec, 'spec');
    for (const [index, { name }] of (spec.volumes ?? []).entries()) {
      const volume = await this.#volumes.find(project, name);
      if (!volume || volume.phase === 'Deleting') {
        throw notFound('Volume', name, `spec.volumes.${index}.name`);
      }
    }
  }

  async #projects(
    caller: Caller,
    project?: string,
  ): Promise<string[] | undefined> {
    if (project !== undefined) {
      await this.#access.require(
        caller,
        projectPermissions.experimentRead,
        project,
      );
      return [project];
    }
    const visible = await this.#access.visibleProjects(
      caller,
      projectPermissions.experimentRead,
    );
    return visible.all ? undefined : visible.names;
  }
}

function toExperiment(record: ExperimentRecord): Experiment {
  return {
    ...record,
    createdAt: record.createdAt.toISOString(),
    updatedAt: record.updatedAt.toISOString(),
  };
}
