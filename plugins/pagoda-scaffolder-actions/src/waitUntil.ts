import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { pause } from './pause';

/** Nothing happens faster than this in a cloud; in milliseconds. */
const POLL = 3_000;

/** How {@link waitUntil} waits. */
export interface WaitOptions {
  /** Of the page of what is waited for. */
  url: string;
  /** What goes on when the waiting ends, such as `the cluster goes on being made`. */
  goesOn: string;
  signal?: AbortSignal;
  timeoutSeconds?: number;
  logger: LoggerService;
}

/**
 * Looks again and again until there is an answer; a portal that is away is waited out.
 *
 * @param look - `undefined` while it is not done; `tell` writes into the task's log, no line twice in a row
 * @throws Error when the time is over, or when the task is ended: what is under way goes on then
 */
export async function waitUntil<T>(
  options: WaitOptions,
  look: (tell: (line: string) => void) => Promise<T | undefined>,
): Promise<T> {
  const { logger, signal, timeoutSeconds, goesOn, url } = options;
  const deadline =
    timeoutSeconds === undefined
      ? Infinity
      : Date.now() + timeoutSeconds * 1000;
  let said = '';
  const tell = (line: string) => {
    if (line !== said) {
      said = line;
      logger.info(line);
    }
  };
  for (;;) {
    const found = await orAway(() => look(tell), options);
    if (found !== undefined) {
      return found;
    }
    const left = deadline - Date.now();
    if (left <= 0) {
      throw new Error(
        `Not done after ${timeoutSeconds} seconds; ${goesOn}: ${url}`,
      );
    }
    await pause(Math.min(POLL, left), signal);
    if (signal?.aborted) {
      throw new Error(`The task was ended; ${goesOn}: ${url}`);
    }
  }
}

/** For a look at what is being removed: `true` when it is not found any more. */
export async function untilGone(
  look: () => Promise<void>,
): Promise<true | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof NotFoundError) {
      return true;
    }
    throw error;
  }
}

/** A portal that is away, as while it is started again, is waited out. */
async function orAway<T>(
  work: () => Promise<T | undefined>,
  { signal, goesOn, url }: WaitOptions,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted || error instanceof ServiceUnavailableError) {
      return undefined;
    }
    if (error instanceof AuthenticationError) {
      throw new AuthenticationError(
        `The sign-in that started this task has expired, so it cannot wait any longer; ${goesOn}: ${url}`,
        error,
      );
    }
    throw error;
  }
}
