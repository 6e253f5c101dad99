import { createHash } from 'node:crypto';
import { parseQuantity, type SourceFile } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { notFound } from '../http/errors';
import { appendRunChanges } from './runChanges';
import { toRunRecord, type RunRow } from './RunRow';
import type { NewRun, RunRecord } from './types';

/** Rows of one statement; SQLite takes 32,766 values in one. */
const CHUNK = 400;

/** Inserts runs of one project with all that belongs to them. */
export async function insertRuns(
  tx: Knex.Transaction,
  project: string,
  runs: NewRun[],
): Promise<RunRecord[]> {
  const [counter] = await tx('projects')
    .where({ name: project })
    .update({
      last_run_number: tx.raw('last_run_number + ?', [runs.length]),
    })
    .returning('last_run_number');
  if (!counter) {
    throw notFound('Project', project, 'project');
  }
  const first = Number(counter.last_run_number) - runs.length + 1;
  const now = Date.now();
  const sources = new Map<string, string>();
  const rows = runs.map((run, i) => toRow(run, first + i, now, sources));
  for (const [hash, files] of sources) {
    await tx('sources')
      .insert({ hash, files_json: files, created_at: now })
      .onConflict('hash')
      .ignore();
  }
  await tx.batchInsert('runs', rows, CHUNK);
  const labels = rows.flatMap((row, i) =>
    Object.entries(runs[i].labels).map(([key, value]) => ({
      run: row.id,
      project,
      key,
      value,
    })),
  );
  const volumes = rows.flatMap((row, i) =>
    runs[i].spec.volumes.map(volume => ({
      run: row.id,
      project,
      volume: volume.name,
      read_only: volume.readOnly ?? true,
    })),
  );
  if (labels.length > 0) {
    await tx.batchInsert('run_labels', labels, CHUNK);
  }
  if (volumes.length > 0) {
    await tx.batchInsert('run_volumes', volumes, CHUNK);
  }
  await tx.batchInsert(
    'run_events',
    rows.map(row => ({
      run: row.id,
      time: now,
      type: 'Normal',
      reason: 'Queued',
      message: `Submitted by ${row.owner}`,
    })),
    CHUNK,
  );
  await appendRunChanges(
    tx,
    rows.map(row => ({
      run: row.id,
      project,
      sweep: row.sweep,
      phase: row.phase,
    })),
  );
  return rows.map(toRunRecord);
}

function toRow(
  run: NewRun,
  number: number,
  now: number,
  sources: Map<string, string>,
): RunRow {
  const { files, ...spec } = run.spec;
  return {
    id: uuid(),
    project: run.project,
    number,
    experiment: run.experiment ?? null,
    revision: run.revision ?? null,
    sweep: run.sweep ?? null,
    sweep_index: run.index ?? null,
    owner: run.owner,
    cluster: run.cluster,
    rerun_of: run.rerunOf ?? null,
    labels_json: JSON.stringify(run.labels),
    spec_json: JSON.stringify(spec),
    source: sourceOf(files, sources),
    search_text: searchText(run, number),
    cpu: parseQuantity(run.spec.resources.cpu),
    memory_bytes: Math.ceil(parseQuantity(run.spec.resources.memory)),
    gpu: run.spec.resources.gpu,
    phase: 'Queued',
    attempt: 0,
    exit_code: null,
    code: null,
    explanation_json: null,
    metrics_json: '{}',
    usage_json: '{}',
    conditions_json: '[]',
    cancel_requested_by: null,
    cancel_requested_at: null,
    next_attempt_at: null,
    generation: 1,
    observed_generation: 0,
    version: 1,
    created_at: now,
    queued_at: now,
    started_at: null,
    finished_at: null,
  };
}

function sourceOf(
  files: SourceFile[] | undefined,
  sources: Map<string, string>,
): string | null {
  if (!files || files.length === 0) {
    return null;
  }
  const text = JSON.stringify(files);
  const hash = createHash('sha256').update(text).digest('hex');
  sources.set(hash, text);
  return hash;
}

/** What `q` looks through: words of experiment, labels, parameters; the explanation is added when there is one. */
function searchText(run: NewRun, number: number): string {
  const words = [
    `#${number}`,
    run.experiment ?? run.spec.image,
    ...Object.entries(run.labels).map(([key, value]) => `${key}=${value}`),
    ...Object.entries(run.spec.parameters).map(
      ([key, value]) =>
        `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ];
  return words.join(' ').toLowerCase().slice(0, 2000);
}
