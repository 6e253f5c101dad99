import type { RunChange } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { EventStream } from '../http/EventStream';
import {
  readRunChanges,
  runChangesRange,
  type RunChangeEntry,
} from './runChanges';
import type { RunChangeHub } from './RunChangeHub';
import type { RunStore } from './RunStore';

/** Which changes a client wants. */
export interface RunEventFilter {
  /** Asked again from time to time: a membership may end while a stream is open. `undefined`: all projects. */
  projects: () => Promise<string[] | undefined>;
  sweep?: string;
  run?: string;
}

/** Entries that one read of history takes. */
const BATCH = 500;
/** How long a decision on what the client may see is used, in milliseconds. */
const PROJECTS_TTL = 60_000;

/** Streams changes of runs to one client: first what it has missed since `after`, then what comes. */
export class RunEventStream {
  readonly #knex: Knex;
  readonly #hub: RunChangeHub;
  readonly #store: RunStore;
  readonly #filter: RunEventFilter;
  #projects?: Set<string>;
  #checkedAt = 0;

  constructor(options: {
    knex: Knex;
    hub: RunChangeHub;
    store: RunStore;
    filter: RunEventFilter;
  }) {
    this.#knex = options.knex;
    this.#hub = options.hub;
    this.#store = options.store;
    this.#filter = options.filter;
  }

  /** Sends until the client goes. `after`: the last number it has seen; the present by default. */
  async run(stream: EventStream, after: number | undefined): Promise<void> {
    let position = after ?? this.#hub.position;
    const { first } = await runChangesRange(this.#knex);
    if (after !== undefined && after + 1 < first) {
      await stream.send({ event: 'reset', data: { first } });
      position = this.#hub.position;
    }
    let wake: () => void = () => {};
    const unsubscribe = this.#hub.subscribe(() => wake());
    try {
      while (!stream.signal.aborted) {
        const woken = new Promise<void>(resolve => {
          wake = resolve;
          stream.signal.addEventListener('abort', () => resolve(), {
            once: true,
          });
        });
        // The feed itself is read, not what the hub has at hand: a slow client then costs no memory.
        const entries = await readRunChanges(this.#knex, position, BATCH);
        if (entries.length > 0) {
          await this.#send(stream, entries);
          position = entries[entries.length - 1].seq;
          continue;
        }
        await woken;
      }
    } finally {
      unsubscribe();
    }
  }

  async #send(stream: EventStream, entries: RunChangeEntry[]): Promise<void> {
    await this.#refreshProjects();
    const wanted = entries.filter(entry => this.#wants(entry));
    if (wanted.length === 0) {
      return;
    }
    // Of several changes of one run in a batch only the last is worth the run itself.
    const latest = new Map(wanted.map(entry => [entry.run, entry.seq]));
    const records = await this.#store.getMany([...latest.keys()]);
    const runs = new Map(records.map(record => [record.run.id, record.run]));
    for (const entry of wanted) {
      const data: RunChange = {
        seq: entry.seq,
        id: entry.run,
        project: entry.project,
        sweep: entry.sweep ?? null,
        phase: entry.phase,
        deleted: entry.deleted,
      };
      const run = runs.get(entry.run);
      if (run && latest.get(entry.run) === entry.seq) {
        data.run = run;
      }
      await stream.send({ id: String(entry.seq), event: 'run', data });
    }
  }

  #wants(entry: RunChangeEntry): boolean {
    const { sweep, run } = this.#filter;
    return (
      (!this.#projects || this.#projects.has(entry.project)) &&
      (sweep === undefined || entry.sweep === sweep) &&
      (run === undefined || entry.run === run)
    );
  }

  async #refreshProjects(): Promise<void> {
    if (this.#checkedAt > Date.now() - PROJECTS_TTL) {
      return;
    }
    const projects = await this.#filter.projects();
    this.#projects = projects && new Set(projects);
    this.#checkedAt = Date.now();
  }
}
