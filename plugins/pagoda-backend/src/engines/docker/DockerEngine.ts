import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ClusterResources } from '@pagoda/plugin-pagoda-common';
import type { DockerClient } from '../../clients/docker/DockerClient';
import { DockerError } from '../../clients/docker/DockerError';
import type { DataDirectory } from '../../DataDirectory';
import { join } from 'node:path';
import type { ReadSecrets } from '../process/prepareAttempt';
import { EngineProblemError } from '../EngineProblemError';
import type {
  Attempt,
  AttemptEnd,
  Engine,
  EngineProblem,
  EngineTask,
  Observation,
  Placement,
} from '../types';
import { AttemptRecords, type AttemptRecord } from './AttemptRecords';
import { AttemptStarter } from './AttemptStarter';
import { ContainerEvents } from './ContainerEvents';
import type { ContainerAnswer, ContainerListAnswer } from './dockerAnswers';
import { dockerCapacity } from './dockerCapacity';
import type { DockerSettings } from './DockerSettings';
import { Enforcer } from './Enforcer';
import {
  containerFilter,
  containerName,
  IMAGE_LABEL,
  type ContainerOwner,
} from './labels';
import { LogCollector } from './LogCollector';
import { readEnd, readInitFailure, startFailure } from './readEnd';
import { ServerContact } from './ServerContact';
import { UsageReader } from './UsageReader';
import { RUN_LABEL } from '../kubernetes/labels';

/** What {@link DockerEngine} needs. */
export interface DockerEngineOptions {
  /** Returns when there is room for more log lines. */
  logRoom?: () => Promise<void>;
  settings: DockerSettings;
  client: DockerClient;
  data: DataDirectory;
  /** Whose containers these are, where several portals use a server: see portalId. */
  portal: string;
  readSecrets: ReadSecrets;
  logger: LoggerService;
}

/** States of containers that have ended. */
const OVER = ['exited', 'dead', 'stopped'];
/** Waited for a container to be removed, in milliseconds. */
const REMOVAL = 60_000;

/**
 * Executes runs as containers of one server with Docker or Podman. Containers go on without the portal; what the next
 * portal needs to know is in their labels and in small files beside the data of runs. Just time limits need a portal: one
 * that passes while there is none is enforced by the next.
 */
export class DockerEngine implements Engine {
  readonly name = 'docker';
  readonly #options: DockerEngineOptions;
  readonly #owner: ContainerOwner;
  readonly #records: AttemptRecords;
  readonly #starter: AttemptStarter;
  readonly #logs: LogCollector;
  readonly #usage: UsageReader;
  readonly #events: ContainerEvents;
  readonly #listeners = new Set<(attempt?: Attempt) => void>();
  readonly #enforcer: Enforcer;
  readonly #contact: ServerContact;
  #listening?: Promise<void>;

  constructor(options: DockerEngineOptions) {
    this.#options = options;
    const { settings, client, data, logger } = options;
    const tell = (attempt: Attempt) => this.#tell(attempt);
    this.#owner = { portal: options.portal, cluster: settings.name };
    this.#records = new AttemptRecords(data, settings.name);
    this.#starter = new AttemptStarter({
      ...options,
      owner: this.#owner,
      records: this.#records,
      info: () => this.#contact.describe(),
      onChange: tell,
    });
    this.#contact = new ServerContact(client);
    this.#logs = new LogCollector({
      ...{ client, logger, onChange: tell },
      isPodman: () => this.#contact.isPodman(),
      pathOf: ({ run, attempt }) => join(data.logs(run), `${attempt}.log`),
      logRoom: options.logRoom,
    });
    this.#enforcer = new Enforcer({
      ...{ client, logger, records: this.#records, onChange: tell },
      graceSeconds: settings.graceSeconds,
    });
    this.#usage = new UsageReader(client, logger);
    this.#events = new ContainerEvents(client, tell, logger);
  }

  async launch(task: EngineTask): Promise<void> {
    try {
      await this.#starter.start(task);
    } catch (error) {
      this.#contact.fail(error);
      const { problem } = this.#contact;
      throw problem ? new EngineProblemError(problem) : error;
    }
  }

  async observe(attempts: Attempt[]): Promise<Observation[]> {
    this.#listening ??= this.#events.listen();
    try {
      const observations = await Promise.all(
        attempts.map(attempt => this.#tryObserve(attempt)),
      );
      await this.#contact.check();
      return observations.flat();
    } catch (error) {
      this.#contact.fail(error);
      return [];
    }
  }

  /** Also where the server does not answer: it is ended when that does. */
  async cancel(attempt: Attempt): Promise<void> {
    await this.#records.intervene(attempt, 'cancelled');
    this.#starter.abandon(attempt);
    this.#enforcer.end(attempt);
  }

  async remove(run: string): Promise<void> {
    const { client } = this.#options;
    const containers = await this.#list(run);
    for (const { Id } of containers) {
      await client.delete(['containers', Id], {
        query: { force: 'true', v: 'true' },
        timeout: REMOVAL,
      });
    }
    await this.#logs.forget(run);
    this.#usage.forget(run);
    await this.#records.remove(run);
  }

  async kept(): Promise<string[]> {
    try {
      const containers = await this.#list();
      const runs = containers.flatMap(
        ({ Labels }) => Labels?.[RUN_LABEL] ?? [],
      );
      return [...new Set([...runs, ...(await this.#records.runs())])];
    } catch (error) {
      this.#contact.fail(error);
      return [];
    }
  }

  onChange(listener: (attempt?: Attempt) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async capacity(): Promise<ClusterResources> {
    try {
      const info = await this.#contact.describe();
      return dockerCapacity(this.#options.settings, info);
    } catch (error) {
      // Known to the next look, which does not come this far.
      this.#contact.fail(error);
      throw error;
    }
  }

  reachable(): { ok: true } | { ok: false; problem: EngineProblem } {
    const { problem } = this.#contact;
    return problem ? { ok: false, problem } : { ok: true };
  }

  async stop(): Promise<void> {
    this.#listeners.clear();
    this.#enforcer.stop();
    this.#usage.stop();
    this.#events.stop();
    await this.#listening;
    await this.#logs.stop();
  }

  /** Nothing, for now, of one that the server cannot tell of; the others are not to wait for that. */
  async #tryObserve(attempt: Attempt): Promise<Observation[]> {
    try {
      return [await this.#observe(attempt)];
    } catch (error) {
      if (error instanceof DockerError && error.status > 0) {
        this.#options.logger.warn(
          `Run ${attempt.run} could not be looked at`,
          error,
        );
        return [];
      }
      throw error;
    }
  }

  async #observe(attempt: Attempt): Promise<Observation> {
    const { run, attempt: number } = attempt;
    const seen = { run, attempt: number };
    const record = await this.#records.read(attempt);
    if (record) {
      return { ...seen, ...record, state: 'Ended' };
    }
    const container = await this.#options.client.find<ContainerAnswer>([
      ...['containers', containerName(attempt), 'json'],
    ]);
    const progress = this.#starter.progress(attempt);
    if (!container) {
      return progress
        ? { ...seen, ...progress, state: 'Starting', usage: {} }
        : {
            ...seen,
            state: 'Unknown',
            usage: {},
            lostReason: 'DeletedOutside',
          };
    }
    const placement = await this.#placement(container);
    if (!hasStarted(container)) {
      // Who was to start it is gone: launched again, it is.
      const isLost = !progress && (await this.#records.isForsaken(attempt));
      return {
        ...{ ...seen, placement, usage: {}, notices: progress?.notices },
        state: isLost ? 'Unknown' : 'Starting',
      };
    }
    const isOver = OVER.includes(container.State.Status);
    const isKept = this.#logs.collect(attempt, isOver);
    const running: Observation = {
      ...{ ...seen, placement, notices: progress?.notices },
      state: 'Running',
      startedAt: new Date(container.State.StartedAt),
      usage: this.#usage.of(attempt, !isOver),
    };
    if (!isOver) {
      await this.#enforcer.enforce(attempt, container);
      return running;
    }
    return isKept ? this.#ended(attempt, container, running) : running;
  }

  /** The end is told when the log is kept; from then on it is known without its container. */
  async #ended(
    attempt: Attempt,
    container: ContainerAnswer,
    { startedAt, usage, placement }: Observation,
  ): Promise<Observation> {
    const interventions = await this.#records.interventions(attempt);
    const end = readEnd(container, interventions, usage);
    const failure = await this.#readInitFailure(attempt, end);
    if (failure) {
      const record = { end: failure, usage: {}, placement };
      await this.#records.write(attempt, record);
      const { run, attempt: number } = attempt;
      return { run, attempt: number, state: 'Ended', ...record };
    }
    const losses = this.#logs
      .losses(attempt)
      .map(message => ({ source: 'engine', message }));
    const record: AttemptRecord = {
      ...{ startedAt, placement },
      end: { ...end, evidence: [...end.evidence, ...losses] },
      usage:
        end.reason === 'OutOfMemory'
          ? // Between two looks it came this far.
            { ...usage, peakMemoryBytes: container.HostConfig.Memory }
          : usage,
    };
    this.#enforcer.forget(attempt);
    await this.#records.write(attempt, record);
    const { run, attempt: number } = attempt;
    return { run, attempt: number, state: 'Ended', ...record };
  }

  /** The end of an attempt whose command could not begin; `undefined` where it has begun. */
  async #readInitFailure(
    attempt: Attempt,
    { finishedAt, exitCode, reason }: AttemptEnd,
  ): Promise<AttemptEnd | undefined> {
    const last = reason ? undefined : await this.#logs.lastLine(attempt);
    const message = readInitFailure(exitCode, last ?? '');
    if (message === undefined) {
      return undefined;
    }
    return {
      finishedAt,
      reason: startFailure(message),
      evidence: [
        {
          source: 'engine',
          message: `the command could not be started in the image: ${message}`,
          time: finishedAt.toISOString(),
        },
      ],
    };
  }

  async #placement({ Config }: ContainerAnswer): Promise<Placement> {
    const image = Config.Labels?.[IMAGE_LABEL];
    const { Name: node } = await this.#contact.describe();
    return { node, ...(image !== undefined && { image }) };
  }

  #list(run?: string): Promise<ContainerListAnswer[]> {
    return this.#options.client.get(['containers', 'json'], {
      query: { all: 'true', filters: containerFilter(this.#owner, run) },
    });
  }

  #tell({ run, attempt }: Attempt): void {
    this.#listeners.forEach(listener => listener({ run, attempt }));
  }
}

/** Podman says `configured` and `initialized` for what Docker calls `created`; in its compatible API just the latter. */
function hasStarted({ State }: ContainerAnswer): boolean {
  return (
    !['created', 'configured', 'initialized'].includes(State.Status) &&
    !State.StartedAt.startsWith('0001-')
  );
}
