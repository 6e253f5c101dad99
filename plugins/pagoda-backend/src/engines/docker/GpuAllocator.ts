import type { DockerClient } from '../../clients/docker/DockerClient';
import { EngineProblemError } from '../EngineProblemError';
import type { Attempt } from '../types';
import type { ContainerListAnswer } from './dockerAnswers';
import {
  containerFilter,
  containerName,
  GPUS_LABEL,
  type ContainerOwner,
} from './labels';

/** Containers in these states hold no GPU any more. */
const OVER = ['exited', 'dead', 'stopped', 'removing'];

/** Gives each attempt GPUs of its own: asked for a number of them, Docker would give the same ones to everybody. */
export class GpuAllocator {
  readonly #client: DockerClient;
  readonly #owner: ContainerOwner;
  readonly #ids: string[];
  /** Given to attempts whose containers are not there yet. */
  readonly #given = new Map<string, string[]>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(client: DockerClient, owner: ContainerOwner, ids: string[]) {
    this.#client = client;
    this.#owner = owner;
    this.#ids = ids;
  }

  /**
   * The ids of `count` free GPUs, which are the attempt's until its container has ended, or {@link GpuAllocator.release}.
   *
   * @throws EngineProblemError `Unschedulable` when there are not so many
   */
  async take(attempt: Attempt, count: number): Promise<string[]> {
    if (count === 0) {
      return [];
    }
    const taken = this.#queue.then(() => this.#take(attempt, count));
    this.#queue = taken.catch(() => undefined);
    return taken;
  }

  /** Its container tells by now what it has, or there will be none. */
  release(attempt: Attempt): void {
    this.#given.delete(containerName(attempt));
  }

  async #take(attempt: Attempt, count: number): Promise<string[]> {
    const containers = await this.#client.get<ContainerListAnswer[]>(
      ['containers', 'json'],
      { query: { all: 'true', filters: containerFilter(this.#owner) } },
    );
    const used = new Set([
      ...[...this.#given.values()].flat(),
      ...containers
        .filter(({ State }) => !OVER.includes(State))
        .flatMap(({ Labels }) => Labels?.[GPUS_LABEL]?.split(',') ?? []),
    ]);
    const free = this.#ids.filter(id => !used.has(id));
    if (free.length < count) {
      throw new EngineProblemError({
        reason: 'Unschedulable',
        evidence: [
          {
            source: 'node',
            message: `it asks for ${count} GPU, and ${free.length} of ${this.#ids.length} are free`,
          },
        ],
      });
    }
    const ids = free.slice(0, count);
    this.#given.set(containerName(attempt), ids);
    return ids;
  }
}
