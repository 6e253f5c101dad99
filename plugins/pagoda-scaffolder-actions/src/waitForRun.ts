import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  isFinal,
  readEventStream,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import type { PagodaSession } from './PagodaSession';
import { pause } from './pause';

/** Looks after so many milliseconds even where no event tells to. */
const POLL = 5_000;

/** How {@link waitForRun} waits. */
export interface WaitForRunOptions {
  session: PagodaSession;
  run: string;
  url: string;
  signal?: AbortSignal;
  timeoutSeconds?: number;
  /** Cancel the run where the signal ends the waiting. */
  cancelRun: boolean;
  logger: LoggerService;
}

/** Wakes who waits for the next ring. */
class Bell {
  #ring = () => {};

  ring(): void {
    this.#ring();
  }

  next(): Promise<void> {
    return new Promise(resolve => {
      this.#ring = resolve;
    });
  }
}

/**
 * Waits until the run has ended, telling of each change of its phase and of why it waits. Breaks of the connection, such as
 * by a restart of the portal, are waited out.
 */
export async function waitForRun(options: WaitForRunOptions): Promise<Run> {
  const { logger, timeoutSeconds } = options;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  options.signal?.addEventListener('abort', onAbort);
  const deadline =
    timeoutSeconds === undefined
      ? Infinity
      : Date.now() + timeoutSeconds * 1000;
  const bell = new Bell();
  const listening = listen(options, stop.signal, () => bell.ring());
  let told = '';
  try {
    for (;;) {
      const rung = bell.next();
      const run = await look(options);
      const line = run && describe(run);
      if (line !== undefined && line !== told) {
        told = line;
        logger.info(line);
      }
      if (run && isFinal(run.status.phase)) {
        return run;
      }
      const left = deadline - Date.now();
      if (left <= 0) {
        throw new Error(
          `The run had not ended after ${timeoutSeconds} seconds; it goes on: ${options.url}`,
        );
      }
      await Promise.race([
        rung,
        pause(Math.min(POLL, left, run ? POLL : 1_000), stop.signal),
      ]);
      if (options.signal?.aborted) {
        throw await onEnd(options);
      }
    }
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    stop.abort();
    await listening;
  }
}

/** The run as it is now; `undefined` while the portal does not answer. */
async function look(options: WaitForRunOptions): Promise<Run | undefined> {
  try {
    const { data } = await options.session.call(client =>
      client.GET('/runs/{run}', { params: { path: { run: options.run } } }),
    );
    return data;
  } catch (error) {
    if (options.signal?.aborted || error instanceof ServiceUnavailableError) {
      return undefined;
    }
    if (error instanceof AuthenticationError) {
      throw new AuthenticationError(
        `The sign-in that started this task has expired, so it cannot wait any longer; the run goes on: ${options.url}`,
        error,
      );
    }
    throw error;
  }
}

function describe({ number, status }: Run): string {
  const { phase, attempt, explanation } = status;
  const again = attempt > 1 ? ` (attempt ${attempt})` : '';
  const why = explanation ? `: ${explanation.summary}` : '';
  return `Run #${number} is ${phase}${again}${why}`;
}

/** Calls `onEvent` for each change of the run. Losing the stream is no harm: the run is looked at now and then, too. */
async function listen(
  { session, run, logger }: WaitForRunOptions,
  signal: AbortSignal,
  onEvent: () => void,
): Promise<void> {
  const events = readEventStream({
    signal,
    maxFailures: 5,
    open: async lastEventId => {
      const { response } = await session.call(client =>
        client.GET('/runs/events', {
          params: {
            query: { run },
            header: lastEventId ? { 'Last-Event-ID': lastEventId } : {},
          },
          parseAs: 'stream',
          signal,
        }),
      );
      // What came between the last look and the beginning of the stream is not in the stream.
      onEvent();
      return response;
    },
  });
  try {
    for await (const event of events) {
      if (event.event === 'run') {
        onEvent();
      }
    }
  } catch (error) {
    // Polling goes on without it, and reports what does not go away.
    logger.debug(`No longer listening to the run's changes: ${error}`);
  }
}

async function onEnd({
  session,
  run,
  cancelRun,
  url,
}: WaitForRunOptions): Promise<Error> {
  if (!cancelRun) {
    return new Error(`The task was ended; the run goes on: ${url}`);
  }
  await session.call(client =>
    client.POST('/runs/{run}:cancel', { params: { path: { run } } }),
  );
  return new Error(`The task was ended, and the run with it: ${url}`);
}
