import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Knex } from 'knex';
import {
  onRunChanges,
  readRunChanges,
  runChangesRange,
  type RunChangeEntry,
} from './runChanges';

/** Other replicas append to the feed without telling us; looked at so often, in milliseconds. */
const POLL = 500;
const BATCH = 1_000;

/** Reads the change feed once for all streams of this process. */
export class RunChangeHub {
  readonly #knex: Knex;
  readonly #logger: LoggerService;
  readonly #listeners = new Set<(entries: RunChangeEntry[]) => void>();
  #last = 0;
  #reading?: Promise<void>;
  #again = false;
  #timer?: NodeJS.Timeout;
  #unsubscribe?: () => void;

  constructor(knex: Knex, logger: LoggerService) {
    this.#knex = knex;
    this.#logger = logger;
  }

  async start(): Promise<void> {
    this.#last = (await runChangesRange(this.#knex)).last;
    this.#unsubscribe = onRunChanges(() => this.#wake());
    this.#timer = setInterval(() => this.#wake(), POLL);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#unsubscribe?.();
    await this.#reading;
  }

  /** The newest number that listeners have been told of. */
  get position(): number {
    return this.#last;
  }

  /** Calls the listener with the entries that come from now on; returns the unsubscription. */
  subscribe(listener: (entries: RunChangeEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #wake(): void {
    this.#again = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
  }

  async #read(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      try {
        const entries = await readRunChanges(this.#knex, this.#last, BATCH);
        if (entries.length > 0) {
          this.#last = entries[entries.length - 1].seq;
          this.#listeners.forEach(listener => listener(entries));
          this.#again = this.#again || entries.length === BATCH;
        }
      } catch (error) {
        // The next tick tries again; streams just stay silent until then.
        this.#logger.warn('The change feed cannot be read', toError(error));
      }
    }
  }
}
