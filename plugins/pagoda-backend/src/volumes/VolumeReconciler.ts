import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Leases } from '../database/Leases';
import { FileError } from '../files/FileError';
import { setCondition } from '../setCondition';
import { Backoff } from './Backoff';
import { isUnanswered } from './claims/explainClaimError';
import { waitsForSnapshots } from './clouds/waitsForSnapshots';
import { Superseded } from './CloudVolumeStore';
import { OneAtATime } from './OneAtATime';
import { isCloudUnanswered } from './providers/cinder/explainCinderError';
import type {
  ProvidedState,
  VolumeMemory,
  VolumeProvider,
  VolumeProviders,
} from './providers/types';
import type { VolumeKey, VolumeObservation, VolumeRecord } from './types';
import { inWords, notReady, phaseOf, readyOf, whatIsNew } from './volumeStates';
import { VolumeCounter } from './VolumeCounter';
import { VolumeInspector } from './VolumeInspector';
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
/** A volume that is waited for is looked at so often, in milliseconds. */
const PAUSE = 400;
/** The same of one in a cloud, which is asked each time. */
const CLOUD_PAUSE = 2_000;
/** Looks at a volume in a cloud that is not as it is wanted, in milliseconds. */
const CLOUD_LOOKS = { first: 4_000, last: 60_000 };
const LEASE = 'volumes';

/**
 * Brings volumes to the state that is wanted, and finds out what they hold. It may be killed at any line: the next look
 * goes on from what is stored.
 */
export class VolumeReconciler {
  readonly #options: VolumeReconcilerOptions;
  /** Finds out what volumes hold. */
  readonly counter: VolumeCounter;
  readonly #inspector: VolumeInspector;
  readonly #working = new OneAtATime();
  readonly #backoff = new Backoff(CLOUD_LOOKS.first, CLOUD_LOOKS.last);
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #stopped = false;
  /** Where the turn through those not as they are wanted stands. */
  #turn?: VolumeKey;

  constructor(options: VolumeReconcilerOptions) {
    this.#options = options;
    this.#inspector = new VolumeInspector({
      ...{ store: options.store, providers: options.providers },
      write: (record, state) => this.#write(record, state),
    });
    this.counter = new VolumeCounter({
      store: options.store,
      logger: options.logger,
      providerOf: record => this.#provider(record),
      exclusively: (key, work) => this.#working.run(key, work),
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
    this.#inspector.stop();
    clearInterval(this.#timer);
    await this.#looking;
    await this.counter.stop();
    await this.#working.idle();
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
      const pause = record?.cloud === undefined ? PAUSE : CLOUD_PAUSE;
      if (record?.phase !== 'Pending' || Date.now() + pause > deadline) {
        return;
      }
      await sleep(pause);
    }
  }

  /** @returns false where the volume's cluster or cloud does not answer */
  async #settle(key: VolumeKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#working.run(key, async () => {
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
    await this.#inspector.look();
    await this.counter.look();
  }

  /** A cluster or cloud that does not answer holds up its own volumes alone. */
  async #settleSome(): Promise<void> {
    const { store } = this.#options;
    let records = await store.unsettled(BATCH, this.#turn);
    if (records.length === 0 && this.#turn) {
      records = await store.unsettled(BATCH);
    }
    this.#turn = records.length === BATCH ? records.at(-1) : undefined;
    const due = records.filter(
      record => record.cloud === undefined || this.#backoff.isDue(record),
    );
    const places = [...new Set(due.map(placeOf))];
    await Promise.all(
      places.map(async place => {
        for (const record of due.filter(one => placeOf(one) === place)) {
          if (this.#stopped || !(await this.#settle(record))) {
            return;
          }
        }
      }),
    );
  }

  /** @returns as {@link VolumeReconciler.#settle} */
  async #reconcile(key: VolumeKey): Promise<boolean> {
    const { store, logger } = this.#options;
    const record = await store.find(key.project, key.name);
    if (!record) {
      return true;
    }
    const deleting = record.phase === 'Deleting';
    if (record.restoring && !deleting) {
      // Nothing is to be done with it until it is set back.
      return true;
    }
    try {
      const provider = this.#provider(record);
      const memory = this.#memoryOf(record);
      if (deleting) {
        const waitsFor =
          (await waitsForSnapshots(store.clouds, record)) ??
          (await provider.remove(record, memory));
        if (waitsFor !== undefined) {
          await this.#observe(record, {
            conditions: notReady(record, 'Terminating', waitsFor),
          });
          return true;
        }
        this.counter.forget(record);
        this.#backoff.forget(record);
        await store.delete(record);
        return true;
      }
      await this.#write(record, await provider.provision(record, memory));
      return true;
    } catch (error) {
      if (error instanceof Superseded) {
        // Whoever that is writes down how it is.
        return true;
      }
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
      return !isUnanswered(error) && !isCloudUnanswered(error);
    }
  }

  async #write(record: VolumeRecord, state: ProvidedState): Promise<void> {
    const { usable, settled, reason, message, storageClass } = state;
    const { volumeType, zone, externalId, attachments, observedAt } = state;
    const wasUsable = record.phase === 'Available';
    await this.#observe(record, {
      phase: phaseOf(state, wasUsable),
      ...(settled && { observedGeneration: record.generation }),
      storageClass: record.storageClass ?? storageClass,
      ...{ volumeType, zone, externalId, attachments, observedAt },
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
    observation: VolumeObservation,
  ): Promise<void> {
    const found = whatIsNew(record, observation);
    if (record.cloud !== undefined) {
      this.#backoff.looked(record, found !== undefined);
    }
    if (found) {
      await this.#options.store.observe(record, record.phase, found);
    }
  }

  #memoryOf(record: VolumeRecord): VolumeMemory {
    const { clouds } = this.#options.store;
    let { notes } = record;
    return {
      save: async (patch, externalId) => {
        notes = await clouds.saveNotes(record, notes, patch, externalId);
      },
    };
  }

  #provider(record: VolumeRecord): VolumeProvider {
    const provider = this.#options.providers[record.provider];
    if (!provider) {
      throw new Error(`There is no provider '${record.provider}' of volumes`);
    }
    return provider;
  }
}

/** What does not answer for all volumes there. */
function placeOf({ cloud, cluster }: VolumeRecord): string {
  return `${cloud ?? ''}/${cluster ?? ''}`;
}
