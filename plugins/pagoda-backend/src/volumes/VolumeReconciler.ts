import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Leases } from '../database/Leases';
import { FileError } from '../files/FileError';
import { setCondition } from '../setCondition';
import { isUnanswered } from './claims/explainClaimError';
import type {
  ProvidedState,
  VolumeProvider,
  VolumeProviders,
} from './providers/types';
import type { VolumeKey, VolumeObservation, VolumeRecord } from './types';
import { inWords, notReady, phaseOf, readyOf } from './volumeStates';
import { VolumeCounter } from './VolumeCounter';
import type { VolumeStore } from './VolumeStore';

/** What {@link VolumeReconciler} needs. */
export interface VolumeReconcilerOptions {
  store: VolumeStore;
  providers: VolumeProviders;
  leases: Leases;
  logger: LoggerService;
}

/** How often volumes are looked at, in milliseconds. */
const INTERVAL = 5_000;
/** Volumes brought to their wanted state at one look. */
const BATCH = 100;
/** How often volumes that can be used are looked at, in milliseconds: something may have happened to them. */
const INSPECTION = 60_000;
/** Volumes inspected at once. */
const INSPECTED = 500;
/** A volume that is waited for is looked at so often, in milliseconds. */
const PAUSE = 400;
const LEASE = 'volumes';

/**
 * Brings volumes to the state that is wanted, and finds out what they hold. It may be killed at any line: the next look
 * goes on from what is stored.
 */
export class VolumeReconciler {
  readonly #options: VolumeReconcilerOptions;
  /** Finds out what volumes hold. */
  readonly counter: VolumeCounter;
  /** What goes on for a volume, so that nothing else does. */
  readonly #working = new Map<string, Promise<void>>();
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #stopped = false;
  /** Where the turn through those not as they are wanted stands. */
  #turn?: VolumeKey;
  #inspectedAt = 0;

  constructor(options: VolumeReconcilerOptions) {
    this.#options = options;
    this.counter = new VolumeCounter({
      store: options.store,
      logger: options.logger,
      providerOf: record => this.#provider(record),
      exclusively: (key, work) => this.#exclusively(key, work),
    });
  }

  start(): void {
    const look = () => {
      this.#looking ??= this.#look()
        .catch(error => {
          this.#options.logger.error('Looking at volumes failed', error);
        })
        .finally(() => {
          this.#looking = undefined;
        });
    };
    look();
    this.#timer = setInterval(look, INTERVAL).unref();
  }

  /** Ends the looking; resolves when nothing goes on any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
    await this.counter.stop();
    await Promise.all(this.#working.values());
  }

  /**
   * Brings one volume to its wanted state now. What goes wrong is written into its conditions, and tried again later.
   *
   * @param wait - return after so many milliseconds, whether it is done or not
   */
  async settle(key: VolumeKey, wait?: number): Promise<void> {
    const work = this.#settle(key);
    if (wait === undefined) {
      await work;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>(resolve => {
      timer = setTimeout(resolve, wait);
    });
    await Promise.race([work, timeout]);
    clearTimeout(timer);
  }

  /** As {@link VolumeReconciler.settle}, again and again while it is being made, for up to so many milliseconds. */
  async settleWithin(key: VolumeKey, wait: number): Promise<void> {
    const deadline = Date.now() + wait;
    for (;;) {
      await this.settle(key, deadline - Date.now());
      const record = await this.#options.store.find(key.project, key.name);
      if (record?.phase !== 'Pending' || Date.now() + PAUSE > deadline) {
        return;
      }
      await sleep(PAUSE);
    }
  }

  /** @returns false where the volume's cluster does not answer */
  async #settle(key: VolumeKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#exclusively(key, async () => {
        reached = await this.#reconcile(key);
      });
    } catch (error) {
      this.#options.logger.error(
        `Volume ${key.project}/${key.name} could not be looked at`,
        error as Error,
      );
    }
    return reached;
  }

  async #look(): Promise<void> {
    if (!(await this.#options.leases.acquire(LEASE))) {
      return;
    }
    await this.#settleSome();
    await this.#inspect();
    await this.counter.look();
  }

  /** A cluster that does not answer holds up its own volumes alone. */
  async #settleSome(): Promise<void> {
    const { store } = this.#options;
    let records = await store.unsettled(BATCH, this.#turn);
    if (records.length === 0 && this.#turn) {
      records = await store.unsettled(BATCH);
    }
    this.#turn = records.length === BATCH ? records.at(-1) : undefined;
    const clusters = [...new Set(records.map(({ cluster }) => cluster))];
    await Promise.all(
      clusters.map(async cluster => {
        for (const record of records) {
          if (record.cluster === cluster && !this.#stopped) {
            const reached = await this.#settle(record);
            if (!reached) {
              return;
            }
          }
        }
      }),
    );
  }

  /** Finds out what has happened to volumes that could be used. */
  async #inspect(): Promise<void> {
    const { store, providers } = this.#options;
    if (Date.now() - this.#inspectedAt < INSPECTION) {
      return;
    }
    this.#inspectedAt = Date.now();
    for (const provider of Object.values(providers)) {
      if (!provider.inspect) {
        continue;
      }
      let after: VolumeKey | undefined;
      do {
        const records = await store.available(provider.name, INSPECTED, after);
        for (const { volume, state } of await provider.inspect(records)) {
          const record = records.find(
            ({ project, name }) =>
              project === volume.project && name === volume.name,
          );
          if (record) {
            await this.#write(record, state);
          }
        }
        after = records.length === INSPECTED ? records.at(-1) : undefined;
      } while (after && !this.#stopped);
    }
  }

  /** @returns as {@link VolumeReconciler.#settle} */
  async #reconcile(key: VolumeKey): Promise<boolean> {
    const { store, logger } = this.#options;
    const record = await store.find(key.project, key.name);
    if (!record) {
      return true;
    }
    const deleting = record.phase === 'Deleting';
    try {
      const provider = this.#provider(record);
      if (deleting) {
        const waitsFor = await provider.remove(record);
        if (waitsFor !== undefined) {
          await this.#observe(record, {
            conditions: notReady(record, 'Terminating', waitsFor),
          });
          return true;
        }
        this.counter.forget(record);
        await store.delete(record);
        return true;
      }
      await this.#write(record, await provider.provision(record));
      return true;
    } catch (error) {
      const message = `${inWords(error)} It is tried again by itself.`;
      const known = readyOf(record)?.message === message;
      if (!known) {
        logger.error(
          `Volume ${record.project}/${record.name} could not be ${
            deleting ? 'deleted' : 'provisioned'
          }`,
          error as Error,
        );
      }
      const passing =
        error instanceof FileError && error.code === 'FilesUnreachable';
      await this.#observe(record, {
        ...(record.phase === 'Pending' && !passing && { phase: 'Error' }),
        conditions: notReady(
          record,
          deleting ? 'DeletionFailed' : 'ProvisioningFailed',
          message,
        ),
      });
      return !isUnanswered(error);
    }
  }

  async #write(record: VolumeRecord, state: ProvidedState): Promise<void> {
    const { usable, settled, reason, message, storageClass } = state;
    const wasUsable = record.phase === 'Available';
    await this.#observe(record, {
      phase: phaseOf(state, wasUsable),
      ...(settled && { observedGeneration: record.generation }),
      storageClass: record.storageClass ?? storageClass,
      conditions: setCondition(record.conditions, {
        type: 'Ready',
        status: usable ? 'True' : 'False',
        reason,
        message,
      }),
    });
  }

  /** Writes what is new alone: volumes may wait for days. */
  async #observe(
    record: VolumeRecord,
    { phase = record.phase, ...observation }: VolumeObservation,
  ): Promise<void> {
    const { observedGeneration, storageClass, conditions } = observation;
    const isNew =
      phase !== record.phase ||
      (observedGeneration ?? record.observedGeneration) !==
        record.observedGeneration ||
      storageClass !== record.storageClass ||
      JSON.stringify(conditions) !== JSON.stringify(record.conditions);
    if (isNew) {
      await this.#options.store.observe(record, record.phase, {
        ...observation,
        phase,
      });
    }
  }

  #provider(record: VolumeRecord): VolumeProvider {
    const provider = this.#options.providers[record.provider];
    if (!provider) {
      throw new Error(`There is no provider '${record.provider}' of volumes`);
    }
    return provider;
  }

  /** One thing at a time for each volume; what comes later waits. */
  async #exclusively(
    { project, name }: VolumeKey,
    work: () => Promise<void>,
  ): Promise<void> {
    const key = `${project}/${name}`;
    const before = this.#working.get(key);
    const mine = (async () => {
      // Only waited for: its own caller is told of a failure.
      await before?.catch(() => undefined);
      await work();
    })();
    this.#working.set(key, mine);
    try {
      await mine;
    } finally {
      if (this.#working.get(key) === mine) {
        this.#working.delete(key);
      }
    }
  }
}
