import { once } from 'node:events';
import type { Knex } from 'knex';
import type { EventStream } from '../http/EventStream';
import {
  readRunChanges,
  runChangesRange,
  type RunChangeEntry,
} from './runChanges';
import type { RunEvent, RunEventFeed } from './RunEventFeed';

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

/**
 * Streams changes of runs to one client: first what it has missed, then what comes. While it keeps up it takes the
 * events that are made for all; one that is slow reads the feed by itself again, so that nothing piles up in memory.
 */
export class RunEventStream {
  readonly #knex: Knex;
  readonly #feed: RunEventFeed;
  readonly #filter: RunEventFilter;
  #projects?: Set<string>;
  #checkedAt = 0;
  /** Everything up to this number was sent, or was not wanted. */
  #position = 0;

  constructor(knex: Knex, feed: RunEventFeed, filter: RunEventFilter) {
    this.#knex = knex;
    this.#feed = feed;
    this.#filter = filter;
  }

  /** Sends until the client goes. `after`: the last number it has seen; the present by default. */
  async run(stream: EventStream, after: number | undefined): Promise<void> {
    this.#position = after ?? this.#feed.position;
    if (after !== undefined) {
      const { first, last } = await runChangesRange(this.#knex);
      // Beyond the end, the number is of a database that has been replaced since.
      if (after + 1 < first || after > last) {
        await stream.send({ event: 'reset', data: { first } });
        this.#position = last;
      }
    }
    while (!stream.signal.aborted) {
      await this.#refreshProjects();
      await this.#catchUp(stream);
      await this.#live(stream);
      await stream.drained();
    }
  }

  /** Sends what the feed has and the client has not. */
  async #catchUp(stream: EventStream): Promise<void> {
    while (!stream.signal.aborted && this.#position < this.#feed.position) {
      const entries = await readRunChanges(this.#knex, this.#position, BATCH);
      if (entries.length === 0) {
        this.#position = this.#feed.position;
        return;
      }
      const wanted = entries.filter(entry => this.#wants(entry));
      for (const { text } of await this.#feed.toEvents(wanted)) {
        if (!stream.write(text)) {
          await stream.drained();
        }
      }
      this.#position = entries[entries.length - 1].seq;
      await this.#refreshProjects();
    }
  }

  /** Returns when the client is slow or has gone, when it is behind, or when its permission is to be asked for again. */
  async #live(stream: EventStream): Promise<void> {
    const { signal } = stream;
    if (signal.aborted || this.#position < this.#feed.position) {
      return;
    }
    const behind = new AbortController();
    const unsubscribe = this.#feed.subscribe(events => {
      const goesOn =
        !behind.signal.aborted &&
        !this.#isStale() &&
        this.#sendAll(stream, events);
      if (!goesOn) {
        behind.abort();
      }
    });
    await once(AbortSignal.any([signal, behind.signal]), 'abort');
    unsubscribe();
  }

  /** False when the client does not keep up, or events are missing. */
  #sendAll(stream: EventStream, events: RunEvent[]): boolean {
    for (const { entry, text } of events) {
      if (entry.seq > this.#position) {
        this.#position = entry.seq;
        if (this.#wants(entry) && !stream.write(text)) {
          return false;
        }
      }
    }
    return this.#position >= this.#feed.position;
  }

  #wants(entry: RunChangeEntry): boolean {
    const { sweep, run } = this.#filter;
    return (
      (!this.#projects || this.#projects.has(entry.project)) &&
      (sweep === undefined || entry.sweep === sweep) &&
      (run === undefined || entry.run === run)
    );
  }

  #isStale(): boolean {
    return this.#checkedAt < Date.now() - PROJECTS_TTL;
  }

  async #refreshProjects(): Promise<void> {
    if (this.#isStale()) {
      const projects = await this.#filter.projects();
      this.#projects = projects && new Set(projects);
      this.#checkedAt = Date.now();
    }
  }
}
