import { isDeepStrictEqual } from 'node:util';
import type { ExperimentSpec, Revision } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { likePattern } from '../database/likePattern';
import {
  deleteUnusedSources,
  hashSource,
  insertSources,
  readSource,
} from '../database/sources';
import { conflict } from '../http/errors';
import { recordAnswer, type Idempotency } from '../http/idempotency';

/** An experiment in one of its revisions. */
export interface ExperimentRecord {
  project: string;
  name: string;
  title: string;
  description: string;
  readme: string;
  owner: string;
  revision: number;
  spec: ExperimentSpec;
  generation: number;
  createdAt: Date;
  updatedAt: Date;
}

/** What an experiment is made of, or changed to. */
export interface ExperimentContent {
  /** The name by default. */
  title?: string;
  description?: string;
  readme?: string;
  spec: ExperimentSpec;
}

interface ExperimentRow {
  project: string;
  name: string;
  title: string;
  description: string;
  readme: string;
  owner: string;
  revision: number;
  spec_json: string;
  source: string | null;
  generation: number;
  created_at: number | string;
  updated_at: number | string;
}

interface RevisionRow {
  revision: number;
  spec_json: string;
  created_at: number | string;
  created_by: string;
}

const COLUMNS = [
  'experiments.project',
  'experiments.name',
  'experiments.title',
  'experiments.description',
  'experiments.readme',
  'experiments.owner',
  'experiments.generation',
  'experiments.created_at',
  'experiments.updated_at',
  'experiment_revisions.revision',
  'experiment_revisions.spec_json',
  'experiment_revisions.source',
];

/** All SQL of experiments and their revisions. */
export class ExperimentStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The experiment in a revision, the latest by default. */
  async find(
    project: string,
    name: string,
    revision?: number,
  ): Promise<ExperimentRecord | undefined> {
    return find(this.#knex, project, name, revision);
  }

  /** Whether there is the experiment. */
  async exists(project: string, name: string): Promise<boolean> {
    const row = await this.#knex('experiments')
      .where({ project, name })
      .first('name');
    return row !== undefined;
  }

  /** The experiments of a page, without the files of their specs. Up to `limit` experiments by name and project, after the key of the last one of the page before. */
  async list(options: {
    projects?: string[];
    search?: string;
    after?: { name: string; project: string };
    descending: boolean;
    limit: number;
  }): Promise<ExperimentRecord[]> {
    const { projects, search, after, descending, limit } = options;
    const direction = descending ? 'desc' : 'asc';
    const rows: ExperimentRow[] = await latest(this.#knex)
      .modify(query => {
        if (projects) {
          query.whereIn('experiments.project', projects);
        }
        if (search) {
          query.whereRaw("experiments.name like ? escape '\\'", [
            likePattern(search),
          ]);
        }
        if (after) {
          query.whereRaw(
            `(experiments.name, experiments.project) ${descending ? '<' : '>'} (?, ?)`,
            [after.name, after.project],
          );
        }
      })
      .orderBy([
        { column: 'experiments.name', order: direction },
        { column: 'experiments.project', order: direction },
      ])
      .limit(limit);
    return rows.map(toRecord);
  }

  /** @throws ApiError 409 `NameTaken`. */
  async create(
    key: { project: string; name: string; owner: string },
    content: ExperimentContent,
    toAnswer: (record: ExperimentRecord) => unknown,
    idempotency?: Idempotency,
  ): Promise<ExperimentRecord> {
    return this.#knex.transaction(async tx => {
      const record = await insert(tx, key, content);
      if (!record) {
        throw conflict(
          'NameTaken',
          `There is an experiment '${key.name}' in project '${key.project}' already`,
          {
            field: 'name',
            advice: 'Choose another name, or add a revision with PUT.',
          },
        );
      }
      if (idempotency) {
        await recordAnswer(tx, idempotency, {
          status: 201,
          body: toAnswer(record),
        });
      }
      return record;
    });
  }

  /**
   * Creates it, or changes it: a spec that differs from the latest becomes a new revision, and what the content does not
   * say stays as it is. Nothing is written where nothing differs.
   */
  async put(
    key: { project: string; name: string; owner: string },
    content: ExperimentContent,
  ): Promise<ExperimentRecord> {
    return this.#knex.transaction(async tx => {
      const created = await insert(tx, key, content);
      if (created) {
        return created;
      }
      const { project, name } = key;
      // Who changes it at the same time waits here, and then builds upon this revision.
      await tx('experiments')
        .where({ project, name })
        .forUpdate()
        .first('name');
      const present = await find(tx, project, name);
      if (!present) {
        throw conflict(
          'Conflict',
          `Experiment '${name}' was deleted while it was changed`,
          { field: 'experiment', advice: 'Send the request again.' },
        );
      }
      const next = { ...present, ...given(content) };
      if (isDeepStrictEqual(next, present)) {
        return present;
      }
      const now = Date.now();
      if (!isDeepStrictEqual(next.spec, present.spec)) {
        next.revision += 1;
        await insertRevision(
          tx,
          { ...key, revision: next.revision, now },
          next,
        );
      }
      await tx('experiments')
        .where({ project, name })
        .update({
          title: next.title,
          description: next.description,
          readme: next.readme,
          latest_revision: next.revision,
          generation: tx.raw('generation + 1'),
          updated_at: now,
        });
      await appendEntityChange(tx, { kind: 'experiment', project, name });
      return {
        ...next,
        generation: present.generation + 1,
        updatedAt: new Date(now),
      };
    });
  }

  /** False when there is none. */
  async delete(project: string, name: string): Promise<boolean> {
    return this.#knex.transaction(async tx => {
      const sources: string[] = await tx('experiment_revisions')
        .where({ project, experiment: name })
        .whereNotNull('source')
        .distinct()
        .pluck('source');
      const deleted = await tx('experiments').where({ project, name }).delete();
      if (deleted > 0) {
        await deleteUnusedSources(tx, sources);
        await appendEntityChange(tx, {
          kind: 'experiment',
          project,
          name,
          deleted: true,
        });
      }
      return deleted > 0;
    });
  }

  /** Revisions without the files of their specs, newest first, below `before`. */
  async revisions(
    project: string,
    name: string,
    options: { before?: number; limit: number },
  ): Promise<Revision[]> {
    const rows = await this.#knex('experiment_revisions')
      .where({ project, experiment: name })
      .modify(query => {
        if (options.before !== undefined) {
          query.andWhere('revision', '<', options.before);
        }
      })
      .orderBy('revision', 'desc')
      .limit(options.limit);
    return rows.map((row: RevisionRow) => ({
      revision: row.revision,
      spec: JSON.parse(row.spec_json),
      createdAt: new Date(Number(row.created_at)).toISOString(),
      createdBy: row.created_by,
    }));
  }
}

function joined(knex: Knex): Knex.QueryBuilder {
  return knex('experiments').join('experiment_revisions', join =>
    join
      .on('experiment_revisions.project', 'experiments.project')
      .andOn('experiment_revisions.experiment', 'experiments.name'),
  );
}

function latest(knex: Knex): Knex.QueryBuilder {
  return joined(knex)
    .where(
      'experiment_revisions.revision',
      knex.ref('experiments.latest_revision'),
    )
    .select(COLUMNS);
}

async function find(
  knex: Knex,
  project: string,
  name: string,
  revision?: number,
): Promise<ExperimentRecord | undefined> {
  const query =
    revision === undefined
      ? latest(knex)
      : joined(knex)
          .where('experiment_revisions.revision', revision)
          .select(COLUMNS);
  const row: ExperimentRow | undefined = await query
    .where({ 'experiments.project': project, 'experiments.name': name })
    .first();
  if (!row) {
    return undefined;
  }
  const record = toRecord(row);
  return row.source === null
    ? record
    : {
        ...record,
        spec: { ...record.spec, files: await readSource(knex, row.source) },
      };
}

async function insertRevision(
  tx: Knex.Transaction,
  key: {
    project: string;
    name: string;
    revision: number;
    owner: string;
    now: number;
  },
  content: Pick<ExperimentContent, 'spec'>,
): Promise<void> {
  const { files = [], ...spec } = content.spec;
  const source = files.length > 0 ? hashSource(files) : undefined;
  if (source !== undefined) {
    await insertSources(tx, new Map([[source, files]]));
  }
  await tx('experiment_revisions').insert({
    project: key.project,
    experiment: key.name,
    revision: key.revision,
    spec_json: JSON.stringify(spec),
    source,
    created_at: key.now,
    created_by: key.owner,
  });
}

/** `undefined` when the name is taken. */
async function insert(
  tx: Knex.Transaction,
  key: { project: string; name: string; owner: string },
  content: ExperimentContent,
): Promise<ExperimentRecord | undefined> {
  const { project, name, owner } = key;
  const now = Date.now();
  const inserted = await tx('experiments')
    .insert({
      project,
      name,
      owner,
      title: content.title ?? name,
      description: content.description ?? '',
      readme: content.readme ?? '',
      latest_revision: 1,
      created_at: now,
      updated_at: now,
    })
    .onConflict(['project', 'name'])
    .ignore()
    .returning('name');
  if (inserted.length === 0) {
    return undefined;
  }
  await insertRevision(tx, { ...key, revision: 1, now }, content);
  await appendEntityChange(tx, { kind: 'experiment', project, name });
  return find(tx, project, name);
}

/** What the content says, without what it leaves open. */
function given(content: ExperimentContent): ExperimentContent {
  const { title, description, readme } = content;
  const { files = [], ...spec } = content.spec;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(readme !== undefined && { readme }),
    spec: files.length > 0 ? { ...spec, files } : spec,
  };
}

function toRecord(row: ExperimentRow): ExperimentRecord {
  return {
    project: row.project,
    name: row.name,
    title: row.title,
    description: row.description,
    readme: row.readme,
    owner: row.owner,
    revision: row.revision,
    spec: JSON.parse(row.spec_json),
    generation: row.generation,
    createdAt: new Date(Number(row.created_at)),
    updatedAt: new Date(Number(row.updated_at)),
  };
}
