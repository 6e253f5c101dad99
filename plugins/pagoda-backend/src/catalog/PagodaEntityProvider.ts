import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import type { CatalogFeed } from './CatalogFeed';
import { buildEntity } from './buildEntity';
import { entityRef } from './entityNames';
import type { CatalogChanges, EntityOptions } from './types';

/** How often everything is read again, in milliseconds; heals what a crash between two steps may have left. */
const FULL_SYNC_INTERVAL = 10 * 60 * 1000;
const FIRST_RETRY = 250;
const LAST_RETRY = 10_000;

/** What {@link PagodaEntityProvider} needs. */
export interface PagodaEntityProviderOptions {
  feed: CatalogFeed;
  logger: LoggerService;
  entities: EntityOptions;
  /** Milliseconds; for tests. */
  fullSyncInterval?: number;
}

/**
 * Keeps the catalog's entities of projects, clusters, volumes and experiments like PAGoDA's tables: everything at first and
 * now and then, and in between what the change feed tells, within a moment. One loop does it all, one step after another,
 * because the catalog promises no order between mutations that run at the same time.
 */
export class PagodaEntityProvider implements EntityProvider {
  readonly #options: PagodaEntityProviderOptions;
  readonly #follower = randomUUID();
  #connection?: EntityProviderConnection;

  constructor(options: PagodaEntityProviderOptions) {
    this.#options = options;
  }

  getProviderName(): string {
    return 'pagoda';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Follows until aborted. Failures are logged and tried again, ever more slowly. */
  async run(signal: AbortSignal): Promise<void> {
    const { logger } = this.#options;
    const interval = this.#options.fullSyncInterval ?? FULL_SYNC_INTERVAL;
    let seq: number | undefined;
    let nextFullSync = 0;
    let retry = FIRST_RETRY;
    while (!signal.aborted) {
      try {
        const changes = await this.#options.feed.changes(
          seq,
          this.#follower,
          signal,
        );
        if (!changes.leading) {
          // Whoever follows now may not have come as far as we had.
          seq = undefined;
        } else if (
          seq === undefined ||
          changes.resync ||
          Date.now() >= nextFullSync
        ) {
          seq = await this.#sync(signal);
          nextFullSync = Date.now() + interval;
        } else {
          await this.#apply(changes);
          seq = changes.seq;
        }
        retry = FIRST_RETRY;
      } catch (thrown) {
        if (signal.aborted) {
          return;
        }
        // The backend of the same process needs a moment to come up: that is no news.
        const log = retry > 2_000 ? 'warn' : 'debug';
        logger[log](
          `The catalog cannot follow PAGoDA, trying again in ${retry} ms: ${
            toError(thrown).message
          }`,
        );
        // Unknown what of the failed step was applied.
        seq = undefined;
        await pause(retry, signal);
        retry = Math.min(2 * retry, LAST_RETRY);
      }
    }
  }

  async #sync(signal: AbortSignal): Promise<number> {
    const { feed, entities, logger } = this.#options;
    const { seq, records } = await feed.snapshot(signal);
    await this.#connected.applyMutation({
      type: 'full',
      entities: records.map(record => ({
        entity: buildEntity(record, entities),
        locationKey: this.getProviderName(),
      })),
    });
    logger.debug(`The catalog has all of PAGoDA's ${records.length} entities`);
    return seq;
  }

  async #apply({ changed, removed }: CatalogChanges): Promise<void> {
    if (changed.length + removed.length === 0) {
      return;
    }
    const locationKey = this.getProviderName();
    await this.#connected.applyMutation({
      type: 'delta',
      added: changed.map(record => ({
        entity: buildEntity(record, this.#options.entities),
        locationKey,
      })),
      removed: removed.map(thing => ({
        entityRef: entityRef(thing),
        locationKey,
      })),
    });
  }

  get #connected(): EntityProviderConnection {
    if (!this.#connection) {
      throw new Error('The catalog has not connected the provider yet');
    }
    return this.#connection;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
