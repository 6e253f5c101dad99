import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { DockerClient } from '../../clients/docker/DockerClient';
import type { DockerError } from '../../clients/docker/DockerError';
import { LogFile } from '../../logs/LogFile';
import { LogWriter, type LogEntry } from '../../logs/LogWriter';
import type { Attempt } from '../types';
import { containerName } from './labels';
import { LogFrames } from './LogFrames';

/** What {@link LogCollector} needs. */
export interface LogCollectorOptions {
  client: DockerClient;
  logger: LoggerService;
  /** The log file of an attempt. */
  pathOf: (attempt: Attempt) => string;
  /** Called when a log ends, and when all of it is kept. */
  onChange: (attempt: Attempt) => void;
}

interface Collected {
  attempt: Attempt;
  writer: LogWriter;
  /** Lines that are kept. */
  count: number;
  hasEnded: boolean;
  isDone: boolean;
  losses: string[];
  stopping: AbortController;
  work: Promise<void>;
}

/** Between tries, in milliseconds; and how many there are after the end. */
const RETRY = 500;
const TRIES = 10;
/** A stream that ends before its container is opened again after so long, in milliseconds. */
const AGAIN = 100;

/**
 * Reads the logs of containers while they are written, and keeps them in the log store. After a break it reads from the
 * beginning and passes over as many lines as are kept: times would not do, for Podman gives whole seconds, and Docker
 * those of two streams in no order.
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
      writer: new LogWriter(this.#options.pathOf({ run, attempt })),
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
          counted = true;
        }
        await this.#read(collected, !hasEnded);
        collected.isDone = hasEnded;
        this.#options.onChange(collected.attempt);
        if (!hasEnded) {
          await sleep(AGAIN, undefined, { signal }).catch(() => undefined);
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

async function close({ stopping, work, writer }: Collected): Promise<void> {
  stopping.abort();
  await work;
  await writer.close();
}

async function countLines(path: string): Promise<number> {
  let count = 0;
  for await (const line of new LogFile(path).lines(0)) {
    count += line.isContinuation ? 0 : 1;
  }
  return count;
}
