import { readEventStream, type RunChange } from '@pagoda/plugin-pagoda-common';
import { toError } from '@backstage/errors';
import type { PagodaApi } from '../api';
import { whileVisible } from './whileVisible';

/** How the shared connection is doing. */
export type RunEventStatus = 'connecting' | 'live' | 'reconnecting' | 'failed';

/** One component's interest in changes. */
export interface RunEventListener {
  /** The changes since the last call, in order; at most a few calls a second. */
  onChanges: (changes: RunChange[]) => void;
  /** Changes may have been missed: fetch again. */
  onGap: () => void;
}

/** Changes come in bursts (a sweep of a thousand points): pages draw them together. */
const BATCH_MS = 200;
/** From page to page the connection stays. */
const LINGER_MS = 20_000;

/**
 * One server-sent-events connection for all components of the page.
 *
 * It opens with the first listener, resumes after interruptions without loss, rests while the tab is hidden, and closes
 * some time after the last listener has gone.
 */
export class RunEventHub {
  readonly #api: PagodaApi;
  readonly #listeners = new Set<RunEventListener>();
  readonly #statusListeners = new Set<() => void>();
  #status: RunEventStatus = 'connecting';
  #error: Error | undefined;
  #close: (() => void) | undefined;
  /** To resume from after a rest. */
  #lastEventId: string | undefined;
  #batch: RunChange[] = [];
  #batchTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: PagodaApi) {
    this.#api = api;
  }

  get status(): RunEventStatus {
    return this.#status;
  }

  /** Why the status is `failed`. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Calls back when the status changes; returns the end of it. */
  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  }

  /** Adds a listener; returns its removal. */
  subscribe(listener: RunEventListener): () => void {
    this.#listeners.add(listener);
    clearTimeout(this.#lingerTimer);
    this.#close ??= whileVisible(() => this.#connect());
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#lingerTimer = setTimeout(() => this.#disconnect(), LINGER_MS);
      }
    };
  }

  #connect(): () => void {
    const abort = new AbortController();
    this.#error = undefined;
    this.#setStatus('connecting');
    this.#read(abort.signal).catch(thrown => {
      // Such as no right to read: it will not heal by itself. Pages keep what they fetched, and say that it is not live.
      if (!abort.signal.aborted) {
        this.#error = toError(thrown);
        this.#setStatus('failed');
      }
    });
    return () => abort.abort();
  }

  #disconnect() {
    this.#close?.();
    this.#close = undefined;
    // Pages that come later fetch anew: what happens until then is in what they get.
    this.#lastEventId = undefined;
    clearTimeout(this.#batchTimer);
    this.#batchTimer = undefined;
    this.#batch = [];
  }

  async #read(signal: AbortSignal) {
    const events = readEventStream({
      signal,
      lastEventId: this.#lastEventId,
      open: async lastEventId => {
        const response = await this.#api.request('/runs/events', {
          headers: {
            Accept: 'text/event-stream',
            ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
          },
          signal,
        });
        this.#setStatus('live');
        // Without an id to resume from, what happened since the pages' fetches was sent to nobody.
        if (lastEventId === undefined) {
          this.#listeners.forEach(listener => listener.onGap());
        }
        return response;
      },
      onReconnect: () => this.#setStatus('reconnecting'),
    });
    for await (const event of events) {
      this.#lastEventId = event.id ?? this.#lastEventId;
      if (event.event === 'reset') {
        this.#listeners.forEach(listener => listener.onGap());
      } else if (event.event === 'run') {
        this.#add(JSON.parse(event.data));
      }
    }
  }

  #add(change: RunChange) {
    this.#batch.push(change);
    this.#batchTimer ??= setTimeout(() => {
      const changes = this.#batch;
      this.#batch = [];
      this.#batchTimer = undefined;
      this.#listeners.forEach(listener => listener.onChanges(changes));
    }, BATCH_MS);
  }

  #setStatus(status: RunEventStatus) {
    if (this.#status !== status) {
      this.#status = status;
      this.#statusListeners.forEach(listener => listener());
    }
  }
}
