import { readEventStream, type LogLine } from '@pagoda/plugin-pagoda-common';
import { toError } from '@backstage/errors';
import type { PagodaApi } from '../../../api';
import { whileVisible } from '../../../hooks/whileVisible';

/** How the reading of a log is doing. */
export type LogStatus =
  'connecting' | 'live' | 'reconnecting' | 'ended' | 'failed';

/** Lines come in bursts; the page draws them together. */
const BATCH_MS = 100;
/** What a browser holds without trouble. Beyond, the oldest lines go; the download has all of them. */
export const MAX_LINES = 300_000;

/** Reads the log of a run from its beginning, and goes on while it runs. Nothing is lost or repeated when it reconnects. */
export class LogStream {
  readonly lines: LogLine[] = [];
  /** Containers that lines were read of. */
  readonly containers = new Set<string>();
  /** How many lines went because there were too many. */
  dropped = 0;
  status: LogStatus = 'connecting';
  error: Error | undefined;
  /** Raised by each change, for React to see it. */
  version = 0;
  readonly #listeners = new Set<() => void>();
  #close: (() => void) | undefined;
  /** To resume from after a rest. */
  #lastEventId: string | undefined;
  #batch: LogLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly api: PagodaApi,
    private readonly run: string,
  ) {}

  /** Begins to read; rests while the tab is hidden. */
  start() {
    this.#close = whileVisible(() => this.#connect());
  }

  /** Lets the connection go. */
  stop() {
    this.#close?.();
    clearTimeout(this.#timer);
  }

  /** Calls back at each change; returns the end of it. */
  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #connect(): () => void {
    const abort = new AbortController();
    if (this.status !== 'ended' && this.status !== 'failed') {
      this.#read(abort.signal).then(
        () => abort.signal.aborted || this.#finish('ended'),
        thrown => {
          if (!abort.signal.aborted) {
            this.error = toError(thrown);
            this.#finish('failed');
          }
        },
      );
    }
    return () => abort.abort();
  }

  async #read(signal: AbortSignal) {
    const events = readEventStream({
      signal,
      lastEventId: this.#lastEventId,
      open: async lastEventId => {
        const response = await this.api.request(`/runs/${this.run}/logs`, {
          query: { follow: true },
          headers: {
            Accept: 'text/event-stream',
            ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
          },
          signal,
        });
        this.#setStatus('live');
        return response;
      },
      onReconnect: () => this.#setStatus('reconnecting'),
    });
    for await (const event of events) {
      this.#lastEventId = event.id ?? this.#lastEventId;
      if (event.event === 'log') {
        this.#add(JSON.parse(event.data));
      }
    }
  }

  #add(line: LogLine) {
    this.#batch.push(line);
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const line of this.#batch) {
      this.lines.push(line);
      this.containers.add(line.container);
    }
    this.#batch = [];
    const surplus = this.lines.length - MAX_LINES;
    if (surplus > 0) {
      this.lines.splice(0, surplus);
      this.dropped += surplus;
    }
    this.#notify();
  }

  #finish(status: LogStatus) {
    this.status = status;
    this.#flush();
  }

  #setStatus(status: LogStatus) {
    if (this.status !== status) {
      this.status = status;
      this.#notify();
    }
  }

  #notify() {
    this.version += 1;
    this.#listeners.forEach(listener => listener());
  }
}
