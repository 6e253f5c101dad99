import { randomBytes } from 'node:crypto';
import { OpenStackClient } from '../clients/openstack/OpenStackClient';
import type { OpenStackConnection } from '../clients/openstack/OpenStackConnection';
import { OpenStackError } from '../clients/openstack/OpenStackError';
import { eventually } from './kubernetesPeer';

/** Quotas of a project of its own, by the words of each service; what is missing is as the cloud has it. */
export interface PeerQuotas {
  compute?: Record<string, number>;
  blockStorage?: Record<string, number>;
  network?: Record<string, number>;
}

/** A project on the real OpenStack, with a user of its own who may do what members may. */
export interface PeerProject {
  id: string;
  name: string;
  connection: OpenStackConnection & { auth: { password: unknown } };
  client: OpenStackClient;
  /** With all that is in it; waits until that is gone. */
  remove(): Promise<void>;
}

/** The real OpenStack that tests run against: see testing/peers/openstack. Fails loudly where there is none. */
export function readOpenStackPeer(): {
  authUrl: string;
  region: string;
  password: string;
} {
  const {
    OPENSTACK_PEER_AUTH_URL: authUrl,
    OPENSTACK_PEER_REGION: region,
    OPENSTACK_PEER_PASSWORD: password,
  } = process.env;
  if (!authUrl || !region || !password) {
    throw new Error(
      'OPENSTACK_PEER_AUTH_URL, OPENSTACK_PEER_REGION or OPENSTACK_PEER_PASSWORD is missing; run this by npm run test:peers',
    );
  }
  return { authUrl, region, password };
}

/** How the administrator (`admin`), or another user whose project has his name, gets in. */
export function openStackPeerConnection(user: string): OpenStackConnection & {
  auth: { password: unknown };
} {
  const { authUrl, region, password } = readOpenStackPeer();
  return {
    ...{ authUrl, region, callsPerMinute: 60_000 },
    auth: { password: { username: user, password, project: user } },
  };
}

/** The administrator of all projects. Close it. */
export function createOpenStackAdministrator(): OpenStackClient {
  return new OpenStackClient(openStackPeerConnection('admin'));
}

/** Makes a project for a test alone, so that its quotas and what it finds there are its own. Remove it. */
export async function createPeerProject(
  prefix: string,
  quotas: PeerQuotas = {},
): Promise<PeerProject> {
  const admin = createOpenStackAdministrator();
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  const { password } = readOpenStackPeer();
  const project = await identity<{ project: { id: string } }>(admin, 'POST', {
    path: ['projects'],
    body: { project: { name, domain_id: 'default' } },
  });
  const { id } = project.project;
  const { user } = await identity<{ user: { id: string } }>(admin, 'POST', {
    path: ['users'],
    body: { user: { name, password, domain_id: 'default' } },
  });
  const { roles } = await identity<{ roles: { id: string; name: string }[] }>(
    admin,
    'GET',
    { path: ['roles'] },
  );
  const member = roles.find(role => role.name === 'member');
  await identity(admin, 'PUT', {
    path: ['projects', id, 'users', user.id, 'roles', member?.id ?? 'none'],
  });
  if (quotas.compute) {
    await admin.compute.setQuotas(id, quotas.compute);
  }
  if (quotas.blockStorage) {
    await admin.blockStorage.setQuotas(id, quotas.blockStorage);
  }
  if (quotas.network) {
    await admin.network.setQuotas(id, quotas.network);
  }
  const connection = openStackPeerConnection(name);
  const client = new OpenStackClient(connection);
  return {
    ...{ id, name, connection, client },
    remove: async () => {
      // With a client of its own: the test may have closed or broken the other.
      const cleaner = new OpenStackClient(connection);
      try {
        await empty(cleaner, admin, id);
        await identity(admin, 'DELETE', { path: ['users', user.id] });
        await identity(admin, 'DELETE', { path: ['projects', id] });
      } finally {
        await cleaner.close();
        await client.close();
        await admin.close();
      }
    },
  };
}

/** All that an iterable brings. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

function identity<T>(
  admin: OpenStackClient,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  request: { path: string[]; body?: unknown },
): Promise<T> {
  return admin.caller.request<T>({ service: 'identity', method, ...request });
}

async function empty(
  client: OpenStackClient,
  admin: OpenStackClient,
  project: string,
): Promise<void> {
  const { compute, blockStorage, network, containerInfra } = client;
  if (await containerInfra.isOffered()) {
    await drain(
      () => containerInfra.clusters(),
      one => containerInfra.deleteCluster(one.uuid),
    );
    for await (const template of containerInfra.clusterTemplates()) {
      if (!template.public) {
        await containerInfra.deleteClusterTemplate(template.uuid);
      }
    }
  }
  await drain(
    () => compute.servers(),
    one => compute.deleteServer(one.id),
  );
  for (const transfer of await all(blockStorage.transfers())) {
    await blockStorage.deleteTransfer(transfer.id);
  }
  await drain(
    () => blockStorage.snapshots(),
    one => blockStorage.deleteSnapshot(one.id),
  );
  await drain(
    () => blockStorage.volumes(),
    one =>
      admin.caller.request({
        ...{ service: 'block-storage', method: 'POST' },
        path: ['volumes', one.id, 'action'],
        body: { 'os-force_delete': {} },
      }),
  );
  const own = { project };
  for (const { id } of await all(network.floatingIps(own))) {
    await network.deleteFloatingIp(id);
  }
  for (const { id } of await all(network.ports(own))) {
    await network.deletePort(id);
  }
  for (const group of await all(admin.network.securityGroups(own))) {
    await admin.network.deleteSecurityGroup(group.id);
  }
  for (const group of await compute.serverGroups()) {
    await compute.deleteServerGroup(group.id);
  }
  for (const keypair of await compute.keypairs()) {
    await compute.deleteKeypair(keypair.name);
  }
}

/** Deletes until nothing is left. */
async function drain<T>(
  list: () => AsyncIterable<T>,
  remove: (one: T) => Promise<unknown>,
): Promise<void> {
  await eventually(async () => {
    const left = await all(list());
    for (const one of left) {
      try {
        await remove(one);
      } catch (error) {
        if (!(error instanceof OpenStackError)) {
          throw error;
        }
        // Being worked on, or gone in between: the next look tells.
      }
    }
    if (left.length > 0) {
      throw new Error(`not gone yet: ${left.length}`);
    }
  }, 60_000);
}
