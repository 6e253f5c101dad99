import type { SourceFile } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import type { Outcome } from '../database/GroupCommit';
import { insertRows } from '../database/insertRows';
import { hashSource, insertSources } from '../database/sources';
import { notFound } from '../http/errors';
import {
  findTakenKeys,
  IdempotencyRace,
  recordAnswers,
} from '../http/idempotency';
import { refuseGoneVolumes } from './refuseGoneVolumes';
import { runDemand } from './runDemand';
import { indexRuns } from './runSearchIndex';
import { RUN_COLUMNS, toRunRecord, type RunRow } from './RunRow';
import type { RunWrites } from './RunWrites';
import type { CreateRunsOptions, NewRun, RunRecord } from './types';

/** Runs of one project that are stored together, or not at all. */
export interface RunsToCreate {
  runs: NewRun[];
  options: CreateRunsOptions;
}

/**
 * Inserts the runs of many requests with all that belongs to them, in a number of statements that does not grow with
 * them. Ids and numbers are in the order of the requests.
 */
export async function insertRuns(
  tx: Knex.Transaction,
  requests: readonly RunsToCreate[],
  writes: RunWrites,
): Promise<Outcome<RunRecord[]>[]> {
  const refused = await findRefused(tx, requests);
  await refuseGoneVolumes(tx, requests, refused);
  const numbers = await takeNumbers(tx, requests, refused);
  const rows: RunRow[] = [];
  const sources = new Map<string, SourceFile[]>();
  const created = requests.map(request => {
    if (refused.has(request)) {
      return [];
    }
    return request.runs.map(run => {
      const number = (numbers.get(run.project) ?? 0) + 1;
      numbers.set(run.project, number);
      const row = toRow(run, number, sources);
      rows.push(row);
      return { run, row, record: toRunRecord(row) };
    });
  });
  const all = created.flat();
  await insertSources(tx, sources);
  await insertRows(tx, 'runs', RUN_COLUMNS, rows);
  await insertRows(
    tx,
    'run_labels',
    ['run', 'project', 'label'],
    all.flatMap(({ run, row }) =>
      Object.entries(run.labels)
        .flatMap(([key, value]) => [key, `${key}=${value}`])
        .map(label => ({ run: row.id, project: row.project, label })),
    ),
  );
  await insertRows(
    tx,
    'run_volumes',
    ['run', 'project', 'volume', 'read_only'],
    all.flatMap(({ run, row }) =>
      run.spec.volumes.map(volume => ({
        run: row.id,
        project: row.project,
        volume: volume.name,
        read_only: volume.readOnly ?? true,
      })),
    ),
  );
  await indexRuns(tx, all.map(toSearchable));
  for (const { row } of all) {
    writes.changed(row);
    writes.happened(row.id, {
      type: 'Normal',
      reason: 'Queued',
      message: `Submitted by ${row.owner}`,
    });
  }
  const outcomes = created.map((items, i): Outcome<RunRecord[]> =>
    refused.has(requests[i])
      ? { error: refused.get(requests[i]) }
      : { value: items.map(({ record }) => record) },
  );
  for (const [i, { options }] of requests.entries()) {
    const outcome = outcomes[i];
    if ('value' in outcome) {
      await options.with?.(tx, outcome.value);
    }
  }
  await recordAnswers(
    tx,
    requests.flatMap(({ options }, i) => {
      const outcome = outcomes[i];
      const { idempotency, answer } = options;
      if (!idempotency || !('value' in outcome)) {
        return [];
      }
      const records = outcome.value;
      return [
        {
          idempotency,
          answer: {
            status: 201,
            body: answer ? answer(records) : records[0].run,
          },
        },
      ];
    }),
  );
  return outcomes;
}

/** Requests whose key another one has used, and those whose project is gone. */
async function findRefused(
  tx: Knex.Transaction,
  requests: readonly RunsToCreate[],
): Promise<Map<RunsToCreate, Error>> {
  const refused = new Map<RunsToCreate, Error>();
  const taken = await findTakenKeys(
    tx,
    requests.flatMap(({ options }) => options.idempotency ?? []),
  );
  for (const request of requests) {
    const { idempotency } = request.options;
    if (idempotency && taken.has(idempotency)) {
      refused.set(request, new IdempotencyRace());
    }
  }
  return refused;
}

/** Raises the counters of the projects, and gives the number that each has had; adds to `refused` who has no project. */
async function takeNumbers(
  tx: Knex.Transaction,
  requests: readonly RunsToCreate[],
  refused: Map<RunsToCreate, Error>,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const [{ project }] = request.runs;
    if (!refused.has(request)) {
      counts.set(project, (counts.get(project) ?? 0) + request.runs.length);
    }
  }
  const numbers = new Map<string, number>();
  // Always in the same order, so that replicas do not wait for each other in a circle.
  for (const [project, count] of [...counts].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const [counter] = await tx('projects')
      .where({ name: project })
      .update({ last_run_number: tx.raw('last_run_number + ?', [count]) })
      .returning('last_run_number');
    if (counter) {
      numbers.set(project, Number(counter.last_run_number) - count);
    }
  }
  for (const request of requests) {
    const [{ project }] = request.runs;
    if (!refused.has(request) && !numbers.has(project)) {
      refused.set(request, notFound('Project', project, 'project'));
    }
  }
  return numbers;
}

function toRow(
  run: NewRun,
  number: number,
  sources: Map<string, SourceFile[]>,
): RunRow {
  const { files, ...spec } = run.spec;
  const id = uuid();
  const now = timeOfId(id);
  const source = files && files.length > 0 ? hashSource(files) : null;
  const demand = runDemand(run.spec);
  if (files && source !== null) {
    sources.set(source, files);
  }
  return {
    id,
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
    source,
    cpu: demand.cpu,
    memory_bytes: demand.memoryBytes,
    gpu: demand.gpu,
    phase: 'Queued',
    attempt: 0,
    exit_code: null,
    code: null,
    explanation_json: null,
    metrics_json: '{}',
    usage_json: '{}',
    conditions_json: '[]',
    placement_json: null,
    cancel_requested_by: null,
    cancel_requested_at: null,
    cancel_forced: false,
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

function toSearchable({ run, row }: { run: NewRun; row: RunRow }) {
  const { project, experiment, owner, cluster, sweep } = run;
  return {
    id: row.id,
    number: Number(row.number),
    experiment,
    labels: run.labels,
    parameters: run.spec.parameters,
    scope: { project, experiment, owner, cluster, sweep },
  };
}

/** The time in a UUIDv7 (RFC 9562, 5.7), in milliseconds: the order of ids is then the order of times. */
function timeOfId(id: string): number {
  return parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
