import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import type { SnapshotStore } from './SnapshotStore';
import type { SnapshotWork } from './SnapshotWork';
import type { SnapshotRecord } from './types';

/** What {@link SnapshotInspector} needs. */
export interface SnapshotInspectorOptions {
  store: SnapshotStore;
  work: SnapshotWork;
  portal: string;
  storageOf: (cloud: string) => BlockStorage;
  clouds: () => string[];
  /** Looks at one now, and writes down how it is. */
  settle: (record: SnapshotRecord) => Promise<unknown>;
  logger: LoggerService;
}

/** How often snapshots that can be used are looked at, in milliseconds: something may have happened to them. */
const INSPECTION = 60_000;
/** Snapshots read from the database at once for it. */
const PAGE = 500;

/** Finds out what has happened to snapshots that could be used: one list of each cloud that has some. */
export class SnapshotInspector {
  readonly #options: SnapshotInspectorOptions;
  #inspectedAt = 0;
  #stopped = false;

  constructor(options: SnapshotInspectorOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Looks where it is time to. */
  async look(): Promise<void> {
    if (Date.now() - this.#inspectedAt < INSPECTION) {
      return;
    }
    this.#inspectedAt = Date.now();
    await Promise.all(
      this.#options.clouds().map(async cloud => {
        try {
          await this.#inspect(cloud);
        } catch (error) {
          // Its health is told by its own page; what was known of its snapshots stays.
          this.#options.logger.warn(
            `The snapshots of cloud ${cloud} could not be looked at`,
            toError(error),
          );
        }
      }),
    );
  }

  async #inspect(cloud: string): Promise<void> {
    const { store, storageOf, portal, work, settle } = this.#options;
    let page = await store.available(cloud, PAGE);
    if (page.length === 0) {
      return;
    }
    const at = Date.now();
    const found = new Map<string, CinderSnapshot>();
    const marked = { metadata: { pagoda_portal: portal } };
    for await (const one of storageOf(cloud).snapshots(marked)) {
      found.set(one.id, one);
    }
    while (page.length > 0 && !this.#stopped) {
      for (const record of page) {
        const seen = found.get(record.externalId ?? '');
        if (!this.#stopped && (!seen || !work.isAsLeft(record, seen))) {
          await settle(record);
        }
      }
      page =
        page.length === PAGE
          ? await store.available(cloud, PAGE, page.at(-1))
          : [];
    }
    await store.seen(cloud, at);
  }
}
