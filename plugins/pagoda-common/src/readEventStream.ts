import { EventSourceParserStream } from 'eventsource-parser/stream';
import { PagodaApiError } from './PagodaApiError';

/** One server-sent event. */
export interface StreamEvent {
  id?: string;
  event?: string;
  data: string;
}

/** How {@link readEventStream} reads. */
export interface ReadEventStreamOptions {
  /** Opens the stream; `lastEventId` must be sent as `Last-Event-ID` where it is given. */
  open: (lastEventId: string | undefined) => Promise<Response>;
  /** Resume after this event. */
  lastEventId?: string;
  /** Ends the reading; the generator then returns. */
  signal?: AbortSignal;
  /** Told of each reconnection, with the pause before it in milliseconds. */
  onReconnect?: (error: Error, delay: number) => void;
  /** Give up after so many failures in a row (default: never). */
  maxFailures?: number;
}

/**
 * Reads server-sent events and reconnects with `Last-Event-ID` when the connection breaks, so that none is lost or
 * repeated. Returns after `event: end`, or when the signal is aborted. Client errors (4xx, save 408 and 429) are
 * thrown as {@link PagodaApiError} at once.
 */
export async function* readEventStream(
  options: ReadEventStreamOptions,
): AsyncGenerator<StreamEvent> {
  let lastEventId = options.lastEventId;
  let failures = 0;
  while (!options.signal?.aborted) {
    try {
      const response = await options.open(lastEventId);
      if (!response.ok) {
        throw await PagodaApiError.fromResponse(response);
      }
      if (!response.body) {
        throw new Error('The answer has no body');
      }
      const reader = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream())
        .getReader();
      // The request's own signal does not always reach a body that is being read.
      const onAbort = () => {
        void reader.cancel().catch(ignoreAbort);
      };
      options.signal?.addEventListener('abort', onAbort);
      try {
        if (options.signal?.aborted) {
          return;
        }
        for (;;) {
          const { done, value } = await reader.read();
          if (done) {
            break;
          }
          failures = 0;
          if (value.id !== undefined) {
            lastEventId = value.id;
          }
          yield value;
          if (value.event === 'end') {
            return;
          }
        }
      } finally {
        options.signal?.removeEventListener('abort', onAbort);
        // Also reached when the consumer stops early: lets the connection go.
        await reader.cancel().catch(ignoreAbort);
      }
      throw new Error('The connection was closed');
    } catch (thrown) {
      const error =
        thrown instanceof Error ? thrown : new Error(String(thrown));
      if (options.signal?.aborted) {
        return;
      }
      if (isFatal(error)) {
        throw error;
      }
      failures += 1;
      if (failures > (options.maxFailures ?? Infinity)) {
        throw error;
      }
      const delay = Math.min(250 * 2 ** Math.min(failures - 1, 6), 10_000);
      options.onReconnect?.(error, delay);
      await pause(delay, options.signal);
    }
  }
}

function isFatal(error: Error): boolean {
  return (
    error instanceof PagodaApiError &&
    error.status >= 400 &&
    error.status < 500 &&
    error.status !== 408 &&
    error.status !== 429
  );
}

/** Cancelling a stream that already broke reports that break once more; it is known. */
function ignoreAbort() {}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
