import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { DockerClient } from '../../clients/docker/DockerClient';
import type { DockerError } from '../../clients/docker/DockerError';
import { LogFile } from '../../logs/LogFile';
import {
  LogWriter,
  type LogEntry,
  type LogPosition,
} from '../../logs/LogWriter';
import type { Attempt } from '../types';
import { containerName } from './labels';
import { LogFrames } from './LogFrames';

/** What {@link LogCollector} needs. */
export interface LogCollectorOptions {
  client: DockerClient;
  logger: LoggerService;
  /** The log file of an attempt. */
  pathOf: (attempt: Attempt) => string;
  /** Returns when there is room for more lines. */
  logRoom?: () => Promise<void>;
  isPodman: () => Promise<boolean>;
  /** Called when a log ends, and when all of it is kept. */
  onChange: (attempt: Attempt) => void;
}

interface Collected {
  attempt: Attempt;
  writer: LogWriter;
  /** Lines that are kept. */
  count: number;
  /** The last of them, and how many have its time. */
  position?: LogPosition;
  /** A last line that may have been cut in being written; it is kept when it comes again. */
  doubtful?: string;
  hasEnded: boolean;
  isDone: boolean;
  losses: string[];
  stopping: AbortController;
  work: Promise<void>;
}

/** Between tries, in milliseconds; and how many there are after the end. */
const RETRY = 500;
const TRIES = 10;
/** Of Podman's own API; 4.0.0 is served by all later ones so far. */
const PODMAN_API = '4.0.0';
/** Between polls, in milliseconds, and in times of how long the last one took. */
const POLL = 250;
const PACE = 4;
/** A stream that ends before its container is opened again after so long, in milliseconds. */
const AGAIN = 100;

/**
 * Reads the logs of containers while they are written, and keeps them in the log store.
 *
 * With Docker they are followed; after a break it is read from the beginning and as many lines are passed over as are kept,
 * for the times of the two streams are in no order. Podman's followed logs have gaps (4.3 leaves out some hundred kilobytes
 * when a container that writes a lot ends) and its compatible API ends each piece of a line as if it were one: there its own
 * API is asked again and again, from the second of the last line on.
 */
export class LogCollector {
  readonly #options: LogCollectorOptions;
  readonly #attempts = new Map<string, Collected>();

  constructor(options: LogCollectorOptions) {
    this.#options = options;
  }

  /**
   * Reads what is to be read of an attempt's container.
   *
   * @param hasEnded - whether the container has
   * @returns whether all is kept that it wrote; not before it has ended
   */
  collect(attempt: Attempt, hasEnded: boolean): boolean {
    const key = containerName(attempt);
    let collected = this.#attempts.get(key);
    if (!collected) {
      collected = this.#add(attempt, hasEnded);
      this.#attempts.set(key, collected);
    }
    collected.hasEnded ||= hasEnded;
    return collected.isDone;
  }

  /** The last line that is kept of an attempt's log. */
  async lastLine(attempt: Attempt): Promise<string | undefined> {
    const file = new LogFile(this.#options.pathOf(attempt));
    for await (const { text } of file.linesBackwards()) {
      return text;
    }
    return undefined;
  }

  /** What could not be kept of an attempt's log. */
  losses(attempt: Attempt): string[] {
    return this.#attempts.get(containerName(attempt))?.losses ?? [];
  }

  /** Nothing of the run is read any more. */
  async forget(run: string): Promise<void> {
    for (const [key, collected] of this.#attempts) {
      if (collected.attempt.run === run) {
        this.#attempts.delete(key);
        await close(collected);
      }
    }
  }

  async stop(): Promise<void> {
    const all = [...this.#attempts.values()];
    this.#attempts.clear();
    await Promise.all(all.map(close));
  }

  #add({ run, attempt }: Attempt, hasEnded: boolean): Collected {
    const collected: Collected = {
      attempt: { run, attempt },
      writer: new LogWriter(
        this.#options.pathOf({ run, attempt }),
        this.#options.logRoom,
      ),
      count: 0,
      hasEnded,
      isDone: false,
      losses: [],
      stopping: new AbortController(),
      work: Promise.resolve(),
    };
    collected.work = this.#readToEnd(collected);
    return collected;
  }

  async #readToEnd(collected: Collected): Promise<void> {
    const { signal } = collected.stopping;
    const path = this.#options.pathOf(collected.attempt);
    let failures = 0;
    let counted = false;
    while (!signal.aborted && !collected.isDone) {
      const { hasEnded } = collected;
      try {
        if (!counted) {
          collected.count = await countLines(path);
          collected.position = await collected.writer.position();
          counted = true;
        }
        const begin = Date.now();
        const isPodman = await this.#options.isPodman();
        await (isPodman
          ? this.#poll(collected, hasEnded)
          : this.#read(collected, !hasEnded));
        collected.isDone = hasEnded;
        if (hasEnded || !isPodman) {
          this.#options.onChange(collected.attempt);
        }
        if (!hasEnded) {
          // A server that takes long to read its log is asked less often.
          const pause = isPodman ? POLL + PACE * (Date.now() - begin) : AGAIN;
          await untilEnd(collected, pause);
        }
      } catch (error) {
        if (!signal.aborted) {
          failures += 1;
          // What was written of a batch is not known.
          counted = false;
          this.#giveUp(collected, toError(error), failures);
          await sleep(RETRY, undefined, { signal }).catch(() => undefined);
        }
      }
    }
  }

  /** With its container, a log is gone; and no run waits for ever for what cannot be read. */
  #giveUp(collected: Collected, error: Error, failures: number): void {
    const isGone = (error as Partial<DockerError>).status === 404;
    if (isGone || (collected.hasEnded && failures >= TRIES)) {
      collected.losses.push(
        `the log could not be read to its end: ${error.message}`,
      );
      collected.isDone = true;
      this.#options.logger.warn(
        `The log of run ${collected.attempt.run} may be incomplete: ${error.message}`,
      );
      this.#options.onChange(collected.attempt);
    }
  }

  /** What is new since the last poll. */
  async #poll(collected: Collected, hasEnded: boolean): Promise<void> {
    const { writer, stopping, attempt, position } = collected;
    const body = await this.#options.client.stream(
      'GET',
      ['libpod', 'containers', containerName(attempt), 'logs'],
      {
        query: {
          ...{ stdout: 'true', stderr: 'true', timestamps: 'true' },
          ...(position && { since: String(seconds(position.time)) }),
        },
        signal: stopping.signal,
        timeout: 0,
        version: PODMAN_API,
      },
    );
    const frames = new LogFrames();
    let skip = position?.count ?? 0;
    let last: LogEntry | undefined;
    const keep = async (entries: LogEntry[]) => {
      const fresh = entries.filter(({ time }) => {
        const isKept =
          position !== undefined &&
          (seconds(time) < seconds(position.time) ||
            (time === position.time && skip > 0));
        skip -= isKept && time === position.time ? 1 : 0;
        return !isKept;
      });
      await writer.append(fresh);
      fresh.forEach(entry => advance(collected, entry));
    };
    const take = async (entries: LogEntry[]) => {
      const all = last ? [last, ...entries] : entries;
      last = all.at(-1);
      await keep(all.slice(0, -1));
    };
    for await (const chunk of body) {
      await take(frames.take(chunk as Buffer));
    }
    if (hasEnded) {
      await take(frames.end());
    }
    const text = last && `${last.time} ${last.stream} ${last.text}`;
    if (last && (hasEnded || text === collected.doubtful)) {
      await keep([last]);
    }
    collected.doubtful = text;
  }

  async #read(collected: Collected, follow: boolean): Promise<void> {
    const { writer, stopping } = collected;
    const body = await this.#options.client.stream(
      'GET',
      ['containers', containerName(collected.attempt), 'logs'],
      {
        query: {
          ...{ stdout: 'true', stderr: 'true', timestamps: 'true' },
          follow: String(follow),
        },
        signal: stopping.signal,
        // Podman does not answer before the first line.
        timeout: 0,
      },
    );
    const frames = new LogFrames();
    let skip = collected.count;
    const keep = async (entries: LogEntry[]) => {
      const fresh = entries.slice(skip);
      skip = Math.max(0, skip - entries.length);
      await writer.append(fresh);
      collected.count += fresh.length;
    };
    for await (const chunk of body) {
      await keep(frames.take(chunk as Buffer));
    }
    // Of a stream that was cut, the rest comes by the next.
    if (!follow) {
      await keep(frames.end());
    }
  }
}

/** Returns after the pause, or soon after the container has ended. */
async function untilEnd(collected: Collected, pause: number): Promise<void> {
  const { signal } = collected.stopping;
  const end = Date.now() + pause;
  while (!collected.hasEnded && !signal.aborted && Date.now() < end) {
    await sleep(AGAIN, undefined, { signal }).catch(() => undefined);
  }
}

async function close({ stopping, work, writer }: Collected): Promise<void> {
  stopping.abort();
  await work;
  await writer.close();
}

function advance(collected: Collected, { time }: LogEntry): void {
  const { position } = collected;
  collected.position =
    position?.time === time
      ? { time, count: position.count + 1 }
      : { time, count: 1 };
}

/** Since 1970, whole. */
function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}

async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const line of new LogFile(path).lines(0)) {
    count += line.isContinuation ? 0 : 1;
  }
  return count;
}
