import {
  projectPermissions,
  type Volume,
  type VolumeClone,
} from '@pagoda/plugin-pagoda-common';
import { notFound } from '../../http/errors';
import type { Idempotency } from '../../http/idempotency';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { gibOf } from '../clouds/wholeGiB';
import type { VolumeKey } from '../types';
import type { VolumeService } from '../VolumeService';
import type { VolumeStore } from '../VolumeStore';
import { findInCloud, requireMade } from './findInCloud';
import type { SnapshotStore } from './SnapshotStore';

/** What {@link CloneService} needs. */
export interface CloneServiceOptions {
  store: SnapshotStore;
  volumes: VolumeStore;
  service: Pick<VolumeService, 'create'>;
  access: ProjectAccess;
}

/** Makes volumes like others: in the same cloud and zone, of the same type and size where nothing else is asked for. */
export class CloneService {
  readonly #options: CloneServiceOptions;

  constructor(options: CloneServiceOptions) {
    this.#options = options;
  }

  /**
   * @throws ApiError 400 that names what is wrong; 404 `VolumeNotFound`, `SnapshotNotFound`; 409 `NotInCloud`,
   *   `VolumeNotReady`, `VolumeRestoring`, and those of {@link VolumeService.create}.
   */
  async clone(
    caller: Caller,
    key: VolumeKey,
    body: VolumeClone,
    idempotency?: Idempotency,
  ): Promise<Volume> {
    const { store, volumes, service, access } = this.#options;
    const { project, name: volume } = key;
    await access.require(caller, projectPermissions.volumeCreate, project);
    const { cloud, zone, sizeBytes } = requireMade(
      await findInCloud(volumes, key, 'cannot be cloned'),
    );
    const { snapshot, size, ...more } = body;
    let least = sizeBytes;
    if (snapshot !== undefined) {
      const found = await store.find({ project, volume, name: snapshot });
      if (!found) {
        throw notFound('Snapshot', snapshot, 'snapshot');
      }
      least = found.sizeBytes;
    }
    return service.create(
      caller,
      project,
      {
        ...more,
        size: size ?? `${gibOf(least)}Gi`,
        ...{ cloud, zone },
        source: { volume, ...(snapshot !== undefined && { snapshot }) },
      },
      idempotency,
    );
  }
}
