import { toError } from '@backstage/errors';
import type { DockerClient } from '../../clients/docker/DockerClient';
import { DockerError } from '../../clients/docker/DockerError';
import type { DataDirectory } from '../../DataDirectory';
import type { ReadSecrets } from '../process/prepareAttempt';
import type { Attempt, EndReason, EngineNotice, EngineTask } from '../types';
import type { AttemptRecords } from './AttemptRecords';
import { buildContainer } from './buildContainer';
import type { ContainerAnswer, InfoAnswer } from './dockerAnswers';
import type { DockerSettings } from './DockerSettings';
import { GpuAllocator } from './GpuAllocator';
import { ImagePuller } from './ImagePuller';
import { ImagePullError } from './ImagePullError';
import { containerName, type ContainerOwner } from './labels';
import { prepareAttempt } from './prepareAttempt';
import { startFailure } from './readEnd';

/** What {@link AttemptStarter} needs. */
export interface AttemptStarterOptions {
  client: DockerClient;
  settings: DockerSettings;
  owner: ContainerOwner;
  data: DataDirectory;
  records: AttemptRecords;
  readSecrets: ReadSecrets;
  info: () => Promise<InfoAnswer>;
  /** Called when an attempt was started, or could not be, or there is something to tell of it. */
  onChange: (attempt: Attempt) => void;
}

interface Starting {
  work: Promise<void>;
  notices: EngineNotice[];
  /** Called when it is not to start any more. */
  abandon: () => void;
  abandoned: Promise<'abandoned'>;
}

function begin(): Starting {
  let abandon = () => {};
  const abandoned = new Promise<'abandoned'>(resolve => {
    abandon = () => resolve('abandoned');
  });
  return { work: Promise.resolve(), notices: [], abandon, abandoned };
}

/** Containers that are made at the same time; a server does not get faster by more. */
const WIDTH = 4;

/** Makes and starts the container of an attempt, once; fetching its image may take long, and nobody waits for that. */
export class AttemptStarter {
  readonly #options: AttemptStarterOptions;
  readonly #puller: ImagePuller;
  readonly #gpus: GpuAllocator;
  readonly #starting = new Map<string, Starting>();
  readonly #waiting: (() => void)[] = [];
  #free = WIDTH;

  constructor(options: AttemptStarterOptions) {
    this.#options = options;
    const { client, settings, owner } = options;
    this.#puller = new ImagePuller(client, settings);
    this.#gpus = new GpuAllocator(client, owner, settings.gpus);
  }

  /** Whether its container is being made, and what there is to tell of that, each once. */
  progress(attempt: Attempt): { notices: EngineNotice[] } | undefined {
    const starting = this.#starting.get(containerName(attempt));
    return starting && { notices: starting.notices.splice(0) };
  }

  /**
   * Begins to start it; nothing happens where that was done.
   *
   * @throws EngineProblemError when it cannot begin now; DockerError where the server does not answer
   */
  async start(task: EngineTask): Promise<void> {
    const key = containerName(task);
    if (this.#starting.has(key) || (await this.#options.records.read(task))) {
      return;
    }
    const known = await this.#find(task);
    if (known && known.State.Status !== 'created') {
      return;
    }
    const gpus = known
      ? []
      : await this.#gpus.take(task, task.spec.resources.gpu);
    if (this.#starting.has(key)) {
      return;
    }
    const starting = begin();
    this.#starting.set(key, starting);
    starting.work = this.#work(task, gpus, starting).finally(() => {
      this.#starting.delete(key);
      this.#gpus.release(task);
      this.#options.onChange(task);
    });
    // What goes wrong is written down in #work.
    starting.work.catch(() => undefined);
  }

  /** It is not to start: its image is not waited for. */
  abandon(attempt: Attempt): void {
    this.#starting.get(containerName(attempt))?.abandon();
  }

  async #work(
    task: EngineTask,
    gpus: string[],
    starting: Starting,
  ): Promise<void> {
    try {
      await this.#create(task, gpus, starting);
    } catch (error) {
      if (error instanceof ImagePullError) {
        await this.#end(task, error.reason, error.message);
      } else if (error instanceof DockerError && error.status > 0) {
        await this.#end(task, startFailure(error.message), error.message);
      } else if (!(error instanceof DockerError)) {
        await this.#end(task, 'LaunchFailed', toError(error).message);
      }
      // Not reached: it is launched again when the server is there.
    }
  }

  async #create(
    task: EngineTask,
    gpus: string[],
    { notices, abandoned }: Starting,
  ): Promise<void> {
    const { client, data, records, settings, owner } = this.#options;
    const { readSecrets } = this.#options;
    if (!(await this.#find(task))) {
      const prepared = await prepareAttempt(data, task, records.paths(task), {
        ...{ user: settings.user, readSecrets },
      });
      if ('reason' in prepared) {
        await this.#end(task, prepared.reason, prepared.message);
        return;
      }
      const pulled = this.#puller.ensure(task.spec.image, notice => {
        notices.push(notice);
        this.#options.onChange(task);
      });
      const image = await Promise.race([pulled, abandoned]);
      if (image === 'abandoned') {
        await this.#endCancelled(task);
        return;
      }
      const info = await this.#options.info();
      await this.#limited(() =>
        this.#createContainer(
          task,
          buildContainer({
            ...{ task, owner, settings, prepared, image, gpus, info },
            dataDirectory: data.root,
          }),
        ),
      );
    }
    if ((await records.interventions(task)).cancelledAt) {
      await this.#endCancelled(task);
      return;
    }
    const container = await this.#find(task);
    if (container?.State.Status === 'created' && (await records.claim(task))) {
      await this.#limited(() =>
        client.post(['containers', container.Id, 'start'], {
          timeout: 120_000,
        }),
      );
    }
  }

  /** Somebody else may have made it meanwhile, which is as good. */
  async #createContainer(task: EngineTask, body: object): Promise<void> {
    try {
      await this.#options.client.post(['containers', 'create'], {
        query: { name: containerName(task) },
        body,
        timeout: 120_000,
      });
    } catch (error) {
      const exists =
        error instanceof DockerError &&
        (error.status === 409 || /already in use/.test(error.message));
      if (!exists) {
        throw error;
      }
    }
  }

  #find(attempt: Attempt): Promise<ContainerAnswer | undefined> {
    return this.#options.client.find([
      ...['containers', containerName(attempt), 'json'],
    ]);
  }

  #endCancelled(task: Attempt): Promise<void> {
    return this.#end(task, 'Cancelled', 'was cancelled before it started');
  }

  async #end(task: Attempt, reason: EndReason, message: string): Promise<void> {
    const finishedAt = new Date();
    await this.#options.records.write(task, {
      usage: {},
      end: {
        finishedAt,
        reason,
        evidence: [
          { source: 'engine', message, time: finishedAt.toISOString() },
        ],
      },
    });
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) {
      await new Promise<void>(resolve => this.#waiting.push(resolve));
    } else {
      this.#free -= 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#free += 1;
      }
    }
  }
}
