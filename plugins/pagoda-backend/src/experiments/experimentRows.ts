import type { Knex } from 'knex';
import { appendEntityChange } from '../database/entityChanges';
import { hashSource, insertSources, readSource } from '../database/sources';
import type { ExperimentContent, ExperimentRecord } from './types';

/** An experiment joined with one of its revisions. */
export interface ExperimentRow {
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

function joined(knex: Knex): Knex.QueryBuilder {
  return knex('experiments').join('experiment_revisions', join =>
    join
      .on('experiment_revisions.project', 'experiments.project')
      .andOn('experiment_revisions.experiment', 'experiments.name'),
  );
}

/** Experiments joined with their latest revision. */
export function selectLatest(knex: Knex): Knex.QueryBuilder {
  return joined(knex)
    .where(
      'experiment_revisions.revision',
      knex.ref('experiments.latest_revision'),
    )
    .select(COLUMNS);
}

/** The experiment in a revision, the latest by default, with its files. */
export async function findExperiment(
  knex: Knex,
  project: string,
  name: string,
  revision?: number,
): Promise<ExperimentRecord | undefined> {
  const query =
    revision === undefined
      ? selectLatest(knex)
      : joined(knex)
          .where('experiment_revisions.revision', revision)
          .select(COLUMNS);
  const row: ExperimentRow | undefined = await query
    .where({ 'experiments.project': project, 'experiments.name': name })
    .first();
  if (!row) {
    return undefined;
  }
  const record = toExperimentRecord(row);
  return row.source === null
    ? record
    : {
        ...record,
        spec: { ...record.spec, files: await readSource(knex, row.source) },
      };
}

/** Stores a revision; its files apart. */
export async function insertRevision(
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

/** Stores an experiment in revision 1; `undefined` when the name is taken. */
export async function insertExperiment(
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
  return findExperiment(tx, project, name);
}

/** What the content says, without what it leaves open. */
export function withoutGaps(content: ExperimentContent): ExperimentContent {
  const { title, description, readme } = content;
  const { files = [], ...spec } = content.spec;
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(readme !== undefined && { readme }),
    spec: files.length > 0 ? { ...spec, files } : spec,
  };
}

/** The record of a row, without files. */
export function toExperimentRecord(row: ExperimentRow): ExperimentRecord {
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
