import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { LogLine } from '@pagoda/plugin-pagoda-common';
import type { Leases } from '../../database/Leases';
import { listAttempts } from '../listAttempts';
import { LogFile } from '../LogFile';
import { toLogLine } from '../toLogLine';
import type { LineSender } from './LineSender';
import { streamOf } from './logTemplate';
import type { LogShipmentStore, OpenShipment } from './LogShipmentStore';

const LEASE = 'log-shipper';
/** Runs that are read at a time. */
const RUNS = 200;
/** Lines, and characters of them, in one request. */
const BATCH_LINES = 5_000;
const BATCH_CHARACTERS = 5 * 2 ** 20;
/** Files stay so long after all was shipped, since somebody may be reading them; in milliseconds. */
const REMOVE_AFTER = 60_000;
/** So many runs one after the other that cannot be shipped, and the fault is not with them. */
const FAILURES = 3;
/** How full the spool is when that is an alarm. */
const ALARM = 0.8;

/** How the spool is: what is in files and not yet in Elasticsearch. */
export interface SpoolState {
  pendingBytes: number;
  maxBytes: number;
  /** From 80 % on. */
  alarm: boolean;
  full: boolean;
  /** Why the last pass has not shipped all; missing when it has. */
  error?: string;
}

/** What {@link LogShipper} needs. */
export interface LogShipperOptions {
  shipments: LogShipmentStore;
  sender: LineSender;
  /** Makes searchable what was sent. */
  refresh: (stream: string) => Promise<void>;
  /** Sees to the index template; asked before the first line, and again after each failure. */
  prepare: () => Promise<void>;
  /** The directory of a run's log files. */
  directoryOf: (run: string) => string;
  leases: Pick<Leases, 'acquire'>;
  logger: LoggerService;
  /** The most that may wait in files, in bytes. */
  maxBytes: number;
  removeAfter?: number;
}

/**
 * Ships the lines of log files to Elasticsearch. A line is noted as shipped only when it is there, so that a process that is
 * killed at any moment loses none; what is sent twice has the same id.
 */
export class LogShipper {
  readonly #options: LogShipperOptions;
  #prepared = false;
  #state: SpoolState;

  constructor(options: LogShipperOptions) {
    this.#options = options;
    this.#state = this.#judge(0);
  }

  get state(): SpoolState {
    return this.#state;
  }

  /**
   * Ships what there is; another process that holds the lease does it otherwise.
   *
   * @returns whether something went wrong: then a pause is due
   */
  async pass(signal?: AbortSignal): Promise<boolean> {
    const { shipments, leases, logger, prepare } = this.#options;
    if (!(await leases.acquire(LEASE))) {
      return false;
    }
    let error: Error | undefined;
    let failures = 0;
    let pending = 0;
    let after: string | undefined;
    for (;;) {
      const runs = await shipments.open({ after, limit: RUNS });
      for (const run of runs) {
        if (signal?.aborted) {
          return false;
        }
        if (failures < FAILURES) {
          try {
            if (!this.#prepared) {
              await prepare();
              this.#prepared = true;
            }
            await this.#ship(run, signal);
            failures = 0;
          } catch (caught) {
            error = toError(caught);
            failures += 1;
            this.#prepared = false;
          }
        }
        pending += await this.#pendingBytes(run.id);
      }
      if (runs.length < RUNS) {
        break;
      }
      after = runs[runs.length - 1].id;
    }
    const before = this.#state;
    this.#state = this.#judge(pending, error);
    if (error && error.message !== before.error) {
      logger.warn(`Log lines wait in files: ${error.message}`);
    }
    if (this.#state.alarm && !before.alarm) {
      logger.error(
        `${pending} of ${this.#state.maxBytes} bytes of log lines wait for Elasticsearch`,
      );
    }
    await this.#removeFiles();
    return error !== undefined;
  }

  async #ship(run: OpenShipment, signal?: AbortSignal): Promise<void> {
    const { shipments, refresh, directoryOf } = this.#options;
    const directory = directoryOf(run.id);
    const attempts = await listAttempts(directory);
    let place = { attempt: run.attempt, offset: run.offset };
    let isMore = false;
    for (const attempt of attempts.filter(number => number >= run.attempt)) {
      const offset = attempt === place.attempt ? place.offset : 0;
      const file = new LogFile(join(directory, `${attempt}.log`));
      for await (const { lines, end } of batches(file, attempt, offset)) {
        if (signal?.aborted) {
          return;
        }
        await this.#sendAll(run, lines);
        place = { attempt, offset: end };
        isMore = true;
        await shipments.note(run, place, false);
        // Long ones keep the lease, too.
        await this.#options.leases.acquire(LEASE);
      }
    }
    if (run.isFinal) {
      await refresh(streamOf(run.project));
      await shipments.note(
        run,
        { ...place, attempt: Math.max(place.attempt, ...attempts) },
        true,
      );
    } else if (isMore) {
      await refresh(streamOf(run.project));
    }
  }

  #sendAll(run: OpenShipment, lines: LogLine[]): Promise<void> {
    return this.#options.sender.send(streamOf(run.project), run, lines);
  }

  async #pendingBytes(run: string): Promise<number> {
    const { directoryOf, shipments } = this.#options;
    const directory = directoryOf(run);
    const place = await shipments.find(run);
    let bytes = 0;
    for (const attempt of await listAttempts(directory)) {
      if (attempt >= (place?.attempt ?? 0)) {
        const { size } = await stat(join(directory, `${attempt}.log`)).catch(
          emptyIfMissing,
        );
        bytes += attempt === place?.attempt ? size - place.offset : size;
      }
    }
    return Math.max(0, bytes);
  }

  async #removeFiles(): Promise<void> {
    const {
      shipments,
      directoryOf,
      removeAfter = REMOVE_AFTER,
    } = this.#options;
    const due = Date.now() - removeAfter;
    for (const run of await shipments.removable(due, RUNS)) {
      await rm(directoryOf(run), { recursive: true, force: true });
      await shipments.noteRemoved(run);
    }
  }

  #judge(pendingBytes: number, error?: Error): SpoolState {
    const { maxBytes } = this.#options;
    return {
      ...{ pendingBytes, maxBytes },
      alarm: pendingBytes >= maxBytes * ALARM,
      full: pendingBytes >= maxBytes,
      ...(error && { error: error.message }),
    };
  }
}

async function* batches(
  file: LogFile,
  attempt: number,
  offset: number,
): AsyncGenerator<{ lines: LogLine[]; end: number }> {
  let lines: LogLine[] = [];
  let characters = 0;
  let end = offset;
  for await (const placed of file.lines(offset)) {
    lines.push(toLogLine(placed, attempt));
    characters += placed.text.length;
    end = placed.end;
    if (lines.length >= BATCH_LINES || characters >= BATCH_CHARACTERS) {
      yield { lines, end };
      lines = [];
      characters = 0;
    }
  }
  if (lines.length > 0) {
    yield { lines, end };
  }
}

function emptyIfMissing(error: NodeJS.ErrnoException): { size: number } {
  if (error.code === 'ENOENT') {
    return { size: 0 };
  }
  throw error;
}
