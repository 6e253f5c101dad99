import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DockerClient } from '../../clients/docker/DockerClient';
import type { Attempt, Observation } from '../types';
import type { StatsAnswer } from './dockerAnswers';
import { containerName } from './labels';

/** Containers are measured so often, in milliseconds. */
const INTERVAL = 1_000;
const NANOSECONDS = 1e9;

interface Measured {
  run: string;
  usage: Observation['usage'];
  isRunning: boolean;
  isMeasuring: boolean;
}

/**
 * Measures containers while they run. What ends between two looks has used a little more than is known; a server keeps
 * nothing of that.
 */
export class UsageReader {
  readonly #client: DockerClient;
  readonly #logger: LoggerService;
  readonly #measured = new Map<string, Measured>();
  readonly #timer: NodeJS.Timeout;

  constructor(client: DockerClient, logger: LoggerService) {
    this.#client = client;
    this.#logger = logger;
    this.#timer = setInterval(() => {
      this.#measured.forEach((measured, key) => this.#begin(key, measured));
    }, INTERVAL).unref();
  }

  /** What is known by now of an attempt, which is measured from the first question on while it runs. */
  of(attempt: Attempt, isRunning: boolean): Observation['usage'] {
    const key = containerName(attempt);
    let measured = this.#measured.get(key);
    if (!measured) {
      measured = {
        ...{ run: attempt.run, usage: {}, isRunning, isMeasuring: false },
      };
      this.#measured.set(key, measured);
      this.#begin(key, measured);
    }
    measured.isRunning = isRunning;
    return { ...measured.usage };
  }

  forget(run: string): void {
    for (const [key, measured] of this.#measured) {
      if (measured.run === run) {
        this.#measured.delete(key);
      }
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #begin(key: string, measured: Measured): void {
    if (!measured.isRunning || measured.isMeasuring) {
      return;
    }
    measured.isMeasuring = true;
    this.#measure(key, measured)
      .catch(error => {
        this.#logger.debug(`Container ${key} could not be measured`, error);
      })
      .finally(() => {
        measured.isMeasuring = false;
      });
  }

  async #measure(key: string, { usage }: Measured): Promise<void> {
    const answer = await this.#client.find<StatsAnswer>(
      ['containers', key, 'stats'],
      { query: { stream: 'false', 'one-shot': 'true' } },
    );
    const cpu = answer?.cpu_stats?.cpu_usage?.total_usage;
    if (cpu) {
      usage.cpuSeconds = Math.max(usage.cpuSeconds ?? 0, cpu / NANOSECONDS);
    }
    const { usage: memory, stats } = answer?.memory_stats ?? {};
    if (memory) {
      // As `docker stats` does: what the kernel can take back from the cache of files does not count.
      const cache = stats?.total_inactive_file ?? stats?.inactive_file ?? 0;
      usage.peakMemoryBytes = Math.max(
        usage.peakMemoryBytes ?? 0,
        memory - Math.min(cache, memory),
      );
    }
  }
}
