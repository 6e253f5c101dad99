import type { AvailabilityZone } from './Compute';
import { isBelow } from './Microversion';
import { readQuotas, type QuotaUsages } from './Quota';
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
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  volumes(filter: VolumeFilter = {}): AsyncGenerator<CinderVolume> {
    return this.#list(['volumes', 'detail'], 'volumes', toQuery(filter));
  }

  async findVolume(id: string): Promise<CinderVolume | undefined> {
    const found = await this.#find<{ volume: CinderVolume }>(['volumes', id]);
    return found?.volume;
  }

  /** Begins the creation; see {@link BlockStorage.findVolume} for how it goes. */
  async createVolume(volume: NewCinderVolume): Promise<CinderVolume> {
    const answer = await this.#send<{ volume: CinderVolume }>(['volumes'], {
      volume,
    });
    return answer.volume;
  }

  async updateVolume(
    id: string,
    changes: {
      name?: string;
      description?: string;
      /** Takes the place of all that was there. */
      metadata?: Record<string, string>;
    },
  ): Promise<CinderVolume> {
    const { volume } = await this.#caller.request<{ volume: CinderVolume }>({
      ...{ service: 'block-storage', method: 'PUT', path: ['volumes', id] },
      body: { volume: changes },
    });
    return volume;
  }

  /**
   * Begins the deletion; the volume answers until it is gone.
   *
   * @param options cascade: its snapshots as well; force: whatever its state, administrators only
   */
  async deleteVolume(
    id: string,
    { cascade, force }: { cascade?: boolean; force?: boolean } = {},
  ): Promise<void> {
    if (force) {
      await this.#action(id, { 'os-force_delete': {} });
      return;
    }
    await this.#caller.delete({
      ...{ service: 'block-storage', path: ['volumes', id] },
      query: { cascade: cascade || undefined },
    });
  }

  /** Makes a volume larger, also one in use where its type can do that; in GiB. */
  extendVolume(id: string, size: number, online: boolean): Promise<void> {
    return this.#action(
      id,
      { 'os-extend': { new_size: size } },
      online ? { needs: EXTEND_ONLINE } : {},
    );
  }

  /** Adds keys; others stay. */
  async setVolumeMetadata(
    id: string,
    metadata: Record<string, string>,
  ): Promise<void> {
    await this.#send(['volumes', id, 'metadata'], { metadata });
  }

  deleteVolumeMetadata(id: string, key: string): Promise<void> {
    return this.#delete(['volumes', id, 'metadata', key]);
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
    return this.#action(
      id,
      { revert: { snapshot_id: snapshot } },
      { needs: '3.40' },
    );
  }

  snapshots(filter: VolumeFilter = {}): AsyncGenerator<CinderSnapshot> {
    return this.#list(['snapshots', 'detail'], 'snapshots', toQuery(filter));
  }

  async findSnapshot(id: string): Promise<CinderSnapshot | undefined> {
    const found = await this.#find<{ snapshot: CinderSnapshot }>([
      ...['snapshots', id],
    ]);
    return found?.snapshot;
  }

  /** Also of a volume in use. */
  async createSnapshot(snapshot: {
    volume_id: string;
    name: string;
    description?: string;
    metadata?: Record<string, string>;
  }): Promise<CinderSnapshot> {
    const version = await this.#caller.microversion('block-storage');
    // Since 3.66 it is no longer a matter of force, and that word is refused.
    const isForced = version === undefined || isBelow(version, '3.66');
    const answer = await this.#send<{ snapshot: CinderSnapshot }>(
      ['snapshots'],
      { snapshot: { ...snapshot, ...(isForced && { force: true }) } },
    );
    return answer.snapshot;
  }

  deleteSnapshot(id: string): Promise<void> {
    return this.#delete(['snapshots', id]);
  }

  /** Sets what Cinder believes: administrators only. */
  async resetSnapshotStatus(id: string, status: string): Promise<void> {
    await this.#send(['snapshots', id, 'action'], {
      'os-reset_status': { status },
    });
  }

  async *transfers(): AsyncGenerator<VolumeTransfer> {
    const place = await this.#transferPlace();
    yield* this.#list<VolumeTransfer>([place, 'detail'], 'transfers');
  }

  /** Offers a volume to whoever has the answer's `auth_key`. */
  async createTransfer(volume: string, name: string): Promise<VolumeTransfer> {
    const { transfer } = await this.#send<{ transfer: VolumeTransfer }>(
      [await this.#transferPlace()],
      { transfer: { volume_id: volume, name } },
    );
    return transfer;
  }

  /** Takes a volume over into the own project. */
  async acceptTransfer(id: string, authKey: string): Promise<VolumeTransfer> {
    const { transfer } = await this.#send<{ transfer: VolumeTransfer }>(
      [await this.#transferPlace(), id, 'accept'],
      { accept: { auth_key: authKey } },
    );
    return transfer;
  }

  async deleteTransfer(id: string): Promise<void> {
    await this.#delete([await this.#transferPlace(), id]);
  }

  volumeTypes(): AsyncGenerator<VolumeType> {
    return this.#list(['types'], 'volume_types');
  }

  /** `undefined` when the cloud has none. */
  async defaultVolumeType(): Promise<VolumeType | undefined> {
    const found = await this.#find<{ volume_type: VolumeType }>([
      ...['types', 'default'],
    ]);
    return found?.volume_type;
  }

  async availabilityZones(): Promise<AvailabilityZone[]> {
    const { availabilityZoneInfo } = await this.#caller.request<{
      availabilityZoneInfo: AvailabilityZone[];
    }>({ service: 'block-storage', path: ['os-availability-zone'] });
    return availabilityZoneInfo;
  }

  /** Quotas of the own project with what is used; `gigabytes_TYPE` and the like beside those of all types. */
  async quotas(): Promise<QuotaUsages> {
    const { quota_set } = await this.#caller.request<{
      quota_set: Record<string, unknown>;
    }>({
      service: 'block-storage',
      path: ['os-quota-sets', await this.#caller.projectId()],
      query: { usage: true },
    });
    return readQuotas(quota_set);
  }

  /** Sets quotas of a project: administrators only. */
  async setQuotas(
    project: string,
    quotas: Record<string, number>,
  ): Promise<void> {
    await this.#caller.request({
      ...{ service: 'block-storage', method: 'PUT' },
      path: ['os-quota-sets', project],
      body: { quota_set: quotas },
    });
  }

  /** Why something failed, the newest first. */
  messages(resource?: string): AsyncGenerator<VolumeMessage> {
    return this.#list(['messages'], 'messages', {
      resource_uuid: resource,
    });
  }

  async #transferPlace(): Promise<string> {
    const version = await this.#caller.microversion('block-storage');
    return version === undefined || isBelow(version, TRANSFERS)
      ? 'os-volume-transfer'
      : 'volume-transfers';
  }

  async #action(
    id: string,
    body: unknown,
    more: Partial<OpenStackRequest> = {},
  ): Promise<void> {
    await this.#send(['volumes', id, 'action'], body, more);
  }

  #send<T>(
    path: string[],
    body: unknown,
    more: Partial<OpenStackRequest> = {},
  ): Promise<T> {
    return this.#caller.request<T>({
      ...{ service: 'block-storage', method: 'POST', path, body },
      ...more,
    });
  }

  #find<T>(path: string[]): Promise<T | undefined> {
    return this.#caller.find<T>({ service: 'block-storage', path });
  }

  #delete(path: string[]): Promise<void> {
    return this.#caller.delete({ service: 'block-storage', path });
  }

  #list<T extends { id: string }>(
    path: string[],
    key: string,
    query?: OpenStackRequest['query'],
  ): AsyncGenerator<T> {
    return this.#caller.list<T>({ service: 'block-storage', path, query }, key);
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
