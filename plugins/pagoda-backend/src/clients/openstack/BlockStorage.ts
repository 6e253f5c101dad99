import type { AvailabilityZone } from './Compute';
import { isBelow } from './Microversion';
import { readQuotas, type QuotaUsages } from './Quota';
import { ServiceApi } from './ServiceApi';
import type { OpenStackRequest, ServiceCaller } from './ServiceCaller';
import type {
  CinderSnapshot,
  CinderVolume,
  NewCinderVolume,
  VolumeFilter,
  VolumeMessage,
  VolumeTransfer,
  VolumeType,
} from './blockStorageTypes';

/** Volumes in use are extended since then. */
const EXTEND_ONLINE = '3.42';
/** Transfers are in a place of their own, and take snapshots along or not, since then. */
const TRANSFERS = '3.55';

/** Cinder: docs.openstack.org/api-ref/block-storage/v3. */
export class BlockStorage {
  readonly #api: ServiceApi;

  constructor(caller: ServiceCaller) {
    this.#api = new ServiceApi(caller, 'block-storage');
  }

  volumes(filter: VolumeFilter = {}): AsyncGenerator<CinderVolume> {
    const query = toQuery(filter);
    return this.#api.list(['volumes', 'detail'], 'volumes', { query });
  }

  findVolume(id: string): Promise<CinderVolume | undefined> {
    return this.#api.find(['volumes', id], 'volume');
  }

  /** Begins the creation; see {@link BlockStorage.findVolume} for how it goes. */
  createVolume(volume: NewCinderVolume): Promise<CinderVolume> {
    return this.#api.send(['volumes'], { volume }, 'volume');
  }

  updateVolume(
    id: string,
    changes: {
      name?: string;
      description?: string;
      /** Takes the place of all that was there. */
      metadata?: Record<string, string>;
    },
  ): Promise<CinderVolume> {
    return this.#api.send(['volumes', id], { volume: changes }, 'volume', {
      method: 'PUT',
    });
  }

  /**
   * Begins the deletion; the volume answers until it is gone.
   *
   * @param options - cascade: its snapshots as well; force: whatever its state, administrators only
   */
  deleteVolume(
    id: string,
    { cascade, force }: { cascade?: boolean; force?: boolean } = {},
  ): Promise<void> {
    if (force) {
      return this.#action(id, { 'os-force_delete': {} });
    }
    const query = { cascade: cascade || undefined };
    return this.#api.delete(['volumes', id], { query });
  }

  /**
   * Makes a volume larger.
   *
   * @param size - in GiB
   * @param online - also while it is in use, where its type can do that
   */
  extendVolume(id: string, size: number, online: boolean): Promise<void> {
    const needs = online ? EXTEND_ONLINE : undefined;
    return this.#action(id, { 'os-extend': { new_size: size } }, { needs });
  }

  /** Adds keys; others stay. */
  setVolumeMetadata(
    id: string,
    metadata: Record<string, string>,
  ): Promise<void> {
    return this.#api.run(['volumes', id, 'metadata'], { metadata });
  }

  deleteVolumeMetadata(id: string, key: string): Promise<void> {
    return this.#api.delete(['volumes', id, 'metadata', key]);
  }

  /** Sets what Cinder believes, not what is: administrators only. */
  resetVolumeStatus(
    id: string,
    status: { status?: string; attach_status?: string },
  ): Promise<void> {
    return this.#action(id, { 'os-reset_status': status });
  }

  /** Sets a volume back to a snapshot, which must be its newest. */
  revertToSnapshot(id: string, snapshot: string): Promise<void> {
    const needs = '3.40';
    return this.#action(id, { revert: { snapshot_id: snapshot } }, { needs });
  }

  snapshots(filter: VolumeFilter = {}): AsyncGenerator<CinderSnapshot> {
    const query = toQuery(filter);
    return this.#api.list(['snapshots', 'detail'], 'snapshots', { query });
  }

  findSnapshot(id: string): Promise<CinderSnapshot | undefined> {
    return this.#api.find(['snapshots', id], 'snapshot');
  }

  /** Also of a volume in use. */
  async createSnapshot(snapshot: {
    volume_id: string;
    name: string;
    description?: string;
    metadata?: Record<string, string>;
  }): Promise<CinderSnapshot> {
    const version = await this.#api.microversion();
    // Since 3.66 it is no longer a matter of force, and that word is refused.
    const isForced = version === undefined || isBelow(version, '3.66');
    const body = {
      snapshot: { ...snapshot, ...(isForced && { force: true }) },
    };
    return this.#api.send(['snapshots'], body, 'snapshot');
  }

  /** Adds keys; others stay. */
  setSnapshotMetadata(
    id: string,
    metadata: Record<string, string>,
  ): Promise<void> {
    return this.#api.run(['snapshots', id, 'metadata'], { metadata });
  }

  deleteSnapshot(id: string): Promise<void> {
    return this.#api.delete(['snapshots', id]);
  }

  /** Sets what Cinder believes: administrators only. */
  resetSnapshotStatus(id: string, status: string): Promise<void> {
    const body = { 'os-reset_status': { status } };
    return this.#api.run(['snapshots', id, 'action'], body);
  }

  async *transfers(): AsyncGenerator<VolumeTransfer> {
    const place = await this.#transferPlace();
    yield* this.#api.list<VolumeTransfer>([place, 'detail'], 'transfers');
  }

  /** Offers a volume to whoever has the answer's `auth_key`. */
  async createTransfer(volume: string, name: string): Promise<VolumeTransfer> {
    const body = { transfer: { volume_id: volume, name } };
    return this.#api.send([await this.#transferPlace()], body, 'transfer');
  }

  /** Takes a volume over into the own project. */
  async acceptTransfer(id: string, authKey: string): Promise<VolumeTransfer> {
    const path = [await this.#transferPlace(), id, 'accept'];
    const body = { accept: { auth_key: authKey } };
    return this.#api.send(path, body, 'transfer');
  }

  async deleteTransfer(id: string): Promise<void> {
    await this.#api.delete([await this.#transferPlace(), id]);
  }

  volumeTypes(): AsyncGenerator<VolumeType> {
    return this.#api.list(['types'], 'volume_types');
  }

  /** `undefined` when the cloud has none. */
  defaultVolumeType(): Promise<VolumeType | undefined> {
    return this.#api.find(['types', 'default'], 'volume_type');
  }

  availabilityZones(): Promise<AvailabilityZone[]> {
    return this.#api.get(['os-availability-zone'], 'availabilityZoneInfo');
  }

  /** Quotas of the own project with what is used; `gigabytes_TYPE` and the like beside those of all types. */
  async quotas(): Promise<QuotaUsages> {
    const path = ['os-quota-sets', await this.#api.projectId()];
    const query = { usage: true };
    return readQuotas(await this.#api.get(path, 'quota_set', { query }));
  }

  /** Sets quotas of a project: administrators only. */
  setQuotas(project: string, quotas: Record<string, number>): Promise<void> {
    const body = { quota_set: quotas };
    return this.#api.run(['os-quota-sets', project], body, { method: 'PUT' });
  }

  /** Why something failed, the newest first. */
  messages(resource?: string): AsyncGenerator<VolumeMessage> {
    const query = { resource_uuid: resource };
    return this.#api.list(['messages'], 'messages', { query });
  }

  async #transferPlace(): Promise<string> {
    const version = await this.#api.microversion();
    return version === undefined || isBelow(version, TRANSFERS)
      ? 'os-volume-transfer'
      : 'volume-transfers';
  }

  #action(
    id: string,
    body: unknown,
    more: { needs?: string } = {},
  ): Promise<void> {
    return this.#api.run(['volumes', id, 'action'], body, more);
  }
}

function toQuery(filter: VolumeFilter): OpenStackRequest['query'] {
  const { name, status, metadata, volume, allProjects } = filter;
  return {
    ...{ name, status, volume_id: volume },
    // A literal of Python's, which JSON of strings is, too.
    metadata: metadata && JSON.stringify(metadata),
    all_tenants: allProjects || undefined,
  };
}
