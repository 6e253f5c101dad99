import { readQuotas, type QuotaUsages } from './Quota';
import { ServiceApi } from './ServiceApi';
import type { ServiceCaller } from './ServiceCaller';

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
  /** Those that have all of them; all servers are read for that. */
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
  readonly #api: ServiceApi;

  constructor(caller: ServiceCaller) {
    this.#api = new ServiceApi(caller, 'compute');
  }

  flavors(): AsyncGenerator<Flavor> {
    return this.#api.list(['flavors', 'detail'], 'flavors');
  }

  async *servers(filter: ServerFilter = {}): AsyncGenerator<Server> {
    const { name, status, tags, metadata = {}, allProjects } = filter;
    const servers = this.#api.list<Server>(['servers', 'detail'], 'servers', {
      query: {
        ...{ name, status },
        tags: tags?.join(','),
        all_tenants: allProjects || undefined,
      },
    });
    const wanted = Object.entries(metadata);
    for await (const server of servers) {
      // Nova ignores a filter by metadata unless an administrator asks.
      if (wanted.every(([key, value]) => server.metadata[key] === value)) {
        yield server;
      }
    }
  }

  findServer(id: string): Promise<Server | undefined> {
    return this.#api.find(['servers', id], 'server');
  }

  async createServer(server: NewServer): Promise<{ id: string }> {
    // Tags at the creation came later than servers.
    const more = server.tags ? { needs: '2.52' } : {};
    const { id } = await this.#api.send<{ id: string }>(
      ['servers'],
      { server },
      'server',
      more,
    );
    // There is a password in the answer, too.
    return { id };
  }

  /** Begins the deletion; the server answers until it is gone. */
  deleteServer(id: string): Promise<void> {
    return this.#api.delete(['servers', id]);
  }

  /** Quotas of the own project with what is used. */
  async quotas(): Promise<QuotaUsages> {
    const path = ['os-quota-sets', await this.#api.projectId(), 'detail'];
    return readQuotas(await this.#api.get(path, 'quota_set'));
  }

  /** Sets quotas of a project: administrators only. */
  setQuotas(project: string, quotas: Record<string, number>): Promise<void> {
    const body = { quota_set: quotas };
    return this.#api.run(['os-quota-sets', project], body, { method: 'PUT' });
  }

  availabilityZones(): Promise<AvailabilityZone[]> {
    return this.#api.get(['os-availability-zone'], 'availabilityZoneInfo');
  }

  async keypairs(): Promise<Keypair[]> {
    const keypairs: Keypair[] = [];
    // Each is in a wrapper of its own.
    for await (const one of this.#api.list<{ id?: string; keypair: Keypair }>(
      ['os-keypairs'],
      'keypairs',
    )) {
      keypairs.push(one.keypair);
    }
    return keypairs;
  }

  createKeypair(name: string, publicKey: string): Promise<Keypair> {
    const keypair = { name, public_key: publicKey, type: 'ssh' };
    return this.#api.send(['os-keypairs'], { keypair }, 'keypair');
  }

  deleteKeypair(name: string): Promise<void> {
    return this.#api.delete(['os-keypairs', name]);
  }

  serverGroups(): Promise<ServerGroup[]> {
    return this.#api.get(['os-server-groups'], 'server_groups');
  }

  createServerGroup(name: string, policy: string): Promise<ServerGroup> {
    const body = { server_group: { name, policy } };
    return this.#api.send(['os-server-groups'], body, 'server_group', {
      needs: '2.64',
    });
  }

  deleteServerGroup(id: string): Promise<void> {
    return this.#api.delete(['os-server-groups', id]);
  }

  /** Attaches a volume; Cinder tells when it is `in-use`. */
  attachVolume(server: string, volume: string): Promise<void> {
    return this.#api.run(['servers', server, 'os-volume_attachments'], {
      volumeAttachment: { volumeId: volume },
    });
  }

  detachVolume(server: string, volume: string): Promise<void> {
    return this.#api.delete([
      ...['servers', server, 'os-volume_attachments', volume],
    ]);
  }
}
