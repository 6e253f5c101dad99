import {
  formatBytes,
  parseQuantity,
  projectPermissions,
  type Volume,
  type VolumeCreate,
  type VolumeUpdate,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { ClusterStore } from '../clusters/ClusterStore';
import { decodeCursor, toPage } from '../http/cursors';
import {
  conflict,
  invalidInput,
  notFound,
  quotaExceeded,
} from '../http/errors';
import { withFileErrors } from '../http/fileErrors';
import { recordAnswer, type Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { ProvidedVolume, VolumeProviders } from './providers/types';
import { parseSize } from './parseSize';
import { placeVolume } from './placeVolume';
import { refuseDeleting } from './refuseDeleting';
import { volumeKey, volumeKeyTypes, type VolumeQuery } from './selectVolumes';
import { toVolume } from './toVolume';
import type { VolumeKey, VolumeRecord } from './types';
import type { VolumeReconciler } from './VolumeReconciler';
import type { VolumeStore } from './VolumeStore';

/** A list's paging, order and filters, as the contract has them. */
export interface VolumeListQuery extends Pick<
  VolumeQuery,
  'orderBy' | 'cluster' | 'cloud' | 'provider'
> {
  project?: string;
  limit?: number;
  cursor?: string;
  q?: string;
  phase?: VolumeQuery['phases'];
}

/** What {@link VolumeService} needs. */
export interface VolumeServiceOptions {
  store: VolumeStore;
  clusters: ClusterStore;
  access: ProjectAccess;
  reconciler: VolumeReconciler;
  providers: VolumeProviders;
}

/** How long an answer waits for a volume to be made, in milliseconds; it goes on afterwards. */
const CREATE_WAIT = 5_000;
/** How long an answer waits for a deletion to be carried out, in milliseconds; it goes on afterwards. */
const DELETE_WAIT = 2_000;
/** Runs that an error names. */
const NAMED_RUNS = 3;

/** The rules of volumes. */
export class VolumeService {
  readonly #options: VolumeServiceOptions;

  constructor(options: VolumeServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller, query: VolumeListQuery) {
    const { store } = this.#options;
    const projects = await this.#projects(caller, query.project);
    const { limit = 50, orderBy, cluster, cloud, provider } = query;
    const records = await store.list({
      ...{ projects, orderBy, cluster, cloud, provider },
      limit: limit + 1,
      after:
        query.cursor === undefined
          ? undefined
          : decodeCursor(query.cursor, volumeKeyTypes(orderBy)),
      search: query.q,
      phases: query.phase,
    });
    const mounts = await store.mounts.of(records);
    return toPage(
      records,
      limit,
      record => volumeKey(orderBy, record),
      record =>
        toVolume(record, mounts.get(`${record.project}/${record.name}`) ?? []),
    );
  }

  /** @throws ApiError 404 `VolumeNotFound`. */
  async get(caller: Caller, key: VolumeKey): Promise<Volume> {
    const { access } = this.#options;
    await access.require(caller, projectPermissions.volumeRead, key.project);
    return this.#show(await this.#find(key));
  }

  /**
   * @throws ApiError 400 where the cluster is unknown or the size is none; 409 `NameTaken`, `QuotaExceeded`.
   */
  async create(
    caller: Caller,
    project: string,
    body: VolumeCreate,
    idempotency?: Idempotency,
  ): Promise<Volume> {
    const { store, access, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeCreate, project);
    const sizeBytes = parseSize(body.size);
    const place = await placeVolume(body.cluster, this.#options);
    const { storageClass, accessMode } = body;
    const wanted = {
      ...{ ...place, project, name: body.name, size: body.size, sizeBytes },
      ...{ storageClass, accessMode, owner: caller.userEntityRef },
      observedGeneration: 0,
    };
    await this.#check(wanted);
    const volume = await store.transaction(async tx => {
      await this.#checkQuota(tx, { project, sizeBytes });
      const record = await store.create(
        { ...wanted, description: body.description ?? '' },
        tx,
      );
      if (!record) {
        throw conflict(
          'NameTaken',
          `There is a volume '${body.name}' in project '${project}' already`,
          { field: 'name', advice: 'Choose another name.' },
        );
      }
      const created = toVolume(record, []);
      if (idempotency) {
        await recordAnswer(tx, idempotency, { status: 201, body: created });
      }
      return created;
    });
    // The volume is there for whoever reads this answer. Should this fail, the reconciler tries again by itself.
    await reconciler.settleWithin(volume, CREATE_WAIT);
    return volume;
  }

  /**
   * Changes the description or the size.
   *
   * @throws ApiError 404 `VolumeNotFound`; 409 `QuotaExceeded`, `VolumeTooSmall` where its files take more.
   */
  async update(
    caller: Caller,
    key: VolumeKey,
    body: VolumeUpdate,
  ): Promise<Volume> {
    const { store, access, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeWrite, key.project);
    const { description, size } = body;
    const sizeBytes = size === undefined ? undefined : parseSize(size);
    if (sizeBytes !== undefined) {
      const record = await this.#find(key);
      await this.#check(record, { sizeBytes });
      if (sizeBytes < record.sizeBytes) {
        // Runs write into volumes without us: look before deciding.
        await withFileErrors(() => reconciler.counter.count(record));
      }
    }
    const updated = await store.transaction(async tx => {
      if (sizeBytes !== undefined) {
        await this.#checkQuota(tx, {
          project: key.project,
          sizeBytes,
          except: key.name,
        });
      }
      const record = await this.#find(key, tx);
      refuseDeleting(record);
      if (sizeBytes !== undefined && sizeBytes < record.usedBytes) {
        throw conflict(
          'VolumeTooSmall',
          `Volume '${key.name}' holds ${formatBytes(record.usedBytes)}, more than ${size}`,
          {
            field: 'size',
            advice: `Delete files first, or ask for at least ${formatBytes(record.usedBytes)}.`,
          },
        );
      }
      return store.update(key, { description, size, sizeBytes }, tx);
    });
    if (!updated) {
      throw notFound('Volume', key.name, 'volume');
    }
    await reconciler.settle(key, CREATE_WAIT);
    return this.#show(await this.#find(key));
  }

  /** @throws ApiError 404 `VolumeNotFound`; 409 `VolumeBusy` where runs mount it that have not ended. */
  async delete(caller: Caller, key: VolumeKey): Promise<void> {
    const { store, access, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeDelete, key.project);
    await store.transaction(async tx => {
      // Submitting a run locks the project too, where it checks the quota.
      await store.lockQuota(key.project, tx);
      const record = await this.#find(key, tx);
      const runs = await store.mounts.unfinished(key, NAMED_RUNS + 1, tx);
      if (runs.length > 0) {
        const named = runs
          .slice(0, NAMED_RUNS)
          .map(({ id, phase }) => `${id} (${phase})`)
          .join(', ');
        throw conflict(
          'VolumeBusy',
          `Volume '${key.name}' is mounted by runs that have not ended: ${named}${
            runs.length > NAMED_RUNS ? ' and more' : ''
          }`,
          { field: 'volume', advice: 'Cancel these runs, or wait for them.' },
        );
      }
      if (record.phase !== 'Deleting') {
        await store.markDeleting(key, tx);
      }
    });
    await reconciler.settle(key, DELETE_WAIT);
  }

  /** The projects a list is about: the one asked for, or all where the caller may see volumes. */
  async #projects(
    caller: Caller,
    project: string | undefined,
  ): Promise<string[] | undefined> {
    const { access } = this.#options;
    if (project !== undefined) {
      await access.require(caller, projectPermissions.volumeRead, project);
      return [project];
    }
    const visible = await access.visibleProjects(
      caller,
      projectPermissions.volumeRead,
    );
    return visible.all ? undefined : visible.names;
  }

  /** @throws ApiError 400 that names a field where the volume could not be so; 503 where its cluster does not answer. */
  async #check(
    volume: ProvidedVolume & Pick<VolumeRecord, 'provider'>,
    change?: { sizeBytes: number },
  ): Promise<void> {
    const provider = this.#options.providers[volume.provider];
    const refusal = await withFileErrors(
      async () => provider && provider.check(volume, change),
    );
    if (refusal) {
      const { field, message, advice } = refusal;
      throw invalidInput([{ field, message }], advice);
    }
  }

  /** @throws ApiError 409 `QuotaExceeded` where the project's volumes would take more than its quota. */
  async #checkQuota(
    tx: Knex.Transaction,
    wanted: { project: string; sizeBytes: number; except?: string },
  ): Promise<void> {
    const { store } = this.#options;
    const { project, sizeBytes, except } = wanted;
    const quota = await store.lockQuota(project, tx);
    if (!quota) {
      throw notFound('Project', project, 'project');
    }
    if (quota.storage === undefined) {
      return;
    }
    const limit = parseQuantity(quota.storage);
    const used = await store.storageBytes(project, { except }, tx);
    if (used + sizeBytes > limit) {
      throw quotaExceeded(
        `Project '${project}' has a storage quota of ${quota.storage}: its ${
          except === undefined ? '' : 'other '
        }volumes take ${formatBytes(used)}, so ${formatBytes(
          Math.max(0, limit - used),
        )} are left, and ${formatBytes(sizeBytes)} are asked for`,
        {
          field: 'size',
          advice:
            'Ask for less, delete a volume, or ask an administrator for more storage.',
        },
      );
    }
  }

  async #find(key: VolumeKey, tx?: Knex.Transaction): Promise<VolumeRecord> {
    const record = await this.#options.store.find(key.project, key.name, tx);
    if (!record) {
      throw notFound('Volume', key.name, 'volume');
    }
    return record;
  }

  async #show(record: VolumeRecord): Promise<Volume> {
    const mounts = await this.#options.store.mounts.of([record]);
    return toVolume(
      record,
      mounts.get(`${record.project}/${record.name}`) ?? [],
    );
  }
}
