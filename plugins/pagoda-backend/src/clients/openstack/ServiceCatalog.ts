import { OpenStackError } from './OpenStackError';

/** The services that are spoken to, by their types in service-types.openstack.org. */
export type OpenStackService =
  | 'identity'
  | 'compute'
  | 'block-storage'
  | 'image'
  | 'network'
  | 'container-infra'
  | 'load-balancer';

/** An entry of `token.catalog`: docs.openstack.org/api-ref/identity/v3, Authentication. */
export interface CatalogEntry {
  type: string;
  name?: string;
  endpoints: {
    interface: string;
    region?: string | null;
    region_id?: string | null;
    url: string;
  }[];
}

/** Types in catalogs, the best first: service-types.openstack.org lists official ones and their aliases. */
const TYPES: Record<OpenStackService, string[]> = {
  identity: ['identity'],
  compute: ['compute'],
  'block-storage': ['volumev3', 'block-storage', 'block-store', 'volume'],
  image: ['image'],
  network: ['network'],
  'container-infra': [
    'container-infra',
    'container-infrastructure-management',
    'container-infrastructure',
  ],
  'load-balancer': ['load-balancer'],
};

/** Where an endpoint says no version. */
const VERSIONS: Record<OpenStackService, string> = {
  identity: 'v3',
  compute: 'v2.1',
  'block-storage': 'v3',
  image: 'v2',
  network: 'v2.0',
  'container-infra': 'v1',
  'load-balancer': 'v2',
};

const VERSION = /^v\d+(\.\d+)?$/;

/** An endpoint of a service. */
export interface Endpoint {
  /** With the version, and with the project where the API has it in the path; without a slash at the end. */
  base: string;
  /** Where the versions are told. */
  root: string;
  /** Such as `v2.1`. */
  version: string;
}

/** The endpoints that a token came with. */
export class ServiceCatalog {
  readonly #entries: CatalogEntry[];
  readonly #wanted: { region?: string; interface: string };
  readonly #projectId: string;

  constructor(
    entries: CatalogEntry[],
    wanted: { region?: string; interface?: string },
    projectId: string,
  ) {
    this.#entries = entries;
    this.#wanted = { ...wanted, interface: wanted.interface ?? 'public' };
    this.#projectId = projectId;
  }

  /** `undefined` when the cloud has no such service, in this region, with this interface. */
  find(service: OpenStackService): Endpoint | undefined {
    const { region, interface: face } = this.#wanted;
    for (const type of TYPES[service]) {
      const url = this.#entries
        .filter(entry => entry.type === type)
        .flatMap(({ endpoints }) => endpoints)
        .find(
          one =>
            one.interface === face &&
            (region === undefined || (one.region_id ?? one.region) === region),
        )?.url;
      if (url !== undefined) {
        return toEndpoint(url, service, this.#projectId);
      }
    }
    return undefined;
  }

  /** @throws OpenStackError NotOffered, which names what the catalog has */
  get(service: OpenStackService): Endpoint {
    const found = this.find(service);
    if (found === undefined) {
      const { region, interface: face } = this.#wanted;
      const has = [...new Set(this.#entries.map(({ type }) => type))].sort();
      const regions = this.regions();
      throw new OpenStackError({
        ...{ status: 0, code: 'NotOffered', service },
        ...{ method: 'GET', path: '/auth/catalog' },
        reason: `the service catalog has no ${face} endpoint of type ${TYPES[service].join(' or ')}${region === undefined ? '' : ` in region ${region}`}; it has ${has.join(', ') || 'nothing'} in ${regions.join(', ') || 'no region'}`,
      });
    }
    return found;
  }

  regions(): string[] {
    const names = this.#entries
      .flatMap(({ endpoints }) => endpoints)
      .map(one => one.region_id ?? one.region)
      .filter((name): name is string => typeof name === 'string');
    return [...new Set(names)].sort();
  }
}

function toEndpoint(
  address: string,
  service: OpenStackService,
  projectId: string,
): Endpoint {
  const url = new URL(address);
  const parts = url.pathname.split('/').filter(part => part !== '');
  const at = parts.findIndex(part => VERSION.test(part));
  const before = at < 0 ? parts : parts.slice(0, at);
  const after = at < 0 ? [VERSIONS[service]] : parts.slice(at);
  if (service === 'block-storage' && after.length === 1) {
    // Before microversion 3.67 the project has to be in the path.
    after.push(encodeURIComponent(projectId));
  }
  const root = [url.origin, ...before].join('/');
  return {
    root,
    base: [root, ...after].join('/'),
    version: after[0],
  };
}
