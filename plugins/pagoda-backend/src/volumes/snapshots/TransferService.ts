import { projectPermissions, type Volume } from '@pagoda/plugin-pagoda-common';
import { ApiError, conflict, invalidInput, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { Knex } from 'knex';
import { checkStorageQuota } from '../checkStorageQuota';
import { refuseMounted } from '../refuseMounted';
import type { VolumeKey } from '../types';
import type { VolumeReconciler } from '../VolumeReconciler';
import type { VolumeService } from '../VolumeService';
import type { VolumeStore } from '../VolumeStore';
import { findInCloud, requireMade, type MadeInCloud } from './findInCloud';
import { moveVolume } from './moveVolume';
import { refuseSource } from './refuseSource';
import type { SnapshotStore } from './SnapshotStore';

/** What {@link TransferService} needs. */
export interface TransferServiceOptions {
  store: SnapshotStore;
  volumes: VolumeStore;
  service: Pick<VolumeService, 'get'>;
  access: ProjectAccess;
  reconciler: Pick<VolumeReconciler, 'settle'>;
}

/** How long an answer waits until the cloud has the new marks, in milliseconds; that goes on afterwards. */
const WAIT = 2_000;
/** What volumes elsewhere do. */
const REFUSED = 'cannot be given to another project';
/** Snapshots of which one that is under way is told of. */
const SNAPSHOTS = 1_000;

/** The rules of giving a volume, with its snapshots, to another project. */
export class TransferService {
  readonly #options: TransferServiceOptions;

  constructor(options: TransferServiceOptions) {
    this.#options = options;
  }

  /**
   * In the cloud it stays where it is: all projects of a portal share the cloud's one project. Only its marks change.
   *
   * @throws ApiError 400 for the volume's own project; 403 where the caller may not create volumes there; 404
   *   `VolumeNotFound`, `ProjectNotFound`; 409 `NotInCloud`, `VolumeNotReady`, `VolumeRestoring`, `VolumeBound`,
   *   `VolumeBusy`, `SnapshotBusy`, `NameTaken`, `QuotaExceeded`
   */
  async transfer(
    caller: Caller,
    key: VolumeKey,
    { project }: { project: string },
  ): Promise<Volume> {
    const { volumes, access, service, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeDelete, key.project);
    await findInCloud(volumes, key, REFUSED);
    if (project === key.project) {
      throw invalidInput(
        [
          {
            field: 'project',
            message: `is '${project}', where the volume is already`,
          },
        ],
        'Name the project that is to have it.',
      );
    }
    await access.require(caller, projectPermissions.volumeCreate, project);
    await volumes.transaction(async tx => {
      // In one order, so that two transfers do not wait for each other.
      for (const name of [key.project, project].sort()) {
        if (!(await volumes.lockQuota(name, tx))) {
          throw notFound('Project', name, 'project');
        }
      }
      const record = requireMade(await findInCloud(volumes, key, REFUSED, tx));
      await this.#check(record, project, tx);
      await moveVolume(tx, record, { project, owner: caller.userEntityRef });
    });
    const moved = { project, name: key.name };
    await reconciler.settle(moved, WAIT);
    return service.get(caller, moved);
  }

  async #check(
    record: MadeInCloud,
    project: string,
    tx: Knex.Transaction,
  ): Promise<void> {
    const { store, volumes } = this.#options;
    const { name, sizeBytes } = record;
    refuseBound(record);
    if (record.observedGeneration < record.generation) {
      throw conflict(
        'VolumeNotReady',
        `Volume '${name}' is being changed in its cloud`,
        { field: 'volume', advice: 'Try again in a moment.' },
      );
    }
    await refuseMounted(volumes.mounts, record, tx);
    await refuseSource(store, record, undefined, tx);
    const snapshots = await store.list({ ...record, limit: SNAPSHOTS }, tx);
    const busy = snapshots.find(
      ({ phase }) => phase === 'Pending' || phase === 'Deleting',
    );
    if (busy) {
      throw conflict(
        'SnapshotBusy',
        `Snapshot '${busy.name}' of volume '${name}' is being ${
          busy.phase === 'Pending' ? 'taken' : 'deleted'
        }`,
        { field: 'volume', advice: 'Wait until that is done.' },
      );
    }
    if (await volumes.find(project, name, tx)) {
      throw conflict(
        'NameTaken',
        `There is a volume '${name}' in project '${project}' already`,
        {
          field: 'project',
          advice: `Clone it under another name, and transfer that: pagoda volume clone ${name} NAME --project ${record.project}`,
        },
      );
    }
    try {
      await checkStorageQuota(volumes, tx, { project, sizeBytes });
    } catch (error) {
      throw error instanceof ApiError && error.field === 'size'
        ? conflict(error.code, error.message, {
            field: 'project',
            advice:
              'Have volumes deleted there, or ask an administrator for more storage for that project.',
          })
        : error;
    }
  }
}

/** @throws ApiError 409 `VolumeBound`: what leads to it in a cluster belongs to its project. */
function refuseBound({ project, name, cluster, notes }: MadeInCloud): void {
  if (cluster !== undefined) {
    throw conflict(
      'VolumeBound',
      `Volume '${name}' is on cluster '${cluster}'`,
      {
        field: 'volume',
        advice: `Take it off its cluster first: pagoda volume unbind ${name} --project ${project}`,
      },
    );
  }
  const { boundTo = [] } = notes;
  if (boundTo.length > 0) {
    throw conflict(
      'VolumeBound',
      `Volume '${name}' is still being taken off cluster '${boundTo[0]}'`,
      {
        field: 'volume',
        advice:
          'Wait until that is done; the conditions of the volume tell what it waits for.',
      },
    );
  }
}
