import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  resolvePackagePath,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../../DataDirectory';
import type { Attempt, Engine, EngineTask, Observation } from '../types';
import { attemptPaths, type AttemptPaths } from './attemptPaths';
import { attemptId } from './buildEnvironment';
import { putJson } from './jsonFiles';
import { observeAttempt, type EndFile } from './observeAttempt';
import {
  prepareAttempt,
  type Impediment,
  type ReadSecrets,
} from './prepareAttempt';

/** Attempts are looked at so often for a change, in milliseconds. */
const POLL = 250;

/** What {@link ProcessEngine} needs. */
export interface ProcessEngineOptions {
  data: DataDirectory;
  logger: LoggerService;
  capacity: ClusterResources;
  /** Between the request to end and the end by force, in seconds. */
  graceSeconds: number;
  readSecrets: ReadSecrets;
}

/**
 * Executes runs as processes on the portal's host. Each attempt has a supervisor (assets/supervisor) that goes on when
 * the portal dies; they speak by files, so that the next portal knows what this one knew.
 *
 * This is for one's own machine and for trying PAGoDA out. Runs are not shut off from the host or from each other: they
 * have the rights of the portal's user. Memory is watched, not fenced in, and CPU is not limited, just given second to
 * the portal. All of it needs Linux; on macOS neither memory nor what leaves its process group is seen.
 */
export class ProcessEngine implements Engine {
  readonly name = 'process';
  readonly #options: ProcessEngineOptions;
  readonly #listeners = new Set<(attempt: Attempt) => void>();
  /** Attempts that may still change, and what was there when last looked. */
  readonly #watched = new Map<string, { attempt: Attempt; seen: string }>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: ProcessEngineOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#poll(), POLL);
    this.#timer.unref();
  }

  async launch(task: EngineTask): Promise<void> {
    const { data, graceSeconds, readSecrets } = this.#options;
    const paths = this.#paths(task);
    this.#watch(task);
    if (existsSync(paths.claimed) || existsSync(paths.end)) {
      return;
    }
    const impediment = await prepareAttempt(data, task, {
      ...{ graceSeconds, readSecrets },
    });
    if (impediment) {
      await this.#endUnstarted(task, impediment);
    } else {
      this.#supervise(task, paths);
    }
  }

  async observe(attempts: Attempt[]): Promise<Observation[]> {
    return Promise.all(
      attempts.map(async attempt => {
        const { directory } = this.#paths(attempt);
        const observation = await observeAttempt(attempt, directory);
        if (observation.state === 'Ended') {
          this.#watched.delete(attemptId(attempt));
        } else {
          this.#watch(attempt);
        }
        return observation;
      }),
    );
  }

  async cancel(attempt: Attempt): Promise<void> {
    const paths = this.#paths(attempt);
    if (existsSync(paths.directory) && !existsSync(paths.end)) {
      await writeFile(paths.cancel, '');
    }
  }

  async remove(run: string): Promise<void> {
    await rm(this.#options.data.run(run), { recursive: true, force: true });
  }

  async kept(): Promise<string[]> {
    try {
      return await readdir(this.#options.data.runs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return [];
      }
      throw error;
    }
  }

  onChange(listener: (attempt: Attempt) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async capacity(): Promise<ClusterResources> {
    return this.#options.capacity;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }

  #paths({ run, attempt }: Attempt): AttemptPaths {
    return attemptPaths(join(this.#options.data.run(run), String(attempt)));
  }

  #supervise(attempt: Attempt, paths: AttemptPaths): void {
    const log = openSync(paths.supervisorLog, 'a', 0o600);
    try {
      const supervisor = spawn(
        process.execPath,
        [
          // Small, for there is one for each run.
          '--max-old-space-size=64',
          '--max-semi-space-size=1',
          '--single-threaded-gc',
          resolvePackagePath(
            '@pagoda/plugin-pagoda-backend',
            'assets/supervisor/supervise.mjs',
          ),
          paths.directory,
        ],
        {
          cwd: paths.directory,
          // A session of its own: the end of the portal's terminal or group does not reach it.
          detached: true,
          stdio: ['ignore', log, log],
          env: { UV_THREADPOOL_SIZE: '1' },
        },
      );
      supervisor.unref();
      supervisor.once('exit', () => this.#tell(attempt));
      supervisor.once('error', error => {
        this.#endUnstarted(attempt, {
          reason: 'LaunchFailed',
          message: `its supervisor could not be started: ${error.message}`,
        }).then(
          () => this.#tell(attempt),
          failure =>
            this.#options.logger.error(
              `The end of run ${attempt.run} could not be written down`,
              toError(failure),
            ),
        );
      });
    } finally {
      closeSync(log);
    }
  }

  async #endUnstarted(
    attempt: Attempt,
    { reason, message }: Impediment,
  ): Promise<void> {
    const paths = this.#paths(attempt);
    const time = new Date().toISOString();
    const end: EndFile = {
      finishedAt: time,
      reason,
      evidence: [{ source: 'engine', message, time }],
      usage: {},
    };
    await mkdir(paths.directory, { recursive: true });
    await putJson(paths.end, end);
  }

  #watch({ run, attempt }: Attempt): void {
    const key = attemptId({ run, attempt });
    if (!this.#watched.has(key)) {
      this.#watched.set(key, { attempt: { run, attempt }, seen: '' });
    }
  }

  #poll(): void {
    for (const watched of this.#watched.values()) {
      const { state, end } = this.#paths(watched.attempt);
      const seen = `${existsSync(state)} ${existsSync(end)}`;
      if (seen !== watched.seen) {
        watched.seen = seen;
        this.#tell(watched.attempt);
      }
    }
  }

  #tell({ run, attempt }: Attempt): void {
    this.#listeners.forEach(listener => listener({ run, attempt }));
  }
}
