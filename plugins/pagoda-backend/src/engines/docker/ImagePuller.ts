import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DockerClient } from '../../clients/docker/DockerClient';
import { DockerError } from '../../clients/docker/DockerError';
import type { EngineNotice } from '../types';
import type { ImageAnswer } from './dockerAnswers';
import type { DockerSettings, RegistryLogin } from './DockerSettings';
import { ImagePullError } from './ImagePullError';
import {
  DOCKER_HUB,
  parseImageReference,
  type ImageReference,
} from './imageReference';
import { PullProgress, type PullLine } from './PullProgress';

/** An image that the server has. */
export interface PresentImage {
  id: string;
  /** With its digest, `NAME@sha256:…`; missing for one that was made on the server. */
  digest?: string;
}

/** Pauses before further tries where it is not the registry that says no, in milliseconds. */
const PAUSES = [2_000, 10_000];
/** Waited for the registry's first word, in milliseconds. */
const ANSWER = 300_000;

/** Finds images on a server, and has it fetch what is not there, each once at a time. */
export class ImagePuller {
  readonly #client: DockerClient;
  readonly #settings: Pick<DockerSettings, 'pull' | 'registries'>;
  readonly #pulls = new Map<
    string,
    { done: Promise<void>; listeners: Set<(notice: EngineNotice) => void> }
  >();

  constructor(
    client: DockerClient,
    settings: Pick<DockerSettings, 'pull' | 'registries'>,
  ) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * The image, fetched where need be.
   *
   * @param tell - hears how far that is
   * @throws ImagePullError where it cannot be had; DockerError status 0 where the server does not answer
   */
  async ensure(
    text: string,
    tell: (notice: EngineNotice) => void,
  ): Promise<PresentImage> {
    const reference = parseImageReference(text);
    if (!reference) {
      throw new ImagePullError(
        'InvalidSpec',
        `'${text}' is no name of an image; such as docker.io/library/node:24`,
      );
    }
    const present = await this.#find(text, reference);
    if (present && this.#settings.pull === 'missing') {
      return present;
    }
    await this.#pullOnce(text, reference, tell);
    const pulled = await this.#find(text, reference);
    if (!pulled) {
      throw new ImagePullError(
        'ImageNotFound',
        `the server has no image '${text}' though it was fetched`,
      );
    }
    return pulled;
  }

  async #find(
    text: string,
    { name }: ImageReference,
  ): Promise<PresentImage | undefined> {
    const image = await this.#client.find<ImageAnswer>([
      'images',
      ...text.split('/'),
      'json',
    ]);
    if (!image) {
      return undefined;
    }
    const digests = image.RepoDigests ?? [];
    const short = name.replace(/^docker\.io\/(library\/)?/, '');
    const own = digests.find(digest =>
      [name, short, `docker.io/library/${name}`, `docker.io/${name}`].includes(
        digest.slice(0, digest.indexOf('@')),
      ),
    );
    return { id: image.Id, ...(own !== undefined && { digest: own }) };
  }

  async #pullOnce(
    text: string,
    reference: ImageReference,
    tell: (notice: EngineNotice) => void,
  ): Promise<void> {
    let pull = this.#pulls.get(text);
    if (!pull) {
      const listeners = new Set<(notice: EngineNotice) => void>();
      const done = this.#pullWithTries(text, reference, notice =>
        listeners.forEach(listener => listener(notice)),
      ).finally(() => this.#pulls.delete(text));
      pull = { done, listeners };
      this.#pulls.set(text, pull);
    }
    pull.listeners.add(tell);
    tell({ reason: 'Pulling', message: `Fetches the image '${text}'` });
    try {
      await pull.done;
    } finally {
      pull.listeners.delete(tell);
    }
  }

  async #pullWithTries(
    text: string,
    reference: ImageReference,
    tell: (notice: EngineNotice) => void,
  ): Promise<void> {
    const begin = Date.now();
    for (let tries = 0; ; tries += 1) {
      try {
        await this.#pull(text, reference, tell);
        const seconds = Math.round((Date.now() - begin) / 1000);
        tell({
          reason: 'Pulled',
          message: `The image '${text}' was fetched in ${seconds} s`,
        });
        return;
      } catch (error) {
        const isFinal =
          !(error instanceof ImagePullError) ||
          isDecided(error.message) ||
          tries >= PAUSES.length;
        if (isFinal) {
          throw error;
        }
        tell({
          reason: 'PullFailed',
          message: `Fetching the image '${text}' is tried again: ${error.message}`,
        });
        await sleep(PAUSES[tries], undefined, { ref: false });
      }
    }
  }

  async #pull(
    text: string,
    reference: ImageReference,
    tell: (notice: EngineNotice) => void,
  ): Promise<void> {
    const { name, version, registry } = reference;
    const login = this.#settings.registries.find(
      ({ server }) => normalize(server) === normalize(registry),
    );
    try {
      const body = await this.#client.stream('POST', ['images', 'create'], {
        query: { fromImage: name, tag: version },
        timeout: ANSWER,
        ...(login && { headers: { 'X-Registry-Auth': encodeLogin(login) } }),
      });
      const progress = new PullProgress(text, tell);
      for await (const line of createInterface({ input: body })) {
        if (line.trim() !== '') {
          const event = JSON.parse(line) as PullLine;
          const failure = event.error ?? event.errorDetail?.message;
          if (failure !== undefined) {
            throw toPullError(failure);
          }
          progress.take(event);
        }
      }
    } catch (error) {
      if (error instanceof DockerError && error.status > 0) {
        throw toPullError(error.message);
      }
      throw error;
    }
  }
}

function toPullError(message: string): ImagePullError {
  return new ImagePullError(
    isDenied(message) ? 'ImagePullDenied' : 'ImageNotFound',
    message,
  );
}

/** The registry has said no, and would again. */
function isDecided(message: string): boolean {
  return isDenied(message) || isMissing(message);
}

function isDenied(message: string): boolean {
  return /\b(401|403)\b|unauthorized|authentication required|authorization failed|denied|forbidden|no basic auth|invalid username\/password/i.test(
    message,
  );
}

function isMissing(message: string): boolean {
  return /not found|manifest unknown|name unknown|does not exist|no such image|\b404\b/i.test(
    message,
  );
}

/** Docker Hub has several names. */
function normalize(registry: string): string {
  const host = registry.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  return host === 'index.docker.io' || host === 'registry-1.docker.io'
    ? DOCKER_HUB
    : host;
}

/** Docker Engine API, Authentication: JSON as base64url. */
function encodeLogin({ server, username, password }: RegistryLogin): string {
  return Buffer.from(
    JSON.stringify({ username, password, serveraddress: server }),
  ).toString('base64url');
}
