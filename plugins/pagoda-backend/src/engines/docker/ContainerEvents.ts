import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { DockerClient } from '../../clients/docker/DockerClient';
import type { Attempt } from '../types';
import { parseContainerName } from './labels';

/** One line of `GET /events`. */
interface EventLine {
  Actor?: { Attributes?: { name?: string } };
}

/** Between tries, in milliseconds. */
const RETRY = 2_000;

/** Hears what becomes of containers. What is missed is found by the next look. */
export class ContainerEvents {
  readonly #client: DockerClient;
  readonly #logger: LoggerService;
  readonly #onEvent: (attempt: Attempt) => void;
  readonly #stopping = new AbortController();

  constructor(
    client: DockerClient,
    onEvent: (attempt: Attempt) => void,
    logger: LoggerService,
  ) {
    this.#client = client;
    this.#logger = logger;
    this.#onEvent = onEvent;
  }

  /** Listens until {@link ContainerEvents.stop}. */
  async listen(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#read(signal);
      } catch (error) {
        // Whether the server answers, the engine finds out, and says.
        this.#logger.debug('Containers are not heard of', toError(error));
      }
      await sleep(RETRY, undefined, { signal, ref: false }).catch(
        () => undefined,
      );
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const body = await this.#client.stream('GET', ['events'], {
      query: { filters: JSON.stringify({ type: ['container'] }) },
      signal,
      // Podman does not answer before the first event.
      timeout: 0,
    });
    for await (const line of createInterface({ input: body })) {
      const { Actor } = JSON.parse(line) as EventLine;
      const attempt = parseContainerName(Actor?.Attributes?.name ?? '');
      if (attempt) {
        this.#onEvent(attempt);
      }
    }
  }
}
