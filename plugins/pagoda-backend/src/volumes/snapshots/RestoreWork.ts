import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { CinderVolume } from '../../clients/openstack/blockStorageTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import {
  explainCinderError,
  saysOf,
} from '../providers/cinder/explainCinderError';
import { attachedTo, causeOf } from '../providers/cinder/describeStatus';
import { newestMessages } from '../providers/cinder/newestMessages';
import type { RestoreStore, RestoringVolume } from './RestoreStore';

/** What {@link RestoreWork} needs. */
export interface RestoreWorkOptions {
  store: RestoreStore;
  /** The block storage of a cloud. */
  storageOf: (cloud: string) => BlockStorage;
  /** Ends what serves the volume's files in its cluster, and holds it attached. */
  releaseFiles: (record: RestoringVolume) => Promise<void>;
  /** Told when one has ended, whether it was done or not. */
  onEnd: (
    record: RestoringVolume,
    end: { done: boolean; message: string },
  ) => Promise<void>;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** A volume that is in error in its cloud for longer than this is told of, in milliseconds. */
const LATE = 60 * 60_000;
const MINUTE = 60_000;

/** A volume may be attached for as long before it is set back as its pods take to end, in milliseconds. */
const DETACHING = 3 * 60_000;

/**
 * One step of setting a volume back to a snapshot, level-triggered: may be killed at any line and called again. Doing it
 * twice does no harm, since nothing mounts the volume meanwhile: so it is asked for until the cloud is known to have heard.
 */
export class RestoreWork {
  readonly #options: RestoreWorkOptions;
  readonly #now: () => number;

  constructor(options: RestoreWorkOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** @throws FileError `FilesUnreachable` where the cloud does not answer: nothing has changed then. */
  async step(record: RestoringVolume): Promise<void> {
    const { cloud = '' } = record;
    await explainCinderError({ cloud }, () => this.#step(record, cloud));
  }

  async #step(record: RestoringVolume, cloud: string): Promise<void> {
    const storage = this.#options.storageOf(cloud);
    const { restoring, externalId = '' } = record;
    const seen = await storage.findVolume(externalId);
    if (!seen) {
      return this.#fail(
        record,
        `It was deleted in cloud '${cloud}', and not by the portal.`,
      );
    }
    switch (seen.status) {
      case 'reverting':
        return this.#wait(record, seen, cloud);
      case 'available':
        return restoring.acceptedAt === undefined
          ? this.#revert(storage, record, seen, cloud)
          : this.#done(record);
      case 'in-use':
      case 'attaching':
      case 'detaching':
      case 'reserved':
        if (restoring.acceptedAt !== undefined) {
          // Somebody has attached it since.
          return this.#done(record);
        }
        return this.#detach(record, seen, cloud);
      case 'error':
        return this.#fail(
          record,
          `Cloud '${cloud}' could not set it back${causeOf(
            await newestMessages({ api: storage }, seen),
          )}. What the volume holds now is not to be relied on. The snapshot is still there: ${newVolumeFrom(record, restoring.snapshot)}; and ask the operators of the cloud to look at volume ${seen.id}.`,
        );
      default:
        return this.#wait(record, seen, cloud);
    }
  }

  /** Nothing of PAGoDA's mounts it any more; what did takes a while to end. */
  async #detach(
    record: RestoringVolume,
    seen: CinderVolume,
    cloud: string,
  ): Promise<void> {
    if (this.#now() - record.restoring.since > DETACHING) {
      await this.#fail(
        record,
        `Cloud '${cloud}' has it attached to ${attachedTo(seen)}. Nothing was changed. Detach it, and restore it again.`,
      );
      return;
    }
    await this.#observe(
      record,
      'Attached',
      `Cloud '${cloud}' still has it attached to ${attachedTo(seen)}. It is set back when that is over.`,
    );
    await this.#options.releaseFiles(record);
  }

  async #revert(
    storage: BlockStorage,
    record: RestoringVolume,
    seen: CinderVolume,
    cloud: string,
  ): Promise<void> {
    const { restoring } = record;
    try {
      await storage.revertToSnapshot(seen.id, restoring.externalId);
    } catch (error) {
      const isRefused = (
        [
          'BadRequest',
          'Conflict',
          'InUse',
          'NotFound',
          'NotOffered',
          'Forbidden',
        ] as const
      ).some(code => OpenStackError.is(error, code));
      if (!isRefused) {
        throw error;
      }
      const again = await storage.findVolume(seen.id);
      if (again?.status === 'reverting') {
        // Another process was quicker.
        return this.#wait(record, again, cloud);
      }
      return this.#fail(
        record,
        `Cloud '${cloud}' does not set it back: ${saysOf(error as OpenStackError)} Nothing was changed; ${newVolumeFrom(record, restoring.snapshot)}.`,
      );
    }
    return this.#observe(
      record,
      'Restoring',
      `Cloud '${cloud}' is setting it back to snapshot '${restoring.snapshot}'.`,
      this.#now(),
    );
  }

  async #wait(
    record: RestoringVolume,
    { id, status }: CinderVolume,
    cloud: string,
  ): Promise<void> {
    const { snapshot, since, acceptedAt } = record.restoring;
    const minutes = Math.floor((this.#now() - since) / MINUTE);
    const isReverting = status === 'reverting';
    const doing = isReverting
      ? `Cloud '${cloud}' is setting it back to snapshot '${snapshot}'`
      : `Cloud '${cloud}' has it in state '${status}', and can set it back when that is over`;
    const isLate = this.#now() - since > LATE;
    await this.#observe(
      record,
      isLate ? 'TakesTooLong' : 'Restoring',
      isLate
        ? `${doing}, for ${Math.floor(minutes / 60)} h now. Ask its operators what it waits for; they find it as ${id}.`
        : `${doing}.`,
      acceptedAt ?? (isReverting ? this.#now() : undefined),
    );
  }

  /** Writes what is new alone. */
  async #observe(
    record: RestoringVolume,
    reason: string,
    message: string,
    acceptedAt: number | undefined = record.restoring.acceptedAt,
  ): Promise<void> {
    const { restoring, conditions } = record;
    const before = conditions.find(({ type }) => type === 'Restoring');
    if (
      acceptedAt !== restoring.acceptedAt ||
      before?.reason !== reason ||
      before.message !== message
    ) {
      const next = { ...restoring, acceptedAt };
      await this.#options.store.observe(record, next, { reason, message });
    }
  }

  async #done(record: RestoringVolume): Promise<void> {
    const message = `It was set back to snapshot '${record.restoring.snapshot}'.`;
    await this.#end(record, 'Restored', message);
  }

  async #fail(record: RestoringVolume, why: string): Promise<void> {
    const message = `It was not set back to snapshot '${record.restoring.snapshot}'. ${why}`;
    await this.#end(record, 'RestoreFailed', message);
  }

  async #end(
    record: RestoringVolume,
    reason: 'Restored' | 'RestoreFailed',
    message: string,
  ): Promise<void> {
    const { store, onEnd } = this.#options;
    if (await store.end(record, { reason, message })) {
      await onEnd(record, { done: reason === 'Restored', message });
    }
  }
}

/** The way that is always open, with its command. */
export function newVolumeFrom(
  { project, name }: { project: string; name: string },
  snapshot: string,
): string {
  return `make a new volume from it: pagoda volume clone ${name} ${name}-restored --snapshot ${snapshot} --project ${project}`;
}
