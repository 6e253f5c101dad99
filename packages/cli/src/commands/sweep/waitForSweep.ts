import { PagodaApiError, type Sweep } from '@pagoda/plugin-pagoda-common';
import type { Context } from '../../context/Context';
import { dataOf } from '../dataOf';
import { followEvents } from '../followEvents';
import { countsOf, describeEnd } from './describeSweep';

/** Points may change by the hundred a second; the sweep is read again so often at most, in milliseconds. */
const INTERVAL = 500;

/** Reads a sweep now and then, and says what has changed. */
class WaitingSweep {
  sweep: Sweep;
  readonly #context: Context;
  readonly #end = new AbortController();
  #timer?: NodeJS.Timeout;
  #said = '';
  #failure?: unknown;

  constructor(context: Context, begun: Sweep) {
    this.#context = context;
    this.sweep = begun;
  }

  /** Aborted when the sweep has ended, or cannot be read. */
  get ended(): AbortSignal {
    return this.#end.signal;
  }

  /**
   * Reads the sweep after a pause, and goes on with it: the sweep itself ends a moment after its last point, of which no
   * event tells.
   */
  lookSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.look().catch(error => {
        // A server that is away is the stream's matter: it looks again when it is back.
        if (!isAway(error)) {
          this.#failure = error;
          this.#end.abort();
        }
      });
    }, INTERVAL);
  }

  async look(): Promise<void> {
    const { client, output } = this.#context;
    const path = { sweep: this.sweep.id };
    this.sweep = dataOf(
      await client.GET('/sweeps/{sweep}', { params: { path } }),
    );
    const counts = countsOf(this.sweep);
    if (counts !== this.#said) {
      this.#said = counts;
      output.note(counts);
    }
    const { Queued, Starting, Running } = this.sweep.status.counts;
    if (this.sweep.status.phase !== 'Running') {
      this.#end.abort();
    } else if (Queued + Starting + Running === 0) {
      this.lookSoon();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** @throws what kept the sweep from being read */
  rethrow(): void {
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }
}

/** Waits for the end of a sweep, told by the server; says on stderr how far it is. */
export async function waitForSweep(
  context: Context,
  begun: Sweep,
): Promise<Sweep> {
  const { output } = context;
  const waiting = new WaitingSweep(context, begun);
  const events = followEvents(context, `/runs/events?sweep=${begun.id}`, {
    signal: waiting.ended,
    onOpen: () => waiting.look(),
  });
  try {
    for await (const { event } of events) {
      if (event === 'run' || event === 'reset') {
        waiting.lookSoon();
      }
    }
  } finally {
    waiting.stop();
  }
  waiting.rethrow();
  describeEnd(waiting.sweep, output.noteColors).forEach(line =>
    output.note(line),
  );
  return waiting.sweep;
}

function isAway(error: unknown): boolean {
  return (
    error instanceof PagodaApiError &&
    (error.status === 0 || error.status >= 500)
  );
}
