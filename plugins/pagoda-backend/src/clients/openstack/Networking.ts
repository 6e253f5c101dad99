import { readQuotas, type QuotaUsages } from './Quota';
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
  readonly #caller: ServiceCaller;

  constructor(caller: ServiceCaller) {
    this.#caller = caller;
  }

  /** Own ones, shared ones, and external ones. */
  networks(filter: NetworkFilter = {}): AsyncGenerator<Network> {
    return this.#list(['networks'], 'networks', filter);
  }

  subnets(filter: NetworkFilter = {}): AsyncGenerator<Subnet> {
    return this.#list(['subnets'], 'subnets', filter);
  }

  ports(filter: NetworkFilter = {}): AsyncGenerator<Port> {
    return this.#list(['ports'], 'ports', filter);
  }

  async createPort(port: {
    network_id: string;
    name?: string;
    security_groups?: string[];
  }): Promise<Port> {
    return (await this.#create<{ port: Port }>('ports', { port })).port;
  }

  deletePort(id: string): Promise<void> {
    return this.#delete(['ports', id]);
  }

  floatingIps(filter: NetworkFilter = {}): AsyncGenerator<FloatingIp> {
    return this.#list(['floatingips'], 'floatingips', filter);
  }

  async createFloatingIp(floatingip: {
    floating_network_id: string;
    port_id?: string;
    description?: string;
  }): Promise<FloatingIp> {
    const body = { floatingip };
    return (await this.#create<{ floatingip: FloatingIp }>('floatingips', body))
      .floatingip;
  }

  deleteFloatingIp(id: string): Promise<void> {
    return this.#delete(['floatingips', id]);
  }

  securityGroups(filter: NetworkFilter = {}): AsyncGenerator<SecurityGroup> {
    return this.#list(['security-groups'], 'security_groups', filter);
  }

  async createSecurityGroup(security_group: {
    name: string;
    description?: string;
  }): Promise<SecurityGroup> {
    const body = { security_group };
    return (
      await this.#create<{ security_group: SecurityGroup }>(
        'security-groups',
        body,
      )
    ).security_group;
  }

  /** 409 `InUse` while a port has it. */
  deleteSecurityGroup(id: string): Promise<void> {
    return this.#delete(['security-groups', id]);
  }

  /** Takes the place of all tags that were there. */
  async setTags(
    collection: TaggedCollection,
    id: string,
    tags: string[],
  ): Promise<void> {
    await this.#caller.request({
      ...{ service: 'network', method: 'PUT', path: [collection, id, 'tags'] },
      body: { tags },
    });
  }

  /** Quotas of the own project with what is used. */
  async quotas(): Promise<QuotaUsages> {
    const { quota } = await this.#caller.request<{
      quota: Record<string, unknown>;
    }>({
      service: 'network',
      path: ['quotas', await this.#caller.projectId(), 'details.json'],
    });
    return readQuotas(quota);
  }

  /** Sets quotas of a project: administrators only. */
  async setQuotas(
    project: string,
    quota: Record<string, number>,
  ): Promise<void> {
    await this.#caller.request({
      ...{ service: 'network', method: 'PUT', path: ['quotas', project] },
      body: { quota },
    });
  }

  /** Whether the cloud has load balancers. */
  async hasLoadBalancers(): Promise<boolean> {
    const { catalog } = await this.#caller.token();
    return catalog.find('load-balancer') !== undefined;
  }

  /** None where the cloud has no Octavia. */
  async *loadBalancers(
    filter: NetworkFilter = {},
  ): AsyncGenerator<LoadBalancer> {
    if (await this.hasLoadBalancers()) {
      yield* this.#caller.list<LoadBalancer>(
        {
          ...{ service: 'load-balancer', query: toQuery(filter) },
          path: ['lbaas', 'loadbalancers'],
        },
        'loadbalancers',
      );
    }
  }

  /** With its listeners, pools and monitors. */
  deleteLoadBalancer(id: string): Promise<void> {
    return this.#caller.delete({
      ...{ service: 'load-balancer', query: { cascade: true } },
      path: ['lbaas', 'loadbalancers', id],
    });
  }

  /** `undefined` where the cloud has no Octavia; that does not say what is used. */
  async loadBalancerLimit(): Promise<number | undefined> {
    if (!(await this.hasLoadBalancers())) {
      return undefined;
    }
    const { quota } = await this.#caller.request<{
      quota: { loadbalancer?: number; load_balancer?: number };
    }>({
      service: 'load-balancer',
      path: ['lbaas', 'quotas', await this.#caller.projectId()],
    });
    return quota.loadbalancer ?? quota.load_balancer;
  }

  #create<T>(collection: string, body: unknown): Promise<T> {
    return this.#caller.request<T>({
      ...{ service: 'network', method: 'POST', path: [collection], body },
    });
  }

  #delete(path: string[]): Promise<void> {
    return this.#caller.delete({ service: 'network', path });
  }

  #list<T extends { id: string }>(
    path: string[],
    key: string,
    filter: NetworkFilter,
  ): AsyncGenerator<T> {
    const query = toQuery(filter);
    return this.#caller.list<T>({ service: 'network', path, query }, key);
  }
}

function toQuery(filter: NetworkFilter): OpenStackRequest['query'] {
  const { name, tags, project, device } = filter;
  return {
    ...{ name, project_id: project, device_id: device },
    tags: tags?.join(','),
  };
}
