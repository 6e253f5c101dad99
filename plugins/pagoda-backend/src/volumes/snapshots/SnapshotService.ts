import {
  projectPermissions,
  type VolumeSnapshot,
  type VolumeSnapshotCreate,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, toPage } from '../../http/cursors';
import { conflict, notFound } from '../../http/errors';
import { recordAnswer, type Idempotency } from '../../http/idempotency';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { VolumePreflight } from '../clouds/VolumePreflight';
import type { VolumeKey } from '../types';
import type { VolumeStore } from '../VolumeStore';
import { findInCloud, requireMade } from './findInCloud';
import { refuseSource } from './refuseSource';
import type { SnapshotReconciler } from './SnapshotReconciler';
import type { SnapshotStore } from './SnapshotStore';
import { toSnapshot } from './toSnapshot';
import type { SnapshotKey } from './types';

/** What {@link SnapshotService} needs. */
export interface SnapshotServiceOptions {
  store: SnapshotStore;
  volumes: VolumeStore;
  access: ProjectAccess;
  preflight: VolumePreflight;
  reconciler: SnapshotReconciler;
}

/** How long an answer waits for the cloud, in milliseconds; it goes on afterwards. */
const CREATE_WAIT = 5_000;
const DELETE_WAIT = 2_000;
/** What volumes elsewhere do. */
const REFUSED = 'takes no snapshots';

/** The rules of snapshots. */
export class SnapshotService {
  readonly #options: SnapshotServiceOptions;

  constructor(options: SnapshotServiceOptions) {
    this.#options = options;
  }

  /** The newest first; none of a volume that takes none. Errors: ApiError 400 `cursor`; 404 `VolumeNotFound`. */
  async list(
    caller: Caller,
    volume: VolumeKey,
    query: { limit?: number; cursor?: string },
  ) {
    const { store, volumes, access } = this.#options;
    const { project, name } = volume;
    await access.require(caller, projectPermissions.volumeRead, project);
    if (!(await volumes.find(project, name))) {
      throw notFound('Volume', name, 'volume');
    }
    const { limit = 50, cursor } = query;
    const after =
      cursor === undefined
        ? undefined
        : decodeCursor(cursor, ['number', 'string']);
    const records = await store.list({
      ...{ project, name },
      limit: limit + 1,
      ...(after && {
        after: { createdAt: Number(after[0]), name: String(after[1]) },
      }),
    });
    return toPage(
      records,
      limit,
      record => [record.createdAt, record.name],
      toSnapshot,
    );
  }

  /** @throws ApiError 404 `VolumeNotFound`, `SnapshotNotFound`; 409 `NotInCloud`. */
  async get(caller: Caller, key: SnapshotKey): Promise<VolumeSnapshot> {
    const { store, volumes, access } = this.#options;
    const { project, volume, name } = key;
    await access.require(caller, projectPermissions.volumeRead, project);
    await findInCloud(volumes, { project, name: volume }, REFUSED);
    const record = await store.find(key);
    if (!record) {
      throw notFound('Snapshot', name, 'snapshot');
    }
    return toSnapshot(record);
  }

  /**
   * @throws ApiError 404 `VolumeNotFound`; 409 `NotInCloud`, `VolumeNotReady`, `VolumeDeleting`, `VolumeRestoring`,
   *   `NameTaken`, `DoesNotFit`; 503 `CloudUnavailable`
   */
  async create(
    caller: Caller,
    key: VolumeKey,
    body: VolumeSnapshotCreate,
    idempotency?: Idempotency,
  ): Promise<VolumeSnapshot> {
    const { access, preflight, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeWrite, key.project);
    const { cloud, sizeBytes, volumeType } = requireMade(
      await findInCloud(this.#options.volumes, key, REFUSED),
    );
    const created = await preflight.require(
      { cloud, sizeBytes, volumeType, isSnapshot: true },
      () => this.#insert(caller, key, body, idempotency),
    );
    await reconciler.settleWithin(created, CREATE_WAIT);
    return created;
  }

  /** @throws ApiError 404 `SnapshotNotFound`; 409 `NotInCloud`; `SnapshotBusy` while a volume is made from it, or set back to it. */
  async delete(caller: Caller, key: SnapshotKey): Promise<void> {
    const { store, volumes, access, reconciler } = this.#options;
    const { project, volume } = key;
    await access.require(caller, projectPermissions.volumeDelete, project);
    await volumes.transaction(async tx => {
      await volumes.lockQuota(project, tx);
      const { restoring } = await findInCloud(
        volumes,
        { project, name: volume },
        REFUSED,
        tx,
      );
      const record = await store.find(key, tx);
      if (!record) {
        throw notFound('Snapshot', key.name, 'snapshot');
      }
      if (restoring?.snapshot === key.name) {
        throw conflict(
          'SnapshotBusy',
          `Volume '${volume}' is being set back to snapshot '${key.name}'`,
          { field: 'snapshot', advice: 'Wait until that is done.' },
        );
      }
      await refuseSource(store, { ...key, name: volume }, key.name, tx);
      await store.markDeleting(record, tx);
    });
    await reconciler.settleWithin(key, DELETE_WAIT);
  }

  #insert(
    caller: Caller,
    key: VolumeKey,
    body: VolumeSnapshotCreate,
    idempotency: Idempotency | undefined,
  ): Promise<VolumeSnapshot> {
    const { store, volumes } = this.#options;
    const { name = nameOfNow(), description = '' } = body;
    return volumes.transaction(async tx => {
      // Whoever deletes the volume, sets it back or gives it away locks the project, too.
      await volumes.lockQuota(key.project, tx);
      const { sizeBytes } = requireMade(
        await findInCloud(volumes, key, REFUSED, tx),
      );
      const record = await store.create(
        {
          ...{ project: key.project, volume: key.name, name, description },
          ...{ owner: caller.userEntityRef, sizeBytes },
        },
        tx,
      );
      if (!record) {
        throw conflict(
          'NameTaken',
          `Volume '${key.name}' has a snapshot '${name}' already`,
          { field: 'name', advice: 'Choose another name.' },
        );
      }
      const created = toSnapshot(record);
      if (idempotency) {
        await recordAnswer(tx, idempotency, { status: 201, body: created });
      }
      return created;
    });
  }
}

/** Such as `snapshot-20261123-153412`, in UTC. */
function nameOfNow(): string {
  const [date, time] = new Date().toISOString().split(/[T.]/);
  return `snapshot-${date.replaceAll('-', '')}-${time.replaceAll(':', '')}`;
}
