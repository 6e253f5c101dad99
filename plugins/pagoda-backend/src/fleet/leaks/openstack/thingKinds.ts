import type { OpenStackClient } from '../../../clients/openstack/OpenStackClient';
import type {
  CinderSnapshot,
  CinderVolume,
} from '../../../clients/openstack/blockStorageTypes';
import type { MagnumCluster } from '../../../clients/openstack/containerInfraTypes';
import type { Server } from '../../../clients/openstack/Compute';
import type {
  FloatingIp,
  LoadBalancer,
  Port,
  SecurityGroup,
} from '../../../clients/openstack/networkTypes';
import type { CloudThing, ThingKind } from './CloudThing';
import { readMark, readTags, type Mark } from './readMark';

/** How things of one kind are found and deleted. */
export interface ThingKindAccess {
  kind: ThingKind;
  /** All of them, marked or not. Only the marks of few can be asked for, and members may not ask for all of those. */
  list(client: OpenStackClient): AsyncIterable<Seen>;
  find(client: OpenStackClient, id: string): Promise<Seen | undefined>;
  delete(client: OpenStackClient, id: string): Promise<void>;
}

/** Something in the cloud; without a mark it is nobody's business. */
export type Seen = Omit<CloudThing, 'mark'> & { mark?: Mark };

/** In the order in which they can be deleted: what uses another comes before it. */
export const THING_KINDS: ThingKindAccess[] = [
  define<MagnumCluster>('MagnumCluster', {
    list: ({ containerInfra }) => containerInfra.clusters(),
    find: ({ containerInfra }, id) => containerInfra.findCluster(id),
    delete: ({ containerInfra }, id) => containerInfra.deleteCluster(id),
    see: one => ({
      id: one.uuid,
      name: one.name,
      mark: readMark(one.labels),
      detail: `${one.master_count + one.node_count} nodes, ${one.status}`,
      createdAt: one.created_at,
      isDeleting: one.status === 'DELETE_IN_PROGRESS',
    }),
  }),
  define<LoadBalancer>('LoadBalancer', {
    list: ({ network }) => network.loadBalancers(),
    find: (client, id) =>
      findIn(
        client,
        'load-balancer',
        ['lbaas', 'loadbalancers', id],
        'loadbalancer',
      ),
    delete: ({ network }, id) => network.deleteLoadBalancer(id),
    see: one => ({
      id: one.id,
      name: one.name,
      mark: readTags(one.tags),
      detail: `${one.vip_address}, ${one.provisioning_status}`,
      createdAt: one.created_at,
      isDeleting: one.provisioning_status === 'PENDING_DELETE',
    }),
  }),
  define<Server>('Server', {
    list: ({ compute }) => compute.servers(),
    find: ({ compute }, id) => compute.findServer(id),
    delete: ({ compute }, id) => compute.deleteServer(id),
    see: one => ({
      id: one.id,
      name: one.name,
      mark: readMark(one.metadata) ?? readTags(one.tags),
      detail: [one.flavor.original_name, one.status].filter(Boolean).join(', '),
      createdAt: one.created,
      isDeleting: one['OS-EXT-STS:task_state'] === 'deleting',
    }),
  }),
  define<CinderSnapshot>('Snapshot', {
    list: ({ blockStorage }) => blockStorage.snapshots(),
    find: ({ blockStorage }, id) => blockStorage.findSnapshot(id),
    delete: ({ blockStorage }, id) => blockStorage.deleteSnapshot(id),
    see: one => ({
      id: one.id,
      name: one.name || one.id,
      mark: readMark(one.metadata),
      detail: `${one.size} GiB, ${one.status}`,
      createdAt: one.created_at,
      isDeleting: one.status === 'deleting',
    }),
  }),
  define<CinderVolume>('Volume', {
    list: ({ blockStorage }) => blockStorage.volumes(),
    find: ({ blockStorage }, id) => blockStorage.findVolume(id),
    delete: ({ blockStorage }, id) => blockStorage.deleteVolume(id),
    see: one => ({
      id: one.id,
      name: one.name || one.id,
      mark: readMark(one.metadata),
      detail: `${one.size} GiB, ${one.status}`,
      createdAt: one.created_at,
      isDeleting: one.status === 'deleting',
    }),
  }),
  define<FloatingIp>('FloatingIP', {
    list: ({ network }) => network.floatingIps(),
    find: (client, id) =>
      findIn(client, 'network', ['floatingips', id], 'floatingip'),
    delete: ({ network }, id) => network.deleteFloatingIp(id),
    see: one => ({
      id: one.id,
      name: one.floating_ip_address,
      mark: readTags(one.tags),
      detail: one.port_id === null ? 'not in use' : `of port ${one.port_id}`,
      createdAt: one.created_at,
      isDeleting: false,
    }),
  }),
  define<Port>('Port', {
    list: ({ network }) => network.ports(),
    find: (client, id) => findIn(client, 'network', ['ports', id], 'port'),
    delete: ({ network }, id) => network.deletePort(id),
    see: one => ({
      id: one.id,
      name: one.name || one.id,
      mark: readTags(one.tags),
      detail:
        one.device_id === ''
          ? 'not in use'
          : `of ${one.device_owner || one.device_id}`,
      createdAt: one.created_at,
      isDeleting: false,
    }),
  }),
  define<SecurityGroup>('SecurityGroup', {
    list: ({ network }) => network.securityGroups(),
    find: (client, id) =>
      findIn(client, 'network', ['security-groups', id], 'security_group'),
    delete: ({ network }, id) => network.deleteSecurityGroup(id),
    see: one => ({
      id: one.id,
      name: one.name,
      mark: readTags(one.tags),
      detail: `${one.security_group_rules?.length ?? 0} rules`,
      createdAt: one.created_at,
      isDeleting: false,
    }),
  }),
];

function define<T>(
  kind: ThingKind,
  access: {
    list(client: OpenStackClient): AsyncIterable<T>;
    find(client: OpenStackClient, id: string): Promise<T | undefined>;
    delete(client: OpenStackClient, id: string): Promise<void>;
    see(one: T): Omit<Seen, 'kind'>;
  },
): ThingKindAccess {
  const see = (one: T): Seen => ({ kind, ...access.see(one) });
  return {
    kind,
    async *list(client) {
      for await (const one of access.list(client)) {
        yield see(one);
      }
    },
    async find(client, id) {
      const one = await access.find(client, id);
      return one && see(one);
    },
    delete: access.delete,
  };
}

async function findIn<T>(
  client: OpenStackClient,
  service: 'network' | 'load-balancer',
  path: string[],
  key: string,
): Promise<T | undefined> {
  const body = await client.caller.find<Record<string, T>>({
    ...{ service, path, expects: key },
  });
  return body?.[key];
}
