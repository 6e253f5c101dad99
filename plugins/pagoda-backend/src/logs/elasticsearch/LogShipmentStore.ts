import type { Knex } from 'knex';
import type { LinePosition } from '../linePosition';
import type { SearchedRun } from '../search/types';

/** How far the lines of a run have been shipped. */
export interface ShippedRun extends LinePosition {
  project: string;
}

/** The same of a run that there may be more of. */
export interface OpenShipment extends ShippedRun, SearchedRun {
  /** The run has ended, so that no attempt follows. */
  isFinal: boolean;
}

interface ShipmentRow {
  id: string;
  project: string;
  number: number | string;
  experiment: string | null;
  sweep: string | null;
  attempt: number | null;
  offset: number | string | null;
  finished_at: number | string | null;
}

/** Keeps which log lines are in Elasticsearch, in `log_shipments`. */
export class LogShipmentStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Also when the run itself has been deleted. */
  async find(run: string): Promise<ShippedRun | undefined> {
    const row: Pick<ShipmentRow, 'project' | 'attempt' | 'offset'> | undefined =
      await this.#knex('log_shipments')
        .where({ run })
        .first('project', 'attempt', 'offset');
    return (
      row && {
        project: row.project,
        attempt: Number(row.attempt),
        offset: Number(row.offset),
      }
    );
  }

  /** Runs of which there may be something to ship, oldest first, after the run `after`. */
  async open(page: { after?: string; limit: number }): Promise<OpenShipment[]> {
    const rows: ShipmentRow[] = await this.#joined()
      .where('runs.attempt', '>', 0)
      .whereNull('log_shipments.ended_at')
      .modify(query => {
        if (page.after !== undefined) {
          query.where('runs.id', '>', page.after);
        }
      })
      .orderBy('runs.id')
      .limit(page.limit);
    return rows.map(toShipment);
  }

  /** Runs of a project that have lines which are not to be found in Elasticsearch yet. */
  async unsearchable(project: string, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.#joined()
      .where('runs.project', project)
      .where('runs.attempt', '>', 0)
      .whereNull('log_shipments.ended_at')
      .orderBy('runs.id', 'desc')
      .limit(limit);
    return rows.map(({ id }) => id);
  }

  /** Notes how far the lines of a run were shipped; `ended` when none will follow. */
  async note(
    run: { id: string; project: string },
    { attempt, offset }: LinePosition,
    ended: boolean,
  ): Promise<void> {
    const place = { attempt, offset, ended_at: ended ? Date.now() : null };
    await this.#knex('log_shipments')
      .insert({ run: run.id, project: run.project, ...place })
      .onConflict('run')
      .merge(place);
  }

  /** Runs whose files were all shipped so long ago (milliseconds) that nobody reads them any more. */
  async removable(before: number, limit: number): Promise<string[]> {
    const rows: { run: string }[] = await this.#knex('log_shipments')
      .where('ended_at', '<', before)
      .where({ removed: false })
      .limit(limit)
      .select('run');
    return rows.map(({ run }) => run);
  }

  async noteRemoved(run: string): Promise<void> {
    await this.#knex('log_shipments').where({ run }).update({ removed: true });
  }

  async delete(run: string): Promise<void> {
    await this.#knex('log_shipments').where({ run }).delete();
  }

  #joined(): Knex.QueryBuilder {
    return this.#knex('runs')
      .leftJoin('log_shipments', 'log_shipments.run', 'runs.id')
      .select(
        ...['runs.id', 'runs.project', 'runs.number', 'runs.experiment'],
        ...['runs.sweep', 'runs.finished_at', 'log_shipments.attempt'],
        'log_shipments.offset',
      );
  }
}

function toShipment(row: ShipmentRow): OpenShipment {
  return {
    id: row.id,
    project: row.project,
    number: Number(row.number),
    ...(row.experiment !== null && { experiment: row.experiment }),
    ...(row.sweep !== null && { sweep: row.sweep }),
    attempt: Number(row.attempt ?? 0),
    offset: Number(row.offset ?? 0),
    isFinal: row.finished_at !== null,
  };
}
