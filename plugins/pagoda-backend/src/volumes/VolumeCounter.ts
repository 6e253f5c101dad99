import type { LoggerService } from '@backstage/backend-plugin-api';
import type { VolumeProvider } from './providers/types';
import type { VolumeKey, VolumeRecord } from './types';
import { UsageSchedule } from './UsageSchedule';
import type { VolumeStore } from './VolumeStore';

/** What {@link VolumeCounter} needs. */
export interface VolumeCounterOptions {
  store: VolumeStore;
  providerOf: (record: VolumeRecord) => VolumeProvider;
  /** Does nothing else with the volume meanwhile. */
  exclusively: (key: VolumeKey, work: () => Promise<void>) => Promise<void>;
  logger: LoggerService;
}

/** Finds out what volumes hold. */
export class VolumeCounter {
  readonly #options: VolumeCounterOptions;
  readonly #schedule = new UsageSchedule();
  #counting?: Promise<void>;
  #stopped = false;

  constructor(options: VolumeCounterOptions) {
    this.#options = options;
  }

  /** The volume's files were changed: they will be counted when it is quiet. */
  touch(key: VolumeKey): void {
    this.#schedule.touch(key);
  }

  /** The volume is gone. */
  forget(key: VolumeKey): void {
    this.#schedule.forget(key);
  }

  /** Counts a volume's files and writes down how many there are. */
  async count(record: VolumeRecord): Promise<void> {
    const { store, providerOf, exclusively } = this.#options;
    await exclusively(record, async () => {
      const began = Date.now();
      const provider = providerOf(record);
      try {
        const files = provider.files(record);
        await files.sweep();
        const usage = await files.usage();
        await store.observe(record, record.phase, {
          usedBytes: usage.bytes,
          files: usage.files,
        });
      } finally {
        const duration = Date.now() - began + provider.countCost;
        this.#schedule.counted(record, duration);
      }
    });
  }

  /** Begins to count what is due, unless that goes on already: a cluster may take its time. */
  async look(): Promise<void> {
    if (this.#counting || this.#stopped) {
      return;
    }
    const { store, logger } = this.#options;
    this.#schedule.mounted(await store.mounts.writable());
    const due = [...this.#schedule.due(), ...(await this.#nextInTurn())];
    this.#counting = this.#countAll(due)
      .catch(error => {
        logger.error('Counting the files of volumes failed', error);
      })
      .finally(() => {
        this.#counting = undefined;
      });
  }

  /** Begins nothing more; resolves when nothing is counted any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#counting;
  }

  /** One after the other on each cluster: one that does not answer holds up its own volumes alone. */
  async #countAll(keys: VolumeKey[]): Promise<void> {
    const byCluster = new Map<string, VolumeRecord[]>();
    for (const key of keys) {
      const record = await this.#options.store.find(key.project, key.name);
      if (!record) {
        this.forget(key);
      } else if (
        record.phase === 'Available' &&
        // Nothing reaches the files of one that is on no cluster.
        record.cluster !== undefined
      ) {
        byCluster.set(record.cluster, [
          ...(byCluster.get(record.cluster) ?? []),
          record,
        ]);
      }
    }
    await Promise.all(
      [...byCluster.values()].map(async records => {
        for (const record of records) {
          if (!this.#stopped) {
            await this.#tryToCount(record);
          }
        }
      }),
    );
  }

  async #tryToCount(record: VolumeRecord): Promise<void> {
    try {
      await this.count(record);
    } catch (error) {
      this.#options.logger.error(
        `Counting the files of volume ${record.project}/${record.name} failed`,
        error as Error,
      );
    }
  }

  /** One volume at each look, so that what was written unseen is found within hours. */
  async #nextInTurn(): Promise<VolumeKey[]> {
    const { store, providerOf } = this.#options;
    const page = (after?: VolumeKey) =>
      store.list({
        limit: 1,
        after: after && [after.name, after.project],
      });
    const next = await page(this.#schedule.turn);
    const [record] = next.length > 0 ? next : await page();
    this.#schedule.turn = record;
    return record &&
      providerOf(record).countCost === 0 &&
      this.#schedule.isOld(record)
      ? [record]
      : [];
  }
}
