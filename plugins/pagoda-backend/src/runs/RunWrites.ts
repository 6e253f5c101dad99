import type { RunEvent, RunPhase } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { insertRows } from '../database/insertRows';
import { appendRunChanges, type NewRunChange } from './runChanges';

type NewEvent = Omit<RunEvent, 'time'>;

/** What a transaction adds to the change feed and to the events of runs, written at once at its end. */
export class RunWrites {
  readonly #changes: NewRunChange[] = [];
  readonly #events: (NewEvent & { run: string })[] = [];

  /** The run looks different now. */
  changed(
    row: { id: string; project: string; sweep: string | null; phase: RunPhase },
    deleted: boolean = false,
  ): void {
    const { id, project, sweep, phase } = row;
    this.#changes.push({ run: id, project, sweep, phase, deleted });
  }

  /** Something happened to the run. */
  happened(run: string, event: NewEvent): void {
    this.#events.push({ run, ...event });
  }

  /** Whether there is anything for those who watch. */
  get hasChanges(): boolean {
    return this.#changes.length > 0;
  }

  /** Last in the transaction: the change feed is locked from here to the commit. */
  async write(tx: Knex.Transaction): Promise<void> {
    const time = Date.now();
    await insertRows(
      tx,
      'run_events',
      ['run', 'time', 'type', 'reason', 'message', 'attempt'],
      this.#events.map(({ attempt = null, ...event }) => ({
        ...event,
        time,
        attempt,
      })),
    );
    await appendRunChanges(tx, this.#changes);
  }
}
