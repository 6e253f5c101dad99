import { setTimeout as sleep } from 'node:timers/promises';
import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { Leases } from '../../database/Leases';
import { setCondition } from '../../setCondition';
import { Backoff } from '../Backoff';
import { Superseded } from '../CloudVolumeStore';
import { OneAtATime } from '../OneAtATime';
import {
  explainCinderError,
  isCloudUnanswered,
} from '../providers/cinder/explainCinderError';
import type { VolumeKey } from '../types';
import { inWords } from '../volumeStates';
import type { RestoreStore, RestoringVolume } from './RestoreStore';
import { RestoreWork } from './RestoreWork';
import { SnapshotInspector } from './SnapshotInspector';
import type { SnapshotStore } from './SnapshotStore';
import { RETRIED, SnapshotWork } from './SnapshotWork';
import type { SnapshotKey, SnapshotObservation, SnapshotRecord } from './types';

/** What {@link SnapshotReconciler} needs. */
export interface SnapshotReconcilerOptions {
  store: SnapshotStore;
  restores: RestoreStore;
  /** Id of this portal, for marks. */
  portal: string;
  /** The block storage of a cloud. */
  storageOf: (cloud: string) => BlockStorage;
  /** Names of the clouds that have block storage. */
  clouds: () => string[];
  /** Has a volume looked at now. */
  settleVolume: (key: VolumeKey) => Promise<void>;
  /** The quota of a cloud is another: something was made or removed. */
  changed: (cloud: string) => void;
  leases: Leases;
  auditor: AuditorService;
  logger: LoggerService;
}

/** How often snapshots are looked at, in milliseconds. */
const INTERVAL = 5_000;
/** Snapshots brought to their wanted state at one look. */
const BATCH = 100;
/** One that is waited for is looked at so often, in milliseconds. */
const PAUSE = 700;
/** Looks at one that is not as it is wanted, in milliseconds. */
const LOOKS = { first: 4_000, last: 60_000 };
const LEASE = 'volume-snapshots';

/**
 * Brings snapshots to the state that is wanted, and sets volumes back to them. It may be killed at any line: the next look
 * goes on from what is stored.
 */
export class SnapshotReconciler {
  readonly #options: SnapshotReconcilerOptions;
  readonly #work: SnapshotWork;
  readonly #restore: RestoreWork;
  readonly #inspector: SnapshotInspector;
  readonly #working = new OneAtATime();
  readonly #backoff = new Backoff(LOOKS.first, LOOKS.last);
  #timer?: NodeJS.Timeout;
  #looking?: Promise<void>;
  #stopped = false;
  /** Where the turn through those not as they are wanted stands. */
  #turn?: SnapshotKey;

  constructor(options: SnapshotReconcilerOptions) {
    this.#options = options;
    this.#work = new SnapshotWork(options);
    this.#restore = new RestoreWork({
      store: options.restores,
      storageOf: options.storageOf,
      onEnd: (record, end) => this.#onRestored(record, end),
    });
    this.#inspector = new SnapshotInspector({
      ...options,
      work: this.#work,
      settle: async record => {
        await this.#settle(record);
      },
    });
  }

  start(): void {
    const look = () => {
      this.#looking ??= this.#look()
        .catch(error => {
          this.#options.logger.error('Looking at snapshots failed', error);
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
    await this.#working.idle();
  }

  /** Brings one to its wanted state, again and again while something is under way, for up to so many milliseconds. */
  async settleWithin(key: SnapshotKey, wait: number): Promise<void> {
    await this.#within(
      wait,
      () => this.#settle(key),
      async () => {
        const record = await this.#options.store.find(key);
        return record?.phase === 'Pending' || record?.phase === 'Deleting';
      },
    );
  }

  /** As {@link SnapshotReconciler.settleWithin}, of a volume that is being set back. */
  async restoreWithin(key: VolumeKey, wait: number): Promise<void> {
    await this.#within(
      wait,
      () => this.#settleRestore(key),
      async () => (await this.#options.restores.find(key)) !== undefined,
    );
  }

  /** What takes longer goes on by itself. */
  async #within(
    wait: number,
    step: () => Promise<unknown>,
    isUnderWay: () => Promise<boolean>,
  ): Promise<void> {
    const deadline = Date.now() + wait;
    do {
      const timer = new AbortController();
      await Promise.race([
        step(),
        sleep(Math.max(0, deadline - Date.now()), undefined, {
          signal: timer.signal,
        }).catch(() => undefined),
      ]);
      timer.abort();
      if (Date.now() + PAUSE > deadline || !(await isUnderWay())) {
        return;
      }
      await sleep(PAUSE);
    } while (!this.#stopped);
  }

  async #look(): Promise<void> {
    const { leases, store, restores } = this.#options;
    if (!(await leases.acquire(LEASE))) {
      return;
    }
    let records = await store.unsettled(BATCH, this.#turn);
    if (records.length === 0 && this.#turn) {
      records = await store.unsettled(BATCH);
    }
    this.#turn = records.length === BATCH ? records.at(-1) : undefined;
    const due = records.filter(record => this.#backoff.isDue(textOf(record)));
    const restoring = await restores.underWay();
    const clouds = new Set([...due, ...restoring].map(({ cloud }) => cloud));
    // A cloud that does not answer holds up its own alone.
    await Promise.all(
      [...clouds].map(async cloud => {
        const steps = [
          ...restoring
            .filter(one => one.cloud === cloud)
            .map(one => () => this.#settleRestore(one)),
          ...due
            .filter(one => one.cloud === cloud)
            .map(one => () => this.#settle(one)),
        ];
        for (const step of steps) {
          if (this.#stopped || !(await step())) {
            return;
          }
        }
      }),
    );
    await this.#inspector.look();
  }

  /** @returns false where the cloud does not answer */
  async #settle(key: SnapshotKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#working.run(textOf(key), async () => {
        reached = await this.#reconcile(key);
      });
    } catch (error) {
      this.#options.logger.error(
        `Snapshot ${key.project}/${key.volume}/${key.name} could not be looked at`,
        toError(error),
      );
    }
    return reached;
  }

  /** @returns as {@link SnapshotReconciler.#settle} */
  async #settleRestore(key: VolumeKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#working.run(
        { project: key.project, name: `${key.name}/` },
        async () => {
          const record = await this.#options.restores.find(key);
          if (record) {
            await this.#restore.step(record);
          }
        },
      );
    } catch (error) {
      reached = !isCloudUnanswered(error);
      this.#options.logger.error(
        `Volume ${key.project}/${key.name} could not be set back to a snapshot; it is tried again`,
        toError(error),
      );
    }
    return reached;
  }

  /** @returns as {@link SnapshotReconciler.#settle} */
  async #reconcile(key: SnapshotKey): Promise<boolean> {
    const { store, logger } = this.#options;
    const record = await store.find(key);
    if (!record) {
      return true;
    }
    const deleting = record.phase === 'Deleting';
    try {
      await explainCinderError(record, () =>
        deleting ? this.#remove(record) : this.#take(record),
      );
      return true;
    } catch (error) {
      if (error instanceof Superseded) {
        // Whoever that is writes down how it is.
        return true;
      }
      const message = `${inWords(error)}${RETRIED}`;
      if (readyOf(record)?.message !== message) {
        logger.error(
          `Snapshot ${key.project}/${key.volume}/${key.name} could not be ${
            deleting ? 'deleted' : 'taken'
          }`,
          toError(error),
        );
      }
      await this.#observe(record, {
        conditions: conditionsOf(record, {
          ...{ ready: record.phase === 'Available', message },
          reason: deleting ? 'DeletionFailed' : 'CloudRefused',
        }),
      });
      return !isCloudUnanswered(error);
    }
  }

  async #take(record: SnapshotRecord): Promise<void> {
    const state = await this.#work.take(record, this.#saver(record));
    const { phase, settled, ready, reason, message } = state;
    const { sizeBytes, observedAt } = state;
    if (record.phase !== phase || record.externalId === undefined) {
      this.#options.changed(record.cloud);
    }
    await this.#observe(record, {
      ...{ phase, sizeBytes, observedAt },
      ...(settled && { observedGeneration: record.generation }),
      conditions: conditionsOf(record, { ready, reason, message }),
    });
  }

  async #remove(record: SnapshotRecord): Promise<void> {
    const waitsFor = await this.#work.remove(record, this.#saver(record));
    if (waitsFor) {
      await this.#observe(record, {
        conditions: conditionsOf(record, { ready: false, ...waitsFor }),
      });
      return;
    }
    const { project, volume, name, uid, cloud } = record;
    this.#backoff.forget(textOf(record));
    if (await this.#options.store.delete(record)) {
      this.#options.changed(cloud);
      await this.#audit('volume-snapshot-deleted', {
        ...{ project, volume, snapshot: name, uid, cloud },
      });
      // Its volume may have waited for that.
      await this.#options.settleVolume({ project, name: volume });
    }
  }

  /** Writes what is new alone. */
  async #observe(
    record: SnapshotRecord,
    observation: SnapshotObservation,
  ): Promise<void> {
    const { observedAt, ...found } = observation;
    const isNew = (Object.keys(found) as (keyof typeof found)[]).some(
      key =>
        found[key] !== undefined &&
        JSON.stringify(found[key]) !== JSON.stringify(record[key]),
    );
    this.#backoff.looked(textOf(record), isNew);
    if (isNew || observedAt !== undefined) {
      await this.#options.store.observe(record, record.phase, observation);
    }
  }

  #saver(record: SnapshotRecord) {
    let { notes } = record;
    return async (patch: typeof notes, externalId?: string) => {
      notes = await this.#options.store.saveNotes(
        ...([record, notes, patch, externalId] as const),
      );
    };
  }

  async #onRestored(
    { project, name, cloud, restoring }: RestoringVolume,
    { done, message }: { done: boolean; message: string },
  ): Promise<void> {
    await this.#audit(
      'volume-restored',
      { project, volume: name, cloud, snapshot: restoring.snapshot },
      done ? undefined : new Error(message),
    );
    // In the background: whoever waits for the restore need not wait for what comes next.
    void this.#options.settleVolume({ project, name }).catch(error => {
      this.#options.logger.error(
        `Volume ${project}/${name} could not be looked at`,
        error,
      );
    });
  }

  /** What the portal has done by itself, for Backstage's audit log. */
  async #audit(
    eventId: string,
    meta: Record<string, string | undefined>,
    error?: Error,
  ): Promise<void> {
    try {
      const event = await this.#options.auditor.createEvent({
        ...{ eventId, severityLevel: 'medium' },
        meta: JSON.parse(JSON.stringify(meta)),
      });
      await (error ? event.fail({ error }) : event.success());
    } catch (failure) {
      this.#options.logger.error(
        `The audit log could not be told of ${eventId}`,
        toError(failure),
      );
    }
  }
}

function textOf({ project, volume, name }: SnapshotKey): VolumeKey {
  return { project, name: `${volume}/${name}` };
}

function readyOf({ conditions }: SnapshotRecord) {
  return conditions.find(({ type }) => type === 'Ready');
}

function conditionsOf(
  { conditions }: SnapshotRecord,
  {
    ready,
    reason,
    message,
  }: { ready: boolean; reason: string; message: string },
) {
  return setCondition(conditions, {
    ...{ type: 'Ready', status: ready ? 'True' : 'False', reason, message },
  });
}
