import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import { FileError } from '../../files/FileError';
import { saysOf } from '../providers/cinder/explainCinderError';
import { newestMessages } from '../providers/cinder/newestMessages';
import {
  deletedOutside,
  describeDeletion,
  describeStatus,
  type SnapshotState,
} from './describeStatus';
import { isMarked, snapshotMarks, snapshotName } from './snapshotMarks';
import type { SnapshotNotes, SnapshotRecord } from './types';

/** What {@link SnapshotWork} needs. */
export interface SnapshotWorkOptions {
  /** Id of this portal, for marks. */
  portal: string;
  /** The block storage of a cloud. */
  storageOf: (cloud: string) => BlockStorage;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** Keeps what is under way; durable before it resolves. Rejects with Superseded where another process works on it. */
export type SaveNotes = (
  patch: SnapshotNotes,
  externalId?: string,
) => Promise<void>;

/** How a snapshot is, as its cloud has it. */
export interface TakenSnapshot extends SnapshotState {
  sizeBytes?: number;
  /** When its cloud was seen to have it. */
  observedAt?: number;
}

/** What is said of a failure beside its reason. */
export const RETRIED = ' It is tried again by itself.';
/** A request that nobody knows the end of may take effect within this time, in milliseconds. */
const UNCERTAIN = 60_000;
/** Who takes a snapshot means the volume as it is then: later than this it is not begun, in milliseconds. */
const LATEST = 10 * 60_000;
/** A deletion that was asked for so long ago should have had an effect, in milliseconds. */
const KEPT = 5 * 60_000;
const GIB = 1024 ** 3;

/**
 * One step of a snapshot's way, level-triggered: may be killed at any line and called again. Snapshots are found by their
 * uid, so none is taken twice.
 */
export class SnapshotWork {
  readonly #options: SnapshotWorkOptions;
  readonly #now: () => number;

  constructor(options: SnapshotWorkOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** Takes it where it has not been taken, and says how it is. */
  async take(record: SnapshotRecord, save: SaveNotes): Promise<TakenSnapshot> {
    const { cloud } = record;
    const storage = this.#options.storageOf(cloud);
    const found = await this.#find(storage, record, save);
    if (found) {
      return this.#describe(storage, record, found);
    }
    if (record.externalId !== undefined) {
      return deletedOutside(cloud);
    }
    if (this.#isUncertain(record)) {
      return {
        ...{ phase: 'Pending', settled: false, ready: false },
        reason: 'Creating',
        message: `Cloud '${cloud}' was asked to take it, and has not told whether it does.`,
      };
    }
    if (this.#now() - record.createdAt > LATEST) {
      const ready = record.conditions.find(({ type }) => type === 'Ready');
      return {
        ...{ phase: 'Error', settled: true, ready: false },
        reason: 'NotTaken',
        message:
          ready?.reason === 'NotTaken'
            ? ready.message
            : `It could not be taken within ${LATEST / 60_000} minutes, and is not tried again, since its volume is another by now. Delete it, and take another. ${ready?.message.replace(RETRIED, '') ?? ''}`.trim(),
      };
    }
    return this.#describe(
      storage,
      record,
      await this.#create(storage, record, save),
    );
  }

  /**
   * Deletes it.
   *
   * @returns what that waits for; nothing when the cloud does not have it any more
   */
  async remove(
    record: SnapshotRecord,
    save: SaveNotes,
  ): Promise<{ reason: string; message: string } | undefined> {
    const { cloud } = record;
    const storage = this.#options.storageOf(cloud);
    const found = await this.#find(storage, record, save);
    if (!found) {
      return this.#isUncertain(record)
        ? {
            reason: 'Terminating',
            message: `Cloud '${cloud}' was asked to take it, and may still do so: it is looked for.`,
          }
        : undefined;
    }
    const said = await this.#messageOf(storage, found);
    const { deletedAt } = record.notes;
    const now = this.#now();
    const waitsFor = describeDeletion(cloud, found, said, deletedAt, now);
    if (waitsFor) {
      return waitsFor;
    }
    if (deletedAt === undefined) {
      await save({ deletedAt: now });
    }
    let refused: unknown;
    try {
      await storage.deleteSnapshot(found.id);
    } catch (error) {
      refused = error;
    }
    const left = await storage.findSnapshot(found.id);
    if (left && refused !== undefined && left.status !== 'deleting') {
      throw refused;
    }
    if (!left) {
      return undefined;
    }
    // Cinder leaves what others need as it is, and says so to nobody but its log.
    const isKept = deletedAt !== undefined && now - deletedAt > KEPT;
    return {
      reason: 'Terminating',
      message: isKept
        ? `Cloud '${cloud}' was asked to delete it, and still has it: volumes that were made from it may need it. The portal asks again and again; what operators look for is snapshot ${found.id}.`
        : `Cloud '${cloud}' is deleting it.`,
    };
  }

  /** Whether one that was seen in its cloud is as it was left there. */
  isAsLeft(record: SnapshotRecord, found: CinderSnapshot): boolean {
    const { message } = describeStatus(record.cloud, found, undefined, 0);
    const ready = record.conditions.find(({ type }) => type === 'Ready');
    return (
      found.status === 'available' &&
      ready?.message === message &&
      found.size * GIB === record.sizeBytes &&
      isMarked(found.metadata, snapshotMarks(this.#options.portal, record))
    );
  }

  /** By its id, or by its uid where that is not known yet. */
  async #find(
    storage: BlockStorage,
    record: SnapshotRecord,
    save: SaveNotes,
  ): Promise<CinderSnapshot | undefined> {
    const { externalId, uid, volumeId } = record;
    if (externalId !== undefined) {
      return storage.findSnapshot(externalId);
    }
    const same = storage.snapshots({
      volume: volumeId,
      metadata: { pagoda_uid: uid },
    });
    for await (const found of same) {
      // A cloud that ignores the filter lists all.
      if (found.metadata?.pagoda_uid === uid && found.volume_id === volumeId) {
        await save({ attemptedAt: undefined }, found.id);
        return found;
      }
    }
    return undefined;
  }

  async #create(
    storage: BlockStorage,
    record: SnapshotRecord,
    save: SaveNotes,
  ): Promise<CinderSnapshot> {
    const { cloud, volumeId, project, volume, name } = record;
    await save({ attemptedAt: this.#now() });
    let created: CinderSnapshot;
    try {
      created = await storage.createSnapshot({
        volume_id: volumeId,
        name: snapshotName(record),
        // What users write is too long for Cinder, or in characters that it refuses.
        description: `Snapshot ${name} of volume ${volume} of project ${project} in PAGoDA`,
        metadata: snapshotMarks(this.#options.portal, record),
      });
    } catch (error) {
      if (error instanceof OpenStackError && !error.uncertain) {
        await save({ attemptedAt: undefined });
        throw explainRefusal(cloud, error);
      }
      throw error;
    }
    await save({ attemptedAt: undefined }, created.id);
    return created;
  }

  async #describe(
    storage: BlockStorage,
    record: SnapshotRecord,
    found: CinderSnapshot,
  ): Promise<TakenSnapshot> {
    const now = this.#now();
    const marks = snapshotMarks(this.#options.portal, record);
    if (found.status === 'available' && !isMarked(found.metadata, marks)) {
      await storage.setSnapshotMetadata(found.id, marks);
    }
    const said = await this.#messageOf(storage, found);
    return {
      ...describeStatus(record.cloud, found, said, now),
      sizeBytes: found.size * GIB,
      observedAt: now,
    };
  }

  /** Why Cinder could not do it, in its words. */
  async #messageOf(
    storage: BlockStorage,
    { id, status }: CinderSnapshot,
  ): Promise<string | undefined> {
    if (!status.startsWith('error')) {
      return undefined;
    }
    const [newest] = await newestMessages({ api: storage }, { id });
    return newest?.user_message;
  }

  #isUncertain({ notes: { attemptedAt } }: SnapshotRecord): boolean {
    return attemptedAt !== undefined && this.#now() - attemptedAt < UNCERTAIN;
  }
}

/** What can be told better than of errors of clouds as such. */
function explainRefusal(cloud: string, error: OpenStackError): Error {
  if (OpenStackError.is(error, 'OverQuota')) {
    return new FileError(
      'FilesUnreachable',
      `Cloud '${cloud}' has not enough quota left for it: ${saysOf(error)}`,
      {
        advice:
          'Delete a snapshot there, or have the operators of the cloud raise the quota.',
        cause: error,
      },
    );
  }
  if (OpenStackError.is(error, 'NotFound')) {
    return new FileError(
      'FilesUnreachable',
      `Its volume is no longer in cloud '${cloud}'.`,
      { advice: 'Delete it here.', cause: error },
    );
  }
  return error;
}
