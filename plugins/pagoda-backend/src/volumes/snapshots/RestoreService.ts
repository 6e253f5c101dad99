import {
  formatBytes,
  projectPermissions,
  type Volume,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { BlockStorage } from '../../clients/openstack/BlockStorage';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import type { CloudWatch } from '../../clouds/CloudWatch';
import { conflict, notFound } from '../../http/errors';
import type { Caller } from '../../permissions/Caller';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import { attachedTo } from '../providers/cinder/describeStatus';
import { refuseMounted } from '../refuseMounted';
import type { VolumeKey } from '../types';
import type { VolumeService } from '../VolumeService';
import type { VolumeStore } from '../VolumeStore';
import { findInCloud, requireMade, type MadeInCloud } from './findInCloud';
import { refuseSource } from './refuseSource';
import type { RestoreStore } from './RestoreStore';
import { newVolumeFrom } from './RestoreWork';
import type { SnapshotReconciler } from './SnapshotReconciler';
import type { SnapshotStore } from './SnapshotStore';
import type { SnapshotRecord } from './types';

/** What {@link RestoreService} needs. */
export interface RestoreServiceOptions {
  store: SnapshotStore;
  restores: RestoreStore;
  volumes: VolumeStore;
  service: Pick<VolumeService, 'get'>;
  access: ProjectAccess;
  watch: Pick<CloudWatch, 'unavailable'>;
  storageOf: (cloud: string) => BlockStorage;
  reconciler: SnapshotReconciler;
}

/** A snapshot that a volume can be set back to. */
type Made = SnapshotRecord & { externalId: string };

/** How long an answer waits for the cloud, in milliseconds; it goes on afterwards. */
const WAIT = 2_000;

/** The rules of setting a volume back to a snapshot. */
export class RestoreService {
  readonly #options: RestoreServiceOptions;

  constructor(options: RestoreServiceOptions) {
    this.#options = options;
  }

  /**
   * @throws ApiError 404 `VolumeNotFound`, `SnapshotNotFound`; 409 `NotInCloud`, `VolumeNotReady`, `VolumeDeleting`,
   *   `VolumeRestoring`, `SnapshotNotReady`, `NotNewestSnapshot`, `VolumeHasGrown`, `VolumeBusy`, `VolumeAttached`; 503
   *   `CloudUnavailable`
   */
  async restore(
    caller: Caller,
    key: VolumeKey,
    { snapshot }: { snapshot: string },
  ): Promise<Volume> {
    const { volumes, restores, access, service, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeWrite, key.project);
    const check = (tx?: Knex.Transaction) => this.#check(key, snapshot, tx);
    await this.#checkInCloud(...(await check()));
    await volumes.transaction(async tx => {
      // Submitting a run locks the project too, where it checks the quota.
      await volumes.lockQuota(key.project, tx);
      const [volume, { externalId }] = await check(tx);
      await refuseMounted(volumes.mounts, key, tx);
      await refuseSource(this.#options.store, key, undefined, tx);
      await restores.begin(
        volume,
        { snapshot, externalId, since: Date.now() },
        tx,
      );
    });
    await reconciler.restoreWithin(key, WAIT);
    return service.get(caller, key);
  }

  /** By what is stored. */
  async #check(
    key: VolumeKey,
    name: string,
    tx?: Knex.Transaction,
  ): Promise<[MadeInCloud, Made]> {
    const { volumes, store } = this.#options;
    const volume = requireMade(
      await findInCloud(volumes, key, 'cannot be set back', tx),
    );
    const { project } = key;
    const record = await store.find({ project, volume: key.name, name }, tx);
    if (!record) {
      throw notFound('Snapshot', name, 'snapshot');
    }
    const { phase, externalId } = record;
    if (phase !== 'Available' || externalId === undefined) {
      const ready = record.conditions.find(({ type }) => type === 'Ready');
      throw conflict(
        'SnapshotNotReady',
        `Snapshot '${name}' cannot be used: ${ready?.message ?? phase}`,
        { field: 'snapshot', advice: 'Use one that is Available.' },
      );
    }
    const [newest] = await store.list({ ...key, limit: 1 }, tx);
    if (newest && newest.name !== name) {
      throw notNewest(
        key,
        name,
        `'${newest.name}' was taken after it`,
        `To lose what is newer instead, delete '${newest.name}' and all others that are newer first.`,
      );
    }
    if (volume.sizeBytes !== record.sizeBytes) {
      throw conflict(
        'VolumeHasGrown',
        `Volume '${key.name}' has ${formatBytes(volume.sizeBytes)}, and had ${formatBytes(record.sizeBytes)} when snapshot '${name}' was taken; a cloud sets back only what has the same size`,
        { field: 'snapshot', advice: `${sentence(newVolumeFrom(key, name))}.` },
      );
    }
    return [volume, { ...record, externalId }];
  }

  /** By what the cloud says now. */
  async #checkInCloud(volume: MadeInCloud, snapshot: Made): Promise<void> {
    const { watch, storageOf } = this.#options;
    const { cloud, externalId, name } = volume;
    const { seen, newest } = await this.#read(storageOf(cloud), volume).catch(
      error => {
        throw watch.unavailable(cloud, error);
      },
    );
    const isAttached =
      seen && (seen.attachments.length > 0 || seen.status === 'in-use');
    // What a cluster has to do with it may be what serves its files, which is ended.
    if (isAttached && volume.cluster === undefined) {
      throw conflict(
        'VolumeAttached',
        `Volume '${name}' is attached to ${attachedTo(seen)} in cloud '${cloud}'`,
        {
          field: 'volume',
          advice: `Detach it there first (volume ${externalId}), or ${newVolumeFrom(volume, snapshot.name)}.`,
        },
      );
    }
    if (newest && newest.id !== snapshot.externalId) {
      throw notNewest(
        volume,
        snapshot.name,
        `somebody took '${newest.name ?? newest.id}' in cloud '${cloud}' after it`,
        `To lose what is newer instead, have snapshot ${newest.id} deleted there first.`,
      );
    }
  }

  async #read(storage: BlockStorage, { externalId }: MadeInCloud) {
    const seen = await storage.findVolume(externalId);
    let newest: CinderSnapshot | undefined;
    for await (const one of storage.snapshots({ volume: externalId })) {
      if (!newest || one.created_at > newest.created_at) {
        newest = one;
      }
    }
    return { seen, newest };
  }
}

function notNewest(
  volume: VolumeKey,
  snapshot: string,
  why: string,
  other: string,
): Error {
  return conflict(
    'NotNewestSnapshot',
    `Volume '${volume.name}' can be set back to its newest snapshot alone, and '${snapshot}' is not that: ${why}`,
    {
      field: 'snapshot',
      advice: `${sentence(newVolumeFrom(volume, snapshot))}. ${other}`,
    },
  );
}

function sentence(words: string): string {
  return words[0].toUpperCase() + words.slice(1);
}
