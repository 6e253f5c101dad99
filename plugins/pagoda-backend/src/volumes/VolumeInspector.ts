import type {
  ProvidedState,
  VolumeProvider,
  VolumeProviders,
} from './providers/types';
import type { VolumeRecord } from './types';
import type { VolumeStore } from './VolumeStore';

/** What {@link VolumeInspector} needs. */
export interface VolumeInspectorOptions {
  store: VolumeStore;
  providers: VolumeProviders;
  /** Writes down how a volume is. */
  write: (record: VolumeRecord, state: ProvidedState) => Promise<void>;
}

/** How often volumes that can be used are looked at, in milliseconds: something may have happened to them. */
const INSPECTION = 60_000;
/** Volumes read from the database at once for it. */
const PAGE = 500;

/** Finds out what has happened to volumes that could be used. */
export class VolumeInspector {
  readonly #options: VolumeInspectorOptions;
  #inspectedAt = 0;
  #stopped = false;

  constructor(options: VolumeInspectorOptions) {
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
    for (const provider of Object.values(this.#options.providers)) {
      if (provider.inspect) {
        await this.#inspect(provider, provider.inspect.bind(provider));
      }
    }
  }

  async #inspect(
    { name }: VolumeProvider,
    inspect: NonNullable<VolumeProvider['inspect']>,
  ): Promise<void> {
    const { store, write } = this.#options;
    const records: VolumeRecord[] = [];
    let page: VolumeRecord[];
    do {
      page = await store.available(name, PAGE, records.at(-1));
      records.push(...page);
    } while (page.length === PAGE && !this.#stopped);
    const byName = new Map(
      records.map(record => [`${record.project}/${record.name}`, record]),
    );
    const seen = new Map<string, number>();
    for (const { volume, state } of await inspect(records)) {
      const record = byName.get(`${volume.project}/${volume.name}`);
      if (record && !this.#stopped) {
        const { observedAt, ...rest } = state;
        await write(record, rest);
        if (record.cloud !== undefined && observedAt !== undefined) {
          seen.set(record.cloud, observedAt);
        }
      }
    }
    // All at once: of most of them nothing else is new.
    for (const [cloud, at] of seen) {
      await store.clouds.seen(cloud, at);
    }
  }
}
