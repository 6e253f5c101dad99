import {
  isFinal,
  type Explanation,
  type RunEvent,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { GroupCommit, type Outcome } from '../database/GroupCommit';
import { deleteUnusedSources } from '../database/sources';
import { insertRuns, type RunsToCreate } from './insertRuns';
import { announceRunChanges } from './runChanges';
import { toRunRecord, type RunRow } from './RunRow';
import { indexRuns, unindexRun } from './runSearchIndex';
import { RunWrites } from './RunWrites';
import { toRunColumns } from './toRunColumns';
import type { RunObservation, RunRecord } from './types';

type Work = (tx: Knex.Transaction, writes: RunWrites) => Promise<unknown>;

/** Work on rows that are there; `key` orders it, so that replicas do not wait for each other in a circle. */
type Unit = { create: RunsToCreate } | { key: string; work: Work };

const ACTIVE = ['Starting', 'Running'];

/**
 * All writing of runs. What is asked for at the same time shares a transaction, and the change feed is appended to at the
 * end of it.
 */
export class RunWriter {
  readonly #commits: GroupCommit<Unit, unknown>;

  constructor(knex: Knex) {
    this.#commits = new GroupCommit<Unit, unknown>({
      knex,
      execute,
      weigh: unit => ('create' in unit ? unit.create.runs.length : 1),
    });
  }

  /** Stores runs of one project; all or none. */
  async create(create: RunsToCreate): Promise<RunRecord[]> {
    return (await this.#run({ create })) as RunRecord[];
  }

  /** `undefined` when the run has another version by now. */
  async observe(
    id: string,
    version: number,
    observation: RunObservation,
  ): Promise<RunRecord | undefined> {
    return this.#work(id, async (tx, writes) => {
      const [row]: RunRow[] = await tx('runs')
        .where({ id, version })
        .update({
          ...toRunColumns(observation),
          version: tx.raw('version + 1'),
          observed_generation: tx.raw('generation'),
        })
        .returning('*');
      if (!row) {
        return undefined;
      }
      if (observation.explanation && isFinal(row.phase)) {
        await unindexRun(tx, id);
        await indexRuns(tx, [toSearchable(row, observation.explanation)]);
      }
      for (const event of observation.events ?? []) {
        writes.happened(id, event);
      }
      // What a run uses is no part of what watchers see.
      if (Object.keys(observation).some(key => key !== 'usage')) {
        writes.changed(row);
      }
      return toRunRecord(row);
    });
  }

  /** See RunStore.requestCancel. */
  async requestCancel(
    id: string,
    by: string,
    explanation: Explanation,
    force: boolean,
  ): Promise<RunRecord | undefined> {
    return this.#work(id, async (tx, writes) => {
      const present: RunRow | undefined = await tx('runs')
        .where({ id })
        .forUpdate()
        .first();
      const isNews = present && !isFinal(present.phase);
      const isForcedNow = force && !present?.cancel_forced;
      if (!isNews || (present.cancel_requested_by !== null && !isForcedNow)) {
        return present && toRunRecord(present);
      }
      const waits = present.phase === 'Queued';
      const [row]: RunRow[] = await tx('runs')
        .where({ id })
        .update({
          ...cancelColumns(tx, by, waits ? explanation : undefined),
          cancel_forced: force,
        })
        .returning('*');
      writes.changed(row);
      writes.happened(id, cancelEvent(by, waits ? explanation : undefined));
      return toRunRecord(row);
    });
  }

  /** See RunStore.requestCancelOfSweep. */
  async requestCancelOfSweep(
    sweep: string,
    by: string,
    explanation: Explanation,
  ): Promise<string[]> {
    return this.#work(sweep, async (tx, writes) => {
      const clusters = new Set<string>();
      for (const waits of [true, false]) {
        const cause = waits ? explanation : undefined;
        const rows: Pick<
          RunRow,
          'id' | 'project' | 'sweep' | 'phase' | 'cluster'
        >[] = await tx('runs')
          .where({ sweep })
          .whereIn('phase', waits ? ['Queued'] : ACTIVE)
          .whereNull('cancel_requested_by')
          .update(cancelColumns(tx, by, cause))
          .returning(['id', 'project', 'sweep', 'phase', 'cluster']);
        for (const row of rows) {
          writes.changed(row);
          writes.happened(row.id, cancelEvent(by, cause));
          clusters.add(row.cluster);
        }
      }
      return [...clusters];
    });
  }

  /** Deletes a run that has ended; false when it is not there or has not ended. */
  async delete(id: string): Promise<boolean> {
    return this.#work(id, async (tx, writes) => {
      const present: RunRow | undefined = await tx('runs')
        .where({ id })
        .forUpdate()
        .first();
      if (!present || !isFinal(present.phase)) {
        return false;
      }
      await unindexRun(tx, id);
      await tx('runs').where({ id }).delete();
      if (present.source !== null) {
        await deleteUnusedSources(tx, [present.source]);
      }
      writes.changed(present, true);
      return true;
    });
  }

  async #work<T>(
    key: string,
    work: (tx: Knex.Transaction, writes: RunWrites) => Promise<T>,
  ): Promise<T> {
    return (await this.#run({ key, work })) as T;
  }

  async #run(unit: Unit): Promise<unknown> {
    const result = await this.#commits.run(unit);
    announceRunChanges();
    return result;
  }
}

async function execute(
  tx: Knex.Transaction,
  units: Unit[],
): Promise<Outcome<unknown>[]> {
  const writes = new RunWrites();
  const outcomes = new Map<Unit, Outcome<unknown>>();
  const creates = units.flatMap(unit => ('create' in unit ? [unit] : []));
  if (creates.length > 0) {
    const created = await insertRuns(
      tx,
      creates.map(({ create }) => create),
      writes,
    );
    creates.forEach((unit, i) => outcomes.set(unit, created[i]));
  }
  const works = units.flatMap(unit => ('work' in unit ? [unit] : []));
  works.sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  for (const unit of works) {
    outcomes.set(unit, { value: await unit.work(tx, writes) });
  }
  await writes.write(tx);
  return units.map(unit => outcomes.get(unit) as Outcome<unknown>);
}

/** What is written of a cancelled run; with an explanation it has ended by it. */
function cancelColumns(
  tx: Knex.Transaction,
  by: string,
  explanation: Explanation | undefined,
): Record<string, unknown> {
  const now = Date.now();
  return {
    cancel_requested_by: by,
    cancel_requested_at: now,
    generation: tx.raw('generation + 1'),
    version: tx.raw('version + 1'),
    ...(explanation && {
      phase: 'Cancelled',
      finished_at: now,
      next_attempt_at: null,
      observed_generation: tx.raw('generation + 1'),
      code: explanation.code,
      explanation_json: JSON.stringify(explanation),
    }),
  };
}

function cancelEvent(
  by: string,
  explanation: Explanation | undefined,
): Omit<RunEvent, 'time'> {
  return explanation
    ? { type: 'Normal', reason: 'Cancelled', message: explanation.summary }
    : {
        type: 'Normal',
        reason: 'CancelRequested',
        message: `Cancelling was asked for by ${by}`,
      };
}

function toSearchable(row: RunRow, explanation: Explanation) {
  const { experiment, sweep, project, owner, cluster } = row;
  return {
    id: row.id,
    number: Number(row.number),
    experiment: experiment ?? undefined,
    labels: JSON.parse(row.labels_json),
    parameters: JSON.parse(row.spec_json).parameters,
    explanation,
    scope: {
      project,
      owner,
      cluster,
      experiment: experiment ?? undefined,
      sweep: sweep ?? undefined,
    },
  };
}
