import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { FileError } from '../../files/FileError';
import { readResultMetrics } from '../readResultMetrics';
import type { RunStoreForReconciler } from '../types';
import type { RunFiles } from './RunFiles';
import type { ResultsKey } from './resultsSubPath';

/** What {@link MetricsReader} needs. */
export interface MetricsReaderOptions {
  files: Pick<RunFiles, 'of'>;
  store: Pick<RunStoreForReconciler, 'get' | 'observe'>;
  logger: LoggerService;
  /** So long is waited for metrics before a run's end is told without, in milliseconds; default: 500. */
  patience?: number;
  /** Where results cannot be reached, they are tried again after so many milliseconds each; default: ½, 2 and 10 minutes. */
  retries?: number[];
}

type Metrics = Record<string, number>;

/** A run may be written by somebody else in between; so often it is tried again. */
const WRITE_TRIES = 5;

/**
 * Reads the numbers of runs' `result.json`. Results may lie in a cluster, where a gateway has to be started first: that a
 * run has ended is not held up by it, and its numbers follow.
 */
export class MetricsReader {
  readonly #options: MetricsReaderOptions;

  constructor(options: MetricsReaderOptions) {
    this.#options = options;
  }

  /** The numbers, empty where there are none; `undefined` where they take long, and are written down later. */
  async read(run: ResultsKey): Promise<Metrics | undefined> {
    const { patience = 500, retries = [30_000, 120_000, 600_000] } =
      this.#options;
    const reading = this.#read(run, retries);
    const timer = new AbortController();
    const quick = await Promise.race([
      reading,
      sleep(patience, undefined, { signal: timer.signal, ref: false }),
    ]);
    timer.abort();
    if (quick === undefined) {
      this.#writeLater(run, reading);
    }
    return quick;
  }

  async #read(run: ResultsKey, retries: number[]): Promise<Metrics> {
    try {
      return await readResultMetrics(await this.#options.files.of(run));
    } catch (error) {
      const [wait, ...rest] = retries;
      const passes =
        error instanceof FileError && error.code === 'FilesUnreachable';
      if (!passes) {
        throw error;
      }
      if (wait === undefined) {
        this.#options.logger.warn(
          `Run ${run.id} is left without metrics: ${error.message}`,
        );
        return {};
      }
      await sleep(wait, undefined, { ref: false });
      return this.#read(run, rest);
    }
  }

  #writeLater(run: ResultsKey, reading: Promise<Metrics>): void {
    reading
      .then(metrics => this.#write(run.id, metrics))
      .catch(error => {
        this.#options.logger.error(
          `The metrics of run ${run.id} could not be read`,
          toError(error),
        );
      });
  }

  async #write(id: string, metrics: Metrics): Promise<void> {
    const { store } = this.#options;
    if (Object.keys(metrics).length === 0) {
      return;
    }
    for (let attempt = 0; attempt < WRITE_TRIES; attempt += 1) {
      const record = await store.get(id);
      if (!record || (await store.observe(id, record.version, { metrics }))) {
        return;
      }
    }
    throw new Error(`Run ${id} was written ${WRITE_TRIES} times in between`);
  }
}
