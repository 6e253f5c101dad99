import {
  projectPermissions,
  type ProjectPermission,
} from '@pagoda/plugin-pagoda-common';
import type { Files } from '../files/Files';
import type { ListedFile } from '../files/types';
import { conflict, notFound } from '../http/errors';
import { withFileErrors } from '../http/fileErrors';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { CapacityLedger } from './CapacityLedger';
import type { VolumeProviders } from './providers/types';
import type { VolumeKey, VolumeRecord } from './types';
import type { VolumeReconciler } from './VolumeReconciler';
import type { VolumeStore } from './VolumeStore';
import { refuseDeleting } from './refuseDeleting';

/** How long a request waits for a volume that is being made, in milliseconds. */
const READY_WAIT = 5_000;

/** What {@link VolumeFileService} needs. */
export interface VolumeFileServiceOptions {
  store: VolumeStore;
  access: ProjectAccess;
  reconciler: VolumeReconciler;
  providers: VolumeProviders;
}

/** A file to store. */
export interface Upload {
  path: string;
  source: AsyncIterable<Uint8Array>;
  /** Bytes, where the client says so beforehand. */
  expectedSize?: number;
  /** Refuse to replace a file. */
  mustBeNew: boolean;
}

/** The rules of files in volumes. */
export class VolumeFileService {
  readonly #options: VolumeFileServiceOptions;
  readonly #capacity = new CapacityLedger();

  constructor(options: VolumeFileServiceOptions) {
    this.#options = options;
  }

  /**
   * The files of a volume, to be read, and whether a run may be writing them.
   *
   * @throws ApiError 404 `VolumeNotFound`; 409 `VolumeNotReady`, `VolumeDeleting`.
   */
  async open(
    caller: Caller,
    key: VolumeKey,
  ): Promise<{ tree: Files; changing: boolean }> {
    const { store } = this.#options;
    const record = await this.#find(caller, projectPermissions.volumeRead, key);
    return {
      tree: this.#tree(record),
      changing: (await store.mounts.writable(key)).length > 0,
    };
  }

  /**
   * Stores a file as it comes.
   *
   * @throws ApiError as {@link VolumeFileService.open}; 409 `VolumeFull`; 412 `FileExists`; 400 `InvalidPath`.
   */
  async put(
    caller: Caller,
    key: VolumeKey,
    upload: Upload,
  ): Promise<{ file: ListedFile; created: boolean }> {
    const { store, reconciler } = this.#options;
    const record = await this.#find(
      caller,
      projectPermissions.volumeWrite,
      key,
    );
    const { path, source, expectedSize = 0, mustBeNew } = upload;
    const tree = this.#tree(record);
    const reservation = this.#capacity.open(record);
    let kept = 0;
    try {
      return await withFileErrors(async () => {
        // All at once, so that what cannot fit is refused before it is sent.
        reservation.admit(expectedSize);
        let prepaid = expectedSize;
        const stored = await tree.write(path, source, {
          mustBeNew,
          admit: bytes => {
            const unpaid = Math.max(0, bytes - prepaid);
            prepaid -= bytes - unpaid;
            reservation.admit(unpaid);
          },
        });
        const { size, modifiedAt, sha256, replacedSize } = stored;
        kept = size - (replacedSize ?? 0);
        await store.addUsage(key, {
          bytes: kept,
          files: replacedSize === undefined ? 1 : 0,
        });
        reconciler.counter.touch(key);
        return {
          file: { path, type: 'file', size, modifiedAt, sha256 },
          created: replacedSize === undefined,
        };
      });
    } finally {
      reservation.close(kept);
    }
  }

  /** @throws ApiError 404 `FileNotFound`; 409 `IsDirectory` where a folder is to go, but not `recursive`. */
  async delete(
    caller: Caller,
    key: VolumeKey,
    path: string,
    options: { recursive?: boolean },
  ): Promise<void> {
    const { store, reconciler } = this.#options;
    const record = await this.#find(
      caller,
      projectPermissions.volumeWrite,
      key,
    );
    const tree = this.#tree(record);
    const freed = await withFileErrors(() => tree.delete(path, options));
    await store.addUsage(key, { bytes: -freed.bytes, files: -freed.files });
    reconciler.counter.touch(key);
  }

  async #find(
    caller: Caller,
    permission: ProjectPermission,
    key: VolumeKey,
  ): Promise<VolumeRecord> {
    const { store, access, reconciler } = this.#options;
    await access.require(caller, permission, key.project);
    let record = await store.find(key.project, key.name);
    if (record?.phase === 'Pending' || record?.phase === 'Error') {
      await reconciler.settleWithin(key, READY_WAIT);
      record = await store.find(key.project, key.name);
    }
    if (!record) {
      throw notFound('Volume', key.name, 'volume');
    }
    refuseDeleting(record);
    if (record.phase !== 'Available') {
      const ready = record.conditions.find(({ type }) => type === 'Ready');
      throw conflict(
        'VolumeNotReady',
        `Volume '${key.name}' is not ready: ${
          ready?.message ?? 'it is being made.'
        }`,
        { field: 'volume', advice: 'Try again in a moment.' },
      );
    }
    if (record.cluster === undefined) {
      throw conflict(
        'VolumeNotBound',
        `Volume '${key.name}' is in cloud '${record.cloud}' and on no cluster, so that nothing can read its files`,
        {
          field: 'volume',
          advice: 'Set its cluster first.',
        },
      );
    }
    return record;
  }

  #tree(record: VolumeRecord): Files {
    const provider = this.#options.providers[record.provider];
    if (!provider) {
      throw new Error(`There is no provider '${record.provider}' of volumes`);
    }
    return provider.files(record);
  }
}
