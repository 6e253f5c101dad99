import type { QuotaItem } from '@pagoda/plugin-pagoda-common';
import { ApiError } from '../http/errors';
import type { Clouds } from './Clouds';
import { CloudObserver, type CloudObserverOptions } from './CloudObserver';
import type { CloudStore, Read } from './CloudStore';
import type { CloudSettings } from './CloudSettings';
import { NO_OFFERS, type CloudReader, type OfferLists } from './types';

/** What {@link CloudWatch} needs. */
export interface CloudWatchOptions extends Omit<
  CloudObserverOptions,
  'name' | 'reader'
> {
  clouds: Clouds;
  store: CloudStore;
  /** Reads a cloud. */
  readerOf: (cloud: CloudSettings) => CloudReader;
}

/** All clouds as they were seen, and their quotas as they are now. */
export class CloudWatch {
  readonly #options: CloudWatchOptions;
  readonly #readers: Map<string, CloudReader>;
  readonly #observers: Map<string, CloudObserver>;

  constructor(options: CloudWatchOptions) {
    this.#options = options;
    this.#readers = new Map(
      options.clouds
        .list()
        .map(cloud => [cloud.name, options.readerOf(cloud)] as const),
    );
    this.#observers = new Map(
      [...this.#readers].map(([name, reader]) => [
        name,
        new CloudObserver({ ...options, name, reader }),
      ]),
    );
  }

  async start(): Promise<void> {
    const { store, clouds } = this.#options;
    await store.keep(clouds.list());
    for (const observer of this.#observers.values()) {
      observer.start();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(
      [...this.#observers.values()].map(observer => observer.stop()),
    );
  }

  /**
   * What the cloud offers, as it was last read; nothing where it was not read yet.
   *
   * @throws ApiError 404 `CloudNotFound`
   */
  async offers(name: string): Promise<OfferLists> {
    this.#options.clouds.get(name);
    return (await this.#options.store.offers(name))?.value ?? NO_OFFERS;
  }

  /**
   * The quota of the OpenStack that is behind a cloud as it is now, at most 5 s old.
   *
   * @throws ApiError 404 `CloudNotFound`; 503 `CloudUnavailable` with what the cloud said
   */
  async quota(name: string): Promise<Read<QuotaItem[]>> {
    const cloud = this.#options.clouds.openstackOf(name).name;
    try {
      return await this.#observers.get(cloud)!.quota();
    } catch (error) {
      throw this.unavailable(cloud, error);
    }
  }

  /** The quota of a cloud is another than it was read: something was made or removed. */
  changed(name: string): void {
    const { clouds } = this.#options;
    if (clouds.find(name)) {
      this.#observers.get(clouds.openstackOf(name).name)?.changed();
    }
  }

  /** Looks at a cloud now; whether it has answered. */
  async look(name: string): Promise<boolean> {
    this.#options.clouds.get(name);
    return this.#observers.get(name)!.look({ everything: true });
  }

  /** What an error of a cloud means. */
  describeError(
    name: string,
    error: unknown,
  ): { reason: string; message: string } {
    this.#options.clouds.get(name);
    return this.#readers.get(name)!.describeError(error);
  }

  /** 503 for something that a cloud did not do; errors of the API stay what they are. */
  unavailable(name: string, error: unknown): ApiError {
    if (error instanceof ApiError) {
      return error;
    }
    const { message } = this.describeError(name, error);
    return new ApiError(`Cloud '${name}': ${message}`, {
      code: 'CloudUnavailable',
      status: 503,
      field: 'cloud',
      advice: 'Try again in a while; the page of the cloud says how it is.',
      cause: error instanceof Error ? error : undefined,
    });
  }
}
