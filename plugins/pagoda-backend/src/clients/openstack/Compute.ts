import { readQuotas, type QuotaUsages } from './Quota';
import type { OpenStackRequest, ServiceCaller } from './ServiceCaller';

/** docs.openstack.org/api-ref/compute, List Flavors With Details. */
export interface Flavor {
  id: string;
  name: string;
  vcpus: number;
  /** MiB */
  ram: number;
  /** GiB; 0 for as much as the image needs. */
  disk: number;
  'OS-FLV-EXT-DATA:ephemeral': number;
  'OS-FLV-DISABLED:disabled'?: boolean;
  'os-flavor-access:is_public'?: boolean;
  description?: string | null;
  /** Such as `pci_passthrough:alias` or `resources:VGPU`; missing before microversion 2.61, or without the right to see it. */
  extra_specs?: Record<string, string>;
}

/** A virtual machine. */
export interface Server {
  id: string;
  name: string;
  /** `ACTIVE`, `BUILD`, `ERROR`, `SHUTOFF` and others. */
  status: string;
  tenant_id: string;
  created: string;
  updated: string;
  metadata: Record<string, string>;
  tags?: string[];
  /** Without id since microversion 2.47, with an id alone before. */
  flavor: {
    id?: string;
    original_name?: string;
    vcpus?: number;
    ram?: number;
    disk?: number;
  };
  /** Empty for one that boots from a volume. */
  image: { id: string } | '';
  key_name: string | null;
  addresses: Record<
    string,
    {
      addr: string;
      version: number;
      'OS-EXT-IPS:type'?: 'fixed' | 'floating';
    }[]
  >;
  security_groups?: { name: string }[];
  /** Why it is in `ERROR`. */
  fault?: { code: number; message: string; created: string };
  'OS-EXT-STS:task_state'?: string | null;
  'OS-EXT-AZ:availability_zone'?: string;
  'os-extended-volumes:volumes_attached'?: { id: string }[];
  server_groups?: string[];
}

/** What a server is made from. */
export interface NewServer {
  name: string;
  flavorRef: string;
  imageRef?: string;
  networks: { uuid?: string; port?: string }[] | 'none' | 'auto';
  key_name?: string;
  availability_zone?: string;
  security_groups?: { name: string }[];
  metadata?: Record<string, string>;
  tags?: string[];
  /** Base64. */
  user_data?: string;
  block_device_mapping_v2?: Record<string, unknown>[];
  min_count?: number;
}

/** Which servers are wanted. */
export interface ServerFilter {
  name?: string;
  status?: string;
  /** Those that have all of them. */
  tags?: string[];
  /** Those that have all of them. */
  metadata?: Record<string, string>;
  /** Of all projects: administrators only. */
  allProjects?: boolean;
}

export interface AvailabilityZone {
  zoneName: string;
  zoneState: { available: boolean };
}

export interface Keypair {
  name: string;
  fingerprint: string;
  public_key: string;
  type?: string;
}

export interface ServerGroup {
  id: string;
  name: string;
  /** Since microversion 2.64; `policies` before. */
  policy?: string;
  policies?: string[];
  members: string[];
}

/** Nova: docs.openstack.org/api-ref/compute. */
export class Compute {
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  flavors(): AsyncGenerator<Flavor> {
    return this.#list(['flavors', 'detail'], 'flavors');
  }

  servers(filter: ServerFilter = {}): AsyncGenerator<Server> {
    const { name, status, tags, metadata, allProjects } = filter;
    return this.#list(['servers', 'detail'], 'servers', {
      ...{ name, status },
      tags: tags?.join(','),
      metadata: metadata && JSON.stringify(metadata),
      all_tenants: allProjects || undefined,
    });
  }

  async findServer(id: string): Promise<Server | undefined> {
    const found = await this.#caller.find<{ server: Server }>({
      ...{ service: 'compute', path: ['servers', id] },
    });
    return found?.server;
  }

  async createServer(server: NewServer): Promise<{ id: string }> {
    const answer = await this.#send<{ server: { id: string } }>(
      ['servers'],
      { server },
      // Tags at the creation.
      server.tags && { needs: '2.52' },
    );
    return answer.server;
  }

  /** Begins the deletion; the server answers until it is gone. */
  deleteServer(id: string): Promise<void> {
    return this.#delete(['servers', id]);
  }

  /** Quotas of the own project with what is used. */
  async quotas(): Promise<QuotaUsages> {
    const project = await this.#caller.projectId();
    const { quota_set } = await this.#get<{
      quota_set: Record<string, unknown>;
    }>(['os-quota-sets', project, 'detail']);
    return readQuotas(quota_set);
  }

  /** Sets quotas of a project: administrators only. */
  async setQuotas(
    project: string,
    quotas: Record<string, number>,
  ): Promise<void> {
    await this.#caller.request({
      ...{
        service: 'compute',
        method: 'PUT',
        path: ['os-quota-sets', project],
      },
      body: { quota_set: quotas },
    });
  }

  async availabilityZones(): Promise<AvailabilityZone[]> {
    const { availabilityZoneInfo } = await this.#get<{
      availabilityZoneInfo: AvailabilityZone[];
    }>(['os-availability-zone']);
    return availabilityZoneInfo;
  }

  async keypairs(): Promise<Keypair[]> {
    const keypairs: Keypair[] = [];
    // Each is in a wrapper of its own.
    for await (const one of this.#caller.list<{
      id?: string;
      keypair: Keypair;
    }>(
      {
        ...{ service: 'compute', path: ['os-keypairs'] },
        query: { limit: undefined },
      },
      'keypairs',
    )) {
      keypairs.push(one.keypair);
    }
    return keypairs;
  }

  async createKeypair(name: string, publicKey: string): Promise<Keypair> {
    const { keypair } = await this.#send<{ keypair: Keypair }>(
      ['os-keypairs'],
      { keypair: { name, public_key: publicKey, type: 'ssh' } },
    );
    return keypair;
  }

  deleteKeypair(name: string): Promise<void> {
    return this.#delete(['os-keypairs', name]);
  }

  async serverGroups(): Promise<ServerGroup[]> {
    const { server_groups } = await this.#get<{ server_groups: ServerGroup[] }>(
      ['os-server-groups'],
    );
    return server_groups;
  }

  async createServerGroup(name: string, policy: string): Promise<ServerGroup> {
    const { server_group } = await this.#send<{ server_group: ServerGroup }>(
      ['os-server-groups'],
      { server_group: { name, policy } },
      { needs: '2.64' },
    );
    return server_group;
  }

  deleteServerGroup(id: string): Promise<void> {
    return this.#delete(['os-server-groups', id]);
  }

  /** Attaches a volume; Cinder tells when it is `in-use`. */
  async attachVolume(server: string, volume: string): Promise<void> {
    await this.#send(['servers', server, 'os-volume_attachments'], {
      volumeAttachment: { volumeId: volume },
    });
  }

  detachVolume(server: string, volume: string): Promise<void> {
    return this.#delete(['servers', server, 'os-volume_attachments', volume]);
  }

  #get<T>(path: string[]): Promise<T> {
    return this.#caller.request<T>({ service: 'compute', path });
  }

  #send<T>(
    path: string[],
    body: unknown,
    more: Partial<OpenStackRequest> = {},
  ): Promise<T> {
    return this.#caller.request<T>({
      ...{ service: 'compute', method: 'POST', path, body },
      ...more,
    });
  }

  #delete(path: string[]): Promise<void> {
    return this.#caller.delete({ service: 'compute', path });
  }

  #list<T extends { id: string }>(
    path: string[],
    key: string,
    query?: OpenStackRequest['query'],
  ): AsyncGenerator<T> {
    return this.#caller.list<T>({ service: 'compute', path, query }, key);
  }
}
