import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import {
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import {
  resolvePackagePath,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  parseQuantity,
  type ClusterResources,
} from '@pagoda/plugin-pagoda-common';
import type { DataDirectory } from '../../DataDirectory';
import type {
  Attempt,
  AttemptEnd,
  Engine,
  EngineTask,
  Observation,
} from '../types';
import {
  attemptPaths,
  parameterEnvironment,
  writeSourceFiles,
} from './taskFiles';

/** Attempts of earlier portals are looked at so often, in milliseconds; those of this one tell of their end. */
const POLL = 250;
/** A supervisor that has claimed its attempt and does not live was lost with the machine. */
const CLAIM_GRACE = 5_000;

/** What {@link ProcessEngine} needs. */
export interface ProcessEngineOptions {
  data: DataDirectory;
  logger: LoggerService;
  capacity: ClusterResources;
  /** Between the request to end and the end by force, in seconds. */
  graceSeconds?: number;
}

interface StateFile {
  supervisor: number;
  supervisorStart: number;
  child: number;
  startedAt: string;
}

interface EndFile {
  finishedAt: string;
  startedAt: string;
  exitCode?: number;
  signal?: string;
  reason?: AttemptEnd['reason'];
  evidence: AttemptEnd['evidence'];
  usage: Observation['usage'];
}

/**
 * Executes runs as processes on the portal's host. Each attempt has a supervisor (assets/supervisor.mjs) that goes on
 * when the portal dies; they speak by files, so that the next portal knows what this one knew.
 */
export class ProcessEngine implements Engine {
  readonly name = 'process';
  readonly #options: Required<ProcessEngineOptions>;
  readonly #listeners = new Set<(attempt: Attempt) => void>();
  /** Attempts that may still change, and the last thing seen of each. */
  readonly #watched = new Map<string, { attempt: Attempt; seen: string }>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: ProcessEngineOptions) {
    this.#options = { graceSeconds: 10, ...options };
    this.#timer = setInterval(() => void this.#poll(), POLL);
    this.#timer.unref();
  }

  async launch(task: EngineTask): Promise<void> {
    const { data } = this.#options;
    const paths = attemptPaths(this.#directory(task));
    this.#watch(task);
    if (existsSync(paths.claimed) || existsSync(paths.end)) {
      return;
    }
    await mkdir(paths.work, { recursive: true });
    await mkdir(paths.temporary, { recursive: true });
    await rm(paths.inputs, { recursive: true, force: true });
    await mkdir(paths.inputs, { recursive: true });
    const output = data.results(task.project, task.run);
    await mkdir(output, { recursive: true });
    await mkdir(data.logs(task.run), { recursive: true });
    for (const volume of task.spec.volumes) {
      const source = data.volume(task.project, volume.name);
      if (!(await isDirectory(source))) {
        await this.#endUnstarted(task, {
          reason: 'VolumeNotFound',
          message: `volume '${volume.name}' has no directory`,
        });
        return;
      }
      const link = join(paths.inputs, volume.path);
      await mkdir(dirname(link), { recursive: true });
      await symlink(source, link, 'dir');
    }
    await writeSourceFiles(paths.work, task.spec.files ?? []);
    await writeFile(
      paths.parameters,
      JSON.stringify(task.spec.parameters, undefined, 2),
    );
    await this.#put(paths.task, {
      command: task.spec.command,
      workingDirectory: paths.work,
      log: join(data.logs(task.run), `${task.attempt}.log`),
      timeoutSeconds: task.spec.timeoutSeconds,
      memoryBytes: parseQuantity(task.spec.resources.memory),
      graceSeconds: this.#options.graceSeconds,
      environment: this.#environment(task, paths, output),
    });
    this.#spawnSupervisor(task, paths);
  }

  async observe(attempts: Attempt[]): Promise<Observation[]> {
    return Promise.all(
      attempts.map(async attempt => {
        const observation = await this.#observe(attempt);
        if (observation.state === 'Ended') {
          this.#watched.delete(keyOf(attempt));
        } else {
          this.#watch(attempt);
        }
        return observation;
      }),
    );
  }

  async cancel(attempt: Attempt): Promise<void> {
    const paths = attemptPaths(this.#directory(attempt));
    if (!existsSync(paths.directory) || existsSync(paths.end)) {
      return;
    }
    await writeFile(paths.cancel, '');
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

  #directory({ run, attempt }: Attempt): string {
    return join(this.#options.data.run(run), String(attempt));
  }

  #environment(
    task: EngineTask,
    paths: ReturnType<typeof attemptPaths>,
    output: string,
  ): Record<string, string> {
    // Nothing of the portal's own environment: it may hold secrets.
    const path = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
    return {
      LANG: 'C.UTF-8',
      ...task.spec.environment,
      ...task.environment,
      PATH: [dirname(process.execPath), path].join(delimiter),
      HOME: paths.work,
      TMPDIR: paths.temporary,
      PAGODA_RUN_ID: task.run,
      PAGODA_PROJECT: task.project,
      PAGODA_ATTEMPT: String(task.attempt),
      PAGODA_ATTEMPT_ID: `${task.run}.${task.attempt}`,
      PAGODA_OUTPUT_DIR: output,
      PAGODA_INPUT_DIR: paths.inputs,
      PAGODA_PARAMS_FILE: paths.parameters,
      ...parameterEnvironment(task.spec.parameters),
    };
  }

  #spawnSupervisor(
    attempt: Attempt,
    paths: ReturnType<typeof attemptPaths>,
  ): void {
    const log = openSync(paths.supervisorLog, 'a', 0o600);
    try {
      const supervisor = spawn(
        process.execPath,
        [
          '--max-old-space-size=64',
          '--max-semi-space-size=1',
          resolvePackagePath(
            '@pagoda/plugin-pagoda-backend',
            'assets/supervisor.mjs',
          ),
          paths.directory,
        ],
        {
          cwd: paths.directory,
          // Its own session: the end of the portal's terminal or group does not reach it.
          detached: true,
          stdio: ['ignore', log, log],
          env: { PATH: process.env.PATH },
        },
      );
      supervisor.unref();
      supervisor.once('exit', () => this.#tell(attempt));
      supervisor.once('error', error => {
        this.#options.logger.error(
          `The supervisor of run ${attempt.run} cannot be started`,
          error,
        );
        this.#endUnstarted(attempt, {
          reason: 'LaunchFailed',
          message: error.message,
        }).then(
          () => this.#tell(attempt),
          failure => this.#options.logger.error('Not noted', toError(failure)),
        );
      });
    } finally {
      closeSync(log);
    }
  }

  /** Ends an attempt that no supervisor has claimed. */
  async #endUnstarted(
    attempt: Attempt,
    cause: { reason: AttemptEnd['reason']; message: string },
  ): Promise<void> {
    const paths = attemptPaths(this.#directory(attempt));
    const now = new Date().toISOString();
    const end: EndFile = {
      finishedAt: now,
      startedAt: now,
      reason: cause.reason,
      evidence: [{ source: 'engine', message: cause.message, time: now }],
      usage: {},
    };
    await mkdir(paths.directory, { recursive: true });
    await this.#put(paths.end, end);
  }

  async #observe(attempt: Attempt): Promise<Observation> {
    const paths = attemptPaths(this.#directory(attempt));
    const end = await readJson<EndFile>(paths.end);
    if (end) {
      return {
        ...attempt,
        state: 'Ended',
        startedAt: new Date(end.startedAt),
        usage: end.usage,
        end: {
          finishedAt: new Date(end.finishedAt),
          exitCode: end.exitCode,
          signal: end.signal,
          reason: end.reason,
          evidence: end.evidence,
        },
      };
    }
    const state = await readJson<StateFile>(paths.state);
    const usage = (await readJson<Observation['usage']>(paths.usage)) ?? {};
    if (state) {
      const startedAt = new Date(state.startedAt);
      if (await isAlive(state.supervisor, state.supervisorStart)) {
        return { ...attempt, state: 'Running', startedAt, usage };
      }
      // The end may have been written between the two looks.
      if (existsSync(paths.end)) {
        return this.#observe(attempt);
      }
      await killGroup(state.child, `${attempt.run}.${attempt.attempt}`);
      return { ...attempt, state: 'Ended', startedAt, usage, end: lost() };
    }
    const claimed = await stat(paths.claimed).catch(() => undefined);
    if (claimed) {
      return Date.now() - claimed.mtimeMs < CLAIM_GRACE
        ? { ...attempt, state: 'Starting', usage }
        : { ...attempt, state: 'Ended', usage, end: lost() };
    }
    // Prepared, but a portal that was killed may not have come to start the supervisor: to be launched again then.
    const prepared = await stat(paths.task).catch(() => undefined);
    return prepared && Date.now() - prepared.mtimeMs < CLAIM_GRACE
      ? { ...attempt, state: 'Starting', usage }
      : { ...attempt, state: 'Unknown', usage };
  }

  #watch({ run, attempt }: Attempt): void {
    const key = keyOf({ run, attempt });
    if (!this.#watched.has(key)) {
      this.#watched.set(key, { attempt: { run, attempt }, seen: '' });
    }
  }

  async #poll(): Promise<void> {
    for (const watched of this.#watched.values()) {
      const paths = attemptPaths(this.#directory(watched.attempt));
      const seen = [paths.state, paths.end].map(existsSync).join();
      if (seen !== watched.seen) {
        watched.seen = seen;
        this.#tell(watched.attempt);
      }
    }
  }

  #tell(attempt: Attempt): void {
    const { run, attempt: number } = attempt;
    this.#listeners.forEach(listener => listener({ run, attempt: number }));
  }

  async #put(path: string, value: unknown): Promise<void> {
    const temporary = `${path}.part`;
    await writeFile(temporary, JSON.stringify(value), { mode: 0o600 });
    await rename(temporary, path);
  }
}

function keyOf({ run, attempt }: Attempt): string {
  return `${run}.${attempt}`;
}

function lost(): AttemptEnd {
  const now = new Date();
  return {
    finishedAt: now,
    reason: 'EngineRestarted',
    evidence: [
      {
        source: 'engine',
        message:
          'the process that supervised the run is gone and left no result',
        time: now.toISOString(),
      },
    ],
  };
}

async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** A pid alone may by now be somebody else's; on Linux its start tells. */
async function isAlive(pid: number, start: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') {
    return true;
  }
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[19]) === start && fields[0] !== 'Z';
  } catch {
    return false;
  }
}

/** Ends the command of a supervisor that is gone, if the pid is still that command's. */
async function killGroup(child: number, attemptId: string): Promise<void> {
  try {
    const environment = await readFile(`/proc/${child}/environ`, 'utf8');
    if (environment.includes(`PAGODA_ATTEMPT_ID=${attemptId}\0`)) {
      process.kill(-child, 'SIGKILL');
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH' && code !== 'EACCES') {
      throw error;
    }
  }
}
