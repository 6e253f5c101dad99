import type { ServiceCaller } from './ServiceCaller';

/** docs.openstack.org/api-ref/image/v2; properties of the image's own are beside these. */
export interface Image {
  id: string;
  name: string | null;
  /** `active`, `queued`, `saving`, `deactivated` and others. */
  status: string;
  visibility: 'public' | 'private' | 'shared' | 'community';
  owner: string;
  /** GiB */
  min_disk: number;
  /** MiB */
  min_ram: number;
  /** Bytes; `null` before it is uploaded. */
  size: number | null;
  virtual_size: number | null;
  disk_format: string | null;
  container_format: string | null;
  os_hidden?: boolean;
  tags: string[];
  created_at: string;
  updated_at: string;
  os_distro?: string;
  os_version?: string;
}

/** Glance: docs.openstack.org/api-ref/image/v2. */
export class Images {
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  images(
    filter: { name?: string; status?: string } = {},
  ): AsyncGenerator<Image> {
    return this.#caller.list<Image>(
      { service: 'image', path: ['images'], query: { ...filter } },
      'images',
    );
  }

  findImage(id: string): Promise<Image | undefined> {
    return this.#caller.find<Image>({
      ...{ service: 'image', path: ['images', id], expects: 'id' },
    });
  }
}
