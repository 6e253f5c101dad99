import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
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
import type { OwnActs } from './OwnActs';
import type { SnapshotStore } from './SnapshotStore';
import { RETRIED, type SnapshotWork } from './SnapshotWork';
import type { SnapshotKey, SnapshotObservation, SnapshotRecord } from './types';

/** What {@link SnapshotSettler} needs. */
export interface SnapshotSettlerOptions {
  store: SnapshotStore;
  work: SnapshotWork;
  /** Has a volume looked at now. */
  settleVolume: (key: VolumeKey) => Promise<void>;
  /** The quota of a cloud is another: something was made or removed. */
  changed: (cloud: string) => void;
  acts: OwnActs;
  logger: LoggerService;
}

/** Looks at one that is not as it is wanted, in milliseconds. */
const LOOKS = { first: 4_000, last: 60_000 };

/** Brings single snapshots to the state that is wanted, and writes down how they are. */
export class SnapshotSettler {
  readonly #options: SnapshotSettlerOptions;
  readonly #working = new OneAtATime();
  readonly #backoff = new Backoff(LOOKS.first, LOOKS.last);

  constructor(options: SnapshotSettlerOptions) {
    this.#options = options;
  }

  /** Whether it is time to look at it again. */
  isDue(key: SnapshotKey): boolean {
    return this.#backoff.isDue(textOf(key));
  }

  /**
   * One step. What goes wrong is written into its conditions, and tried again later.
   *
   * @returns false where the cloud does not answer
   */
  async settle(key: SnapshotKey): Promise<boolean> {
    let reached = true;
    try {
      await this.#working.run(textOf(key), async () => {
        reached = await this.#reconcile(key);
      });
    } catch (error) {
      this.#options.logger.error(
        `Snapshot ${inLog(key)} could not be looked at`,
        toError(error),
      );
    }
    return reached;
  }

  /** Resolves when nothing goes on any more. */
  idle(): Promise<void> {
    return this.#working.idle();
  }

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
      const ready = record.conditions.find(({ type }) => type === 'Ready');
      if (ready?.message !== message) {
        logger.error(
          `Snapshot ${inLog(key)} could not be ${deleting ? 'deleted' : 'taken'}`,
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
    const { work, changed } = this.#options;
    const state = await work.take(record, this.#saver(record));
    const { phase, settled, ready, reason, message } = state;
    const { sizeBytes, observedAt } = state;
    if (record.phase !== phase || record.externalId === undefined) {
      changed(record.cloud);
    }
    await this.#observe(record, {
      ...{ phase, sizeBytes, observedAt },
      ...(settled && { observedGeneration: record.generation }),
      conditions: conditionsOf(record, { ready, reason, message }),
    });
  }

  async #remove(record: SnapshotRecord): Promise<void> {
    const { store, work, acts, changed, settleVolume } = this.#options;
    const waitsFor = await work.remove(record, this.#saver(record));
    if (waitsFor) {
      await this.#observe(record, {
        conditions: conditionsOf(record, { ready: false, ...waitsFor }),
      });
      return;
    }
    const { project, volume, name, uid, cloud } = record;
    this.#backoff.forget(textOf(record));
    if (await store.delete(record)) {
      changed(cloud);
      await acts.tell('volume-snapshot-deleted', {
        ...{ project, volume, snapshot: name, uid, cloud },
      });
      // Its volume may have waited for that.
      await settleVolume({ project, name: volume });
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
}

function textOf({ project, volume, name }: SnapshotKey): VolumeKey {
  return { project, name: `${volume}/${name}` };
}

function inLog({ project, volume, name }: SnapshotKey): string {
  return `${project}/${volume}/${name}`;
}

function conditionsOf(
  { conditions }: SnapshotRecord,
  state: { ready: boolean; reason: string; message: string },
) {
  const { ready, reason, message } = state;
  return setCondition(conditions, {
    ...{ type: 'Ready', status: ready ? 'True' : 'False', reason, message },
  });
}
