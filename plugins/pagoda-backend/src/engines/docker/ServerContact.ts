import { toError } from '@backstage/errors';
import type { DockerClient } from '../../clients/docker/DockerClient';
import { DockerError } from '../../clients/docker/DockerError';
import type { EngineProblem } from '../types';
import type { InfoAnswer, VersionAnswer } from './dockerAnswers';

/** The server's description is asked for anew after so long, in milliseconds. */
const AGE = 60_000;

/** Knows whether the server answers, and what it is. */
export class ServerContact {
  readonly #client: DockerClient;
  #info?: { at: number; answer: Promise<InfoAnswer> };
  #isPodman?: boolean;
  #failure?: { message: string; since: Date };

  constructor(client: DockerClient) {
    this.#client = client;
  }

  /** What there is to say while it does not answer. */
  get problem(): EngineProblem | undefined {
    return (
      this.#failure && {
        reason: 'ClusterUnreachable',
        evidence: [
          {
            source: 'engine',
            message: this.#failure.message,
            time: this.#failure.since.toISOString(),
          },
        ],
      }
    );
  }

  async describe(): Promise<InfoAnswer> {
    if (!this.#info || Date.now() - this.#info.at > AGE) {
      const answer = this.#client.get<InfoAnswer>(['info']);
      this.#info = { at: Date.now(), answer };
      answer.catch(() => {
        this.#info = undefined;
      });
    }
    return this.#info.answer;
  }

  /** Whether it is Podman, which serves an API of its own, too. */
  async isPodman(): Promise<boolean> {
    this.#isPodman ??= await this.#client
      .get<VersionAnswer>(['version'])
      .then(({ Components }) =>
        (Components ?? []).some(({ Name }) => Name === 'Podman Engine'),
      );
    return this.#isPodman;
  }

  /** Asks whether it answers: at once where it did not, otherwise now and then. */
  async check(): Promise<void> {
    if (this.#failure) {
      await this.#client.get(['version']);
    } else {
      await this.describe();
    }
    this.#failure = undefined;
  }

  /** Remembers that it does not answer; throws what is something else. */
  fail(error: unknown): void {
    const isSilent = error instanceof DockerError && error.status === 0;
    if (!isSilent) {
      throw error;
    }
    this.#failure = {
      message: toError(error).message,
      since: this.#failure?.since ?? new Date(),
    };
  }
}
