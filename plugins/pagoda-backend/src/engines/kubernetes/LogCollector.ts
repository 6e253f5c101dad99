import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import type { LogEntry, LogWriter } from '../../logs/LogWriter';
import type { Attempt } from '../types';
import { MAIN_CONTAINER } from './labels';
import type { SeenPod } from './SeenPod';

/** What {@link LogCollector} needs. */
export interface LogCollectorOptions {
  client: KubernetesClient;
  logger: LoggerService;
  /** The log of an attempt. */
  open: (attempt: Attempt) => LogWriter;
  /** Called when all of an attempt's log is kept. */
  onDone: (attempt: Attempt) => void;
}

/** One pod whose containers are read. */
interface Collected {
  attempt: Attempt;
  pod: SeenPod;
  writer: LogWriter;
  /** Containers that are being read. */
  reading: Map<string, Promise<void>>;
  /** Those of them whose stream is to end with the container. */
  following: Map<string, AbortController>;
  /** Containers of which everything is kept, or cannot be had any more. */
  done: Set<string>;
  /** What could not be had, in words. */
  losses: string[];
  stopping: AbortController;
}

/** Lines that are written at once, at most, and how long the first waits for others, in milliseconds. */
const BATCH = 500;
const GATHER = 50;
/** Between tries at first, and at most, in milliseconds. */
const RETRY = 1_000;
const LONGEST_RETRY = 15_000;
/**
 * So long it is tried to read the log of a container that has ended, before it is given up, in milliseconds: its node may
 * not be reached for a while.
 */
const PATIENCE = 120_000;
/** A stream that does not end so long after its container is read once more without following, in milliseconds. */
const END = 2_000;

/**
 * Reads the logs of pods while they are written, and keeps them in the log store: with its pod, a log is gone. Each
 * container is followed to its end, after a break from the last line that is kept.
 */
export class LogCollector {
  readonly #options: LogCollectorOptions;
  readonly #pods = new Map<string, Collected>();

  constructor(options: LogCollectorOptions) {
    this.#options = options;
  }

  /**
   * Reads what is to be read of a pod.
   *
   * @returns whether all that its containers wrote, which have ended, is kept
   */
  collect(attempt: Attempt, pod: SeenPod): boolean {
    const collected = this.#pods.get(pod.uid) ?? this.#add(attempt, pod);
    collected.pod = pod;
    let complete = true;
    for (const { name, running, terminated } of pod.containers) {
      const begun = running !== undefined || terminated !== undefined;
      if (begun && !collected.done.has(name)) {
        // A service goes on until the run's own container has ended; its last words are not waited for.
        complete &&= name !== MAIN_CONTAINER && terminated === undefined;
        this.#read(collected, name);
        if (terminated || pod.gone) {
          endLater(collected, name);
        }
      }
    }
    return complete;
  }

  /** What could not be kept of a pod's log. */
  losses(pod: SeenPod): string[] {
    return this.#pods.get(pod.uid)?.losses ?? [];
  }

  /** Nothing of the run is read any more. */
  async forget(run: string): Promise<void> {
    for (const [uid, collected] of this.#pods) {
      if (collected.attempt.run === run) {
        this.#pods.delete(uid);
        collected.stopping.abort();
        await Promise.allSettled(collected.reading.values());
        await collected.writer.close();
      }
    }
  }

  async stop(): Promise<void> {
    const runs = new Set([...this.#pods.values()].map(one => one.attempt.run));
    await Promise.all([...runs].map(run => this.forget(run)));
  }

  #add({ run, attempt }: Attempt, pod: SeenPod): Collected {
    const collected: Collected = {
      attempt: { run, attempt },
      pod,
      writer: this.#options.open({ run, attempt }),
      reading: new Map(),
      following: new Map(),
      done: new Set(),
      losses: [],
      stopping: new AbortController(),
    };
    this.#pods.set(pod.uid, collected);
    return collected;
  }

  #read(collected: Collected, container: string): void {
    if (collected.reading.has(container)) {
      return;
    }
    const work = this.#readToEnd(collected, container).finally(() => {
      collected.reading.delete(container);
      if (!collected.stopping.signal.aborted) {
        this.#options.onDone(collected.attempt);
      }
    });
    collected.reading.set(container, work);
  }

  async #readToEnd(collected: Collected, container: string): Promise<void> {
    const { signal } = collected.stopping;
    let failures = 0;
    /** Since when nothing could be read of what has ended, in milliseconds since 1970. */
    let failing: number | undefined;
    while (!signal.aborted) {
      const ended = this.#hasEnded(collected, container);
      try {
        await this.#readStream(collected, container, !ended);
        if (ended) {
          collected.done.add(container);
          return;
        }
        failures = 0;
        // The stream ends with the container, and a little before the watch tells of it.
        await sleep(GATHER, undefined, { signal }).catch(() => undefined);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        failures += 1;
        failing ??= ended ? Date.now() : undefined;
        const gone = (error as { status?: number }).status === 404;
        if (gone || (failing && Date.now() - failing > PATIENCE)) {
          const { message } = toError(error);
          collected.losses.push(
            `the log of container '${container}' could not be read to its end: ${message}`,
          );
          collected.done.add(container);
          this.#options.logger.warn(
            `The log of run ${collected.attempt.run} may be incomplete: ${message}`,
          );
          return;
        }
        const pause = Math.min(LONGEST_RETRY, RETRY * 2 ** (failures - 1));
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #hasEnded({ pod }: Collected, container: string): boolean {
    return (
      pod.gone === true ||
      pod.containers.some(
        one => one.name === container && one.terminated !== undefined,
      )
    );
  }

  async #readStream(
    collected: Collected,
    container: string,
    follow: boolean,
  ): Promise<void> {
    if (!follow) {
      await this.#append(collected, container, { follow });
      return;
    }
    const following = new AbortController();
    collected.following.set(container, following);
    try {
      await this.#append(collected, container, {
        follow,
        signal: following.signal,
      });
    } catch (error) {
      if (!following.signal.aborted) {
        throw error;
      }
    } finally {
      collected.following.delete(container);
    }
  }

  async #append(
    collected: Collected,
    container: string,
    how: { follow: boolean; signal?: AbortSignal },
  ): Promise<void> {
    const { pod, writer, stopping } = collected;
    const signal = AbortSignal.any([
      stopping.signal,
      ...(how.signal ? [how.signal] : []),
    ]);
    const label = container === MAIN_CONTAINER ? undefined : container;
    const position = await writer.position(label);
    const lines = this.#options.client.podLog({
      namespace: pod.namespace,
      pod: pod.name,
      container,
      follow: how.follow,
      timestamps: true,
      ...(position && { sinceTime: position.time }),
      signal,
    });
    let skip = position?.count ?? 0;
    let batch: LogEntry[] = [];
    let timer: NodeJS.Timeout | undefined;
    let writing: Promise<void> = Promise.resolve();
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      const entries = batch;
      batch = [];
      writing = writing.then(() => writer.append(entries));
      // Awaited below; between, it must not count as unhandled.
      writing.catch(() => undefined);
    };
    try {
      for await (const line of lines) {
        const entry = parseLine(line, label);
        // `sinceTime` has whole seconds: what is kept comes again.
        if (position && compareTimes(entry.time, position.time) < 0) {
          continue;
        }
        if (position && entry.time === position.time && skip > 0) {
          skip -= 1;
          continue;
        }
        batch.push(entry);
        if (batch.length >= BATCH) {
          flush();
          await writing;
        } else {
          timer ??= setTimeout(flush, GATHER);
        }
      }
    } finally {
      flush();
      await writing;
    }
  }
}

/** Streams end with their container; not those of every kind of node, and not those whose connection is dead. */
function endLater(collected: Collected, container: string): void {
  const following = collected.following.get(container);
  if (following) {
    collected.following.delete(container);
    setTimeout(() => following.abort(), END).unref();
  }
}

/** `2026-01-02T03:04:05.123456789Z text`. */
function parseLine(line: string, container: string | undefined): LogEntry {
  const space = line.indexOf(' ');
  const time = space < 0 ? line : line.slice(0, space);
  return {
    time,
    stream: 'stdout',
    ...(container !== undefined && { container }),
    text: space < 0 ? '' : line.slice(space + 1),
  };
}

/** Times of different precision, in UTC. */
function compareTimes(a: string, b: string): number {
  const seconds = Date.parse(a.slice(0, 19)) - Date.parse(b.slice(0, 19));
  if (seconds !== 0) {
    return seconds;
  }
  const [first, second] = [a, b].map(time =>
    Number((/\.(\d+)/.exec(time)?.[1] ?? '').padEnd(9, '0')),
  );
  return first - second;
}
