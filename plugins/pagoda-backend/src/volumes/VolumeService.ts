import {
  formatBytes,
  projectPermissions,
  type Preflight,
  type Volume,
  type VolumeCreate,
  type VolumePreflightRequest,
  type VolumeUpdate,
} from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { Clouds } from '../clouds/Clouds';
import type { ClusterStore } from '../clusters/ClusterStore';
import { decodeCursor, toPage } from '../http/cursors';
import { conflict, invalidInput, notFound } from '../http/errors';
import { withFileErrors } from '../http/fileErrors';
import { recordAnswer, type Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { checkStorageQuota } from './checkStorageQuota';
import type { CloudVolumes } from './clouds/CloudVolumes';
import { describeInCloud } from './clouds/describeInCloud';
import { isInCloud } from './clouds/isInCloud';
import {
  refuseKept,
  refuseOfClouds,
  refuseSmaller,
} from './clouds/refuseChanges';
import type { VolumePreflight } from './clouds/VolumePreflight';
import { wholeGiB } from './clouds/wholeGiB';
import type { ProvidedVolume, VolumeProviders } from './providers/types';
import { parseSize } from './parseSize';
import { placeVolume } from './placeVolume';
import { refuseDeleting } from './refuseDeleting';
import { refuseUnusableSource } from './clouds/refuseUnusableSource';
import { refuseMounted } from './refuseMounted';
import { volumeKey, volumeKeyTypes, type VolumeQuery } from './selectVolumes';
import { toVolume } from './toVolume';
import type { NewVolume, VolumeChange, VolumeKey, VolumeRecord } from './types';
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
  clouds: Clouds;
  cloudVolumes: CloudVolumes;
  preflight: VolumePreflight;
}

/** How long an answer waits for a volume to be made, in milliseconds; it goes on afterwards. */
const CREATE_WAIT = 5_000;
/** How long an answer waits for a deletion to be carried out, in milliseconds; it goes on afterwards. */
const DELETE_WAIT = 2_000;

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
      record => this.#toVolume(record, mounts),
    );
  }

  /** @throws ApiError 404 `VolumeNotFound`. */
  async get(caller: Caller, key: VolumeKey): Promise<Volume> {
    const { access } = this.#options;
    await access.require(caller, projectPermissions.volumeRead, key.project);
    return this.#show(await this.#find(key));
  }

  /**
   * @throws ApiError 400 that names what is wrong; 409 `NameTaken`, `QuotaExceeded`, `DoesNotFit`, `SourceNotReady`; 503
   *   where its cluster or cloud does not answer.
   */
  async create(
    caller: Caller,
    project: string,
    body: VolumeCreate,
    idempotency?: Idempotency,
  ): Promise<Volume> {
    const { access, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeCreate, project);
    const { name, description = '' } = body;
    const owner = caller.userEntityRef;
    const wanted: NewVolume = {
      ...{ project, name, description, owner },
      ...(await this.#place(project, body)),
    };
    const insert = () => this.#insert(wanted, idempotency);
    const volume = await (wanted.cloud === undefined
      ? insert()
      : this.#options.preflight.require(
          { ...wanted, cloud: wanted.cloud },
          insert,
        ));
    // The volume is there for whoever reads this answer. Should this fail, the reconciler tries again by itself.
    await reconciler.settleWithin(volume, CREATE_WAIT);
    return volume;
  }

  /**
   * Whether volumes would fit into the quotas of their clouds; makes nothing.
   *
   * @throws ApiError 400 for a size that is none; 503 `CloudUnavailable`
   */
  async preflight(
    caller: Caller,
    project: string,
    { items }: VolumePreflightRequest,
  ): Promise<Preflight> {
    const { access, preflight } = this.#options;
    await access.require(caller, projectPermissions.volumeCreate, project);
    return preflight.preflight(
      items.map(({ cloud, size, volumeType }, index) => ({
        ...{ cloud, volumeType },
        sizeBytes: parseSize(size, `items[${index}].size`),
      })),
      (index, field) => `items[${index}].${field}`,
    );
  }

  /**
   * Changes the description or the size; of a volume in a cloud also the cluster that may mount it, and its protection.
   *
   * @throws ApiError 404 `VolumeNotFound`; 409 `QuotaExceeded`, `DoesNotFit`, `VolumeTooSmall` where its files take more,
   *   `VolumeBusy` where runs mount what is to go to another cluster.
   */
  async update(
    caller: Caller,
    key: VolumeKey,
    body: VolumeUpdate,
  ): Promise<Volume> {
    const { access, reconciler, preflight } = this.#options;
    await access.require(caller, projectPermissions.volumeWrite, key.project);
    const record = await this.#find(key);
    const change = await this.#toChange(record, body);
    const { sizeBytes } = change;
    const work = () => this.#change(key, change);
    await (isInCloud(record) &&
    sizeBytes !== undefined &&
    sizeBytes > record.sizeBytes
      ? preflight.require(
          { ...record, sizeBytes, presentBytes: record.sizeBytes },
          work,
        )
      : work());
    await reconciler.settle(key, CREATE_WAIT);
    return this.#show(await this.#find(key));
  }

  /**
   * @throws ApiError 404 `VolumeNotFound`; 409 `DeletionProtected`, `VolumeHasSnapshots`, `VolumeBusy` where runs mount it
   *   that have not ended.
   */
  async delete(caller: Caller, key: VolumeKey): Promise<void> {
    const { store, access, reconciler } = this.#options;
    await access.require(caller, projectPermissions.volumeDelete, key.project);
    await store.transaction(async tx => {
      // Submitting a run locks the project too, where it checks the quota.
      await store.lockQuota(key.project, tx);
      const record = await this.#find(key, tx);
      await refuseMounted(store.mounts, key, tx);
      await refuseKept(store.clouds, record, tx);
      if (record.phase !== 'Deleting') {
        await store.markDeleting(key, tx);
      }
    });
    await reconciler.settle(key, DELETE_WAIT);
  }

  /** Where a new volume is to be. */
  async #place(
    project: string,
    body: VolumeCreate,
  ): Promise<Omit<NewVolume, 'project' | 'name' | 'description' | 'owner'>> {
    const { cloudVolumes } = this.#options;
    const sizeBytes = parseSize(body.size);
    if (body.cloud !== undefined) {
      return cloudVolumes.place(
        project,
        { ...body, cloud: body.cloud },
        sizeBytes,
      );
    }
    cloudVolumes.refuseWithoutCloud(body);
    const { size, storageClass, accessMode } = body;
    const place = await placeVolume(body.cluster, this.#options);
    const wanted = { ...place, size, sizeBytes, storageClass, accessMode };
    await this.#check({
      ...{ ...wanted, project, name: body.name, owner: '' },
      ...{ generation: 1, observedGeneration: 0, phase: 'Pending' },
      ...{ attachments: [], notes: {} },
    });
    return wanted;
  }

  #insert(wanted: NewVolume, idempotency?: Idempotency): Promise<Volume> {
    const { store, clouds } = this.#options;
    const { project, name, source } = wanted;
    return store.transaction(async tx => {
      await checkStorageQuota(store, tx, wanted);
      if (source) {
        const key = { project, name: source.volume };
        await refuseUnusableSource(
          store,
          await this.#find(key, tx),
          source,
          tx,
        );
      }
      const record = await store.create(wanted, tx);
      if (!record) {
        throw conflict(
          'NameTaken',
          `There is a volume '${name}' in project '${project}' already`,
          { field: 'name', advice: 'Choose another name.' },
        );
      }
      const created = toVolume(record, [], describeInCloud(clouds, record));
      if (idempotency) {
        await recordAnswer(tx, idempotency, { status: 201, body: created });
      }
      return created;
    });
  }

  /** What is to be changed, where the volume's provider can do that. */
  async #toChange(
    record: VolumeRecord,
    body: VolumeUpdate,
  ): Promise<VolumeChange> {
    const { reconciler, cloudVolumes } = this.#options;
    const { description, cluster, deletionProtection } = body;
    const asked = body.size === undefined ? undefined : parseSize(body.size);
    if (isInCloud(record)) {
      if (typeof cluster === 'string' && cluster !== record.cluster) {
        await cloudVolumes.requireCluster(cluster);
      }
      const size =
        asked === undefined ? undefined : wholeGiB(body.size!, asked);
      if (size) {
        refuseSmaller(record, size.sizeBytes);
        await this.#check(record, size);
      }
      return {
        ...{ description, cluster, deletionProtection },
        ...{ size: size?.size, sizeBytes: size?.sizeBytes },
      };
    }
    refuseOfClouds(body);
    if (asked !== undefined) {
      await this.#check(record, { sizeBytes: asked });
      if (asked < record.sizeBytes) {
        // Runs write into volumes without us: look before deciding.
        await withFileErrors(() => reconciler.counter.count(record));
      }
    }
    return { description, size: body.size, sizeBytes: asked };
  }

  async #change(key: VolumeKey, change: VolumeChange): Promise<void> {
    const { store } = this.#options;
    const { size, sizeBytes, cluster } = change;
    const updated = await store.transaction(async tx => {
      if (sizeBytes !== undefined) {
        const { project, name } = key;
        const wanted = { project, sizeBytes, except: name };
        await checkStorageQuota(store, tx, wanted);
      } else {
        await store.lockQuota(key.project, tx);
      }
      const record = await this.#find(key, tx);
      refuseDeleting(record);
      if (cluster !== undefined && (cluster ?? undefined) !== record.cluster) {
        await refuseMounted(store.mounts, key, tx);
      }
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
      return store.update(key, change, tx);
    });
    if (!updated) {
      throw notFound('Volume', key.name, 'volume');
    }
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

  async #find(key: VolumeKey, tx?: Knex.Transaction): Promise<VolumeRecord> {
    const record = await this.#options.store.find(key.project, key.name, tx);
    if (!record) {
      throw notFound('Volume', key.name, 'volume');
    }
    return record;
  }

  async #show(record: VolumeRecord): Promise<Volume> {
    return this.#toVolume(
      record,
      await this.#options.store.mounts.of([record]),
    );
  }

  #toVolume(record: VolumeRecord, mounts: Map<string, string[]>): Volume {
    return toVolume(
      record,
      mounts.get(`${record.project}/${record.name}`) ?? [],
      describeInCloud(this.#options.clouds, record),
    );
  }
}
