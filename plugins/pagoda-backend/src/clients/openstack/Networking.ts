import { readQuotas, type QuotaUsages } from './Quota';
import { ServiceApi } from './ServiceApi';
import type { OpenStackRequest, ServiceCaller } from './ServiceCaller';
import type {
  FloatingIp,
  LoadBalancer,
  Network,
  NetworkFilter,
  Port,
  SecurityGroup,
  Subnet,
  TaggedCollection,
} from './networkTypes';

/** Neutron and, where the cloud has it, Octavia: docs.openstack.org/api-ref/network/v2 and load-balancer/v2. */
export class Networking {
  readonly #api: ServiceApi;
  readonly #balancers: ServiceApi;

  constructor(caller: ServiceCaller) {
    this.#api = new ServiceApi(caller, 'network');
    this.#balancers = new ServiceApi(caller, 'load-balancer');
  }

  /** Own ones, shared ones, and external ones. */
  networks(filter: NetworkFilter = {}): AsyncGenerator<Network> {
    return this.#list('networks', filter);
  }

  subnets(filter: NetworkFilter = {}): AsyncGenerator<Subnet> {
    return this.#list('subnets', filter);
  }

  ports(filter: NetworkFilter = {}): AsyncGenerator<Port> {
    return this.#list('ports', filter);
  }

  createPort(port: {
    network_id: string;
    name?: string;
    security_groups?: string[];
  }): Promise<Port> {
    return this.#api.send(['ports'], { port }, 'port');
  }

  deletePort(id: string): Promise<void> {
    return this.#api.delete(['ports', id]);
  }

  floatingIps(filter: NetworkFilter = {}): AsyncGenerator<FloatingIp> {
    return this.#list('floatingips', filter);
  }

  createFloatingIp(floatingip: {
    floating_network_id: string;
    port_id?: string;
    description?: string;
  }): Promise<FloatingIp> {
    return this.#api.send(['floatingips'], { floatingip }, 'floatingip');
  }

  deleteFloatingIp(id: string): Promise<void> {
    return this.#api.delete(['floatingips', id]);
  }

  securityGroups(filter: NetworkFilter = {}): AsyncGenerator<SecurityGroup> {
    return this.#list('security-groups', filter);
  }

  createSecurityGroup(group: {
    name: string;
    description?: string;
  }): Promise<SecurityGroup> {
    const body = { security_group: group };
    return this.#api.send(['security-groups'], body, 'security_group');
  }

  /** `InUse` while a port has it. */
  deleteSecurityGroup(id: string): Promise<void> {
    return this.#api.delete(['security-groups', id]);
  }

  /** Takes the place of all tags that were there. */
  setTags(
    collection: TaggedCollection,
    id: string,
    tags: string[],
  ): Promise<void> {
    return this.#api.run([collection, id, 'tags'], { tags }, { method: 'PUT' });
  }

  /** Quotas of the own project with what is used. */
  async quotas(): Promise<QuotaUsages> {
    const path = ['quotas', await this.#api.projectId(), 'details.json'];
    return readQuotas(await this.#api.get(path, 'quota'));
  }

  /** Sets quotas of a project: administrators only. */
  setQuotas(project: string, quota: Record<string, number>): Promise<void> {
    return this.#api.run(['quotas', project], { quota }, { method: 'PUT' });
  }

  /** Whether the cloud has load balancers. */
  hasLoadBalancers(): Promise<boolean> {
    return this.#balancers.isOffered();
  }

  /** None where the cloud has no Octavia. */
  async *loadBalancers(
    filter: NetworkFilter = {},
  ): AsyncGenerator<LoadBalancer> {
    if (await this.hasLoadBalancers()) {
      yield* this.#balancers.list<LoadBalancer>(
        ['lbaas', 'loadbalancers'],
        'loadbalancers',
        { query: toQuery(filter) },
      );
    }
  }

  /** With its listeners, pools and monitors. */
  deleteLoadBalancer(id: string): Promise<void> {
    const query = { cascade: true };
    return this.#balancers.delete(['lbaas', 'loadbalancers', id], { query });
  }

  /** `undefined` where the cloud has no Octavia; that does not say what is used. */
  async loadBalancerLimit(): Promise<number | undefined> {
    if (!(await this.hasLoadBalancers())) {
      return undefined;
    }
    const path = ['lbaas', 'quotas', await this.#api.projectId()];
    // Its name was another before version 2.17 of the API.
    const { loadbalancer, load_balancer } = await this.#balancers.get<{
      loadbalancer?: number;
      load_balancer?: number;
    }>(path, 'quota');
    return loadbalancer ?? load_balancer;
  }

  #list<T extends { id: string }>(
    collection: string,
    filter: NetworkFilter,
  ): AsyncGenerator<T> {
    const key = collection.replace('-', '_');
    return this.#api.list<T>([collection], key, { query: toQuery(filter) });
  }
}

function toQuery(filter: NetworkFilter): OpenStackRequest['query'] {
  const { name, tags, project, device } = filter;
  return {
    ...{ name, project_id: project, device_id: device },
    tags: tags?.join(','),
  };
}
