import {
  projectPermissions,
  type Preflight,
  type Volume,
  type VolumeCreate,
  type VolumePreflightRequest,
  type VolumeUpdate,
} from '@pagoda/plugin-pagoda-common';
import { decodeCursor, toPage } from '../http/cursors';
import { invalidInput } from '../http/errors';
import type { Idempotency } from '../http/idempotency';
import type { Caller } from '../permissions/Caller';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { describeInCloud } from './clouds/describeInCloud';
import { isInCloud } from './clouds/isInCloud';
import { refuseKept } from './clouds/refuseChanges';
import type { VolumePreflight } from './clouds/VolumePreflight';
import { findVolume } from './findVolume';
import { parseSize } from './parseSize';
import { refuseMounted } from './refuseMounted';
import { volumeKey, volumeKeyTypes, type VolumeQuery } from './selectVolumes';
import { toVolume } from './toVolume';
import type { NewVolume, VolumeKey, VolumeRecord } from './types';
import { VolumeWriting, type VolumeWritingOptions } from './VolumeWriting';

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
export interface VolumeServiceOptions extends VolumeWritingOptions {
  access: ProjectAccess;
  preflight: VolumePreflight;
}

/** How long an answer waits for a volume to be made, in milliseconds; it goes on afterwards. */
const CREATE_WAIT = 5_000;
/** How long an answer waits for a deletion to be carried out, in milliseconds; it goes on afterwards. */
const DELETE_WAIT = 2_000;

/** The rules of volumes. */
export class VolumeService {
  readonly #options: VolumeServiceOptions;
  readonly #writing: VolumeWriting;

  constructor(options: VolumeServiceOptions) {
    this.#options = options;
    this.#writing = new VolumeWriting(options);
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
    return this.#show(await findVolume(this.#options.store, key));
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
      ...(await this.#writing.place(project, body)),
    };
    const insert = () => this.#writing.insert(wanted, idempotency);
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
   * @throws ApiError 400 for a size that is none; 404 `VolumeNotFound`; 503 `CloudUnavailable`
   */
  async preflight(
    caller: Caller,
    project: string,
    { items }: VolumePreflightRequest,
  ): Promise<Preflight> {
    const { access, preflight, store } = this.#options;
    await access.require(caller, projectPermissions.volumeCreate, project);
    const wanted = items.map(async (item, index) => {
      const { cloud, size, volumeType, volume } = item;
      const sizeBytes = parseSize(size, `items[${index}].size`);
      if (volume === undefined) {
        return { cloud, volumeType, sizeBytes };
      }
      const present = await findVolume(store, { project, name: volume });
      if (present.cloud !== cloud) {
        throw invalidInput([
          {
            field: `items[${index}].volume`,
            message: `volume '${volume}' is not in cloud '${cloud}'`,
          },
        ]);
      }
      return {
        ...{ cloud, volumeType: present.volumeType, sizeBytes },
        presentBytes: present.sizeBytes,
      };
    });
    return preflight.preflight(
      await Promise.all(wanted),
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
    const record = await findVolume(this.#options.store, key);
    const change = await this.#writing.toChange(record, body);
    const { sizeBytes } = change;
    const work = () => this.#writing.change(key, change);
    await (isInCloud(record) &&
    sizeBytes !== undefined &&
    sizeBytes > record.sizeBytes
      ? preflight.require(
          { ...record, sizeBytes, presentBytes: record.sizeBytes },
          work,
        )
      : work());
    await reconciler.settle(key, CREATE_WAIT);
    return this.#show(await findVolume(this.#options.store, key));
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
      const record = await findVolume(store, key, tx);
      await refuseMounted(store.mounts, key, tx);
      await refuseKept(store.clouds, record, tx);
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
