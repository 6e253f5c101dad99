import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { RunChange } from '@pagoda/plugin-pagoda-common';
import { formatEvent } from '../http/EventStream';
import type { RunChangeEntry } from './runChanges';
import type { RunChangeHub } from './RunChangeHub';
import type { RunStore } from './RunStore';

/** An entry of the change feed, ready to be sent. */
export interface RunEvent {
  entry: RunChangeEntry;
  /** As a server-sent event. */
  text: string;
}

type Listener = (events: RunEvent[]) => void;

/** Makes events of the change feed's entries: once for all streams of this process, and not at all while there are none. */
export class RunEventFeed {
  readonly #hub: RunChangeHub;
  readonly #store: Pick<RunStore, 'getMany'>;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<Listener>();
  #position = 0;
  #queue: Promise<void> = Promise.resolve();
  #unsubscribe?: () => void;

  constructor(
    hub: RunChangeHub,
    store: Pick<RunStore, 'getMany'>,
    logger: LoggerService,
  ) {
    this.#hub = hub;
    this.#store = store;
    this.#logger = logger;
  }

  /** The number of the last entry that listeners were given. */
  get position(): number {
    return this.#unsubscribe ? this.#position : this.#hub.position;
  }

  /** Gives the listener every event after {@link RunEventFeed.position}; returns the unsubscription. */
  subscribe(listener: Listener): () => void {
    if (!this.#unsubscribe) {
      this.#position = this.#hub.position;
      this.#unsubscribe = this.#hub.subscribe(entries => {
        this.#queue = this.#queue.then(() => this.#deliver(entries));
      });
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#unsubscribe?.();
        this.#unsubscribe = undefined;
      }
    };
  }

  /** Reads the runs of the entries, and puts each with the newest of its entries. */
  async toEvents(entries: RunChangeEntry[]): Promise<RunEvent[]> {
    const latest = new Map(entries.map(entry => [entry.run, entry.seq]));
    const records = await this.#store.getMany([...latest.keys()]);
    const runs = new Map(records.map(record => [record.run.id, record.run]));
    return entries.map(entry => {
      const run =
        latest.get(entry.run) === entry.seq ? runs.get(entry.run) : undefined;
      const data: RunChange = {
        seq: entry.seq,
        id: entry.run,
        project: entry.project,
        sweep: entry.sweep ?? null,
        phase: entry.phase,
        deleted: entry.deleted,
        ...(run && { run }),
      };
      return {
        entry,
        text: formatEvent({ id: String(entry.seq), event: 'run', data }),
      };
    });
  }

  async #deliver(entries: RunChangeEntry[]): Promise<void> {
    const { seq } = entries[entries.length - 1];
    if (this.#listeners.size === 0 || seq <= this.#position) {
      return;
    }
    let events: RunEvent[] = [];
    try {
      events = await this.toEvents(entries);
    } catch (error) {
      // Streams see that they are behind, and read the feed themselves.
      this.#logger.warn('Events of runs cannot be made', toError(error));
    }
    this.#position = seq;
    this.#listeners.forEach(listener => listener(events));
  }
}
