import { isDeepStrictEqual } from 'node:util';
import type { Revision } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { likePattern } from '../database/likePattern';
import { deleteUnusedSources } from '../database/sources';
import { conflict } from '../http/errors';
import { recordAnswer, type Idempotency } from '../http/idempotency';

import {
  findExperiment,
  insertExperiment,
  insertRevision,
  selectLatest,
  toExperimentRecord,
  withoutGaps,
  type ExperimentRow,
} from './experimentRows';
import type { ExperimentContent, ExperimentRecord } from './types';

interface RevisionRow {
  revision: number;
  spec_json: string;
  created_at: number | string;
  created_by: string;
}

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
    return findExperiment(this.#knex, project, name, revision);
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
    const rows: ExperimentRow[] = await selectLatest(this.#knex)
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
    return rows.map(toExperimentRecord);
  }

  /** @throws ApiError 409 `NameTaken`. */
  async create(
    key: { project: string; name: string; owner: string },
    content: ExperimentContent,
    toAnswer: (record: ExperimentRecord) => unknown,
    idempotency?: Idempotency,
  ): Promise<ExperimentRecord> {
    return this.#knex.transaction(async tx => {
      const record = await insertExperiment(tx, key, content);
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
      const created = await insertExperiment(tx, key, content);
      if (created) {
        return created;
      }
      const { project, name } = key;
      // Who changes it at the same time waits here, and then builds upon this revision.
      await tx('experiments')
        .where({ project, name })
        .forUpdate()
        .first('name');
      const present = await findExperiment(tx, project, name);
      if (!present) {
        throw conflict(
          'Conflict',
          `Experiment '${name}' was deleted while it was changed`,
          { field: 'experiment', advice: 'Send the request again.' },
        );
      }
      const next = { ...present, ...withoutGaps(content) };
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
