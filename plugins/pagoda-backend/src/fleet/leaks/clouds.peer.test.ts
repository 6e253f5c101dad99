import { randomBytes } from 'node:crypto';
import { mockServices } from '@backstage/backend-test-utils';
import type { Leak, LeakReport } from '@pagoda/plugin-pagoda-common';
import type { JsonObject } from '@backstage/types';
import { RancherClient } from '../../clients/rancher/RancherClient';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';
import { RancherPeer } from '../../testing/RancherPeer';

const SUFFIX = randomBytes(4).toString('hex');
const PORTAL = `leaks-${SUFFIX}`;

jest.setTimeout(120_000);

let project: PeerProject;
let rancher: RancherClient;
let portal: TestPortal;
const auditor = mockServices.auditor.mock();
const success = jest.fn(async () => {});
auditor.createEvent.mockImplementation(async () => ({
  success,
  fail: async () => {},
}));

beforeAll(async () => {
  project = await createPeerProject('leaks');
  const peer = await RancherPeer.connect();
  const { url, ca, token } = peer;
  rancher = new RancherClient({ url, ca, token });
  const { authUrl, region, auth } = project.connection;
  const openstack = { authUrl, ...auth } as JsonObject;
  portal = await createTestPortal({
    config: {
      kubernetes: { portalId: PORTAL },
      clouds: {
        openstack: [
          { name: 'campus', region: region!, ...openstack },
          { name: 'silent', ...openstack, authUrl: 'http://127.0.0.1:9/v3' },
        ],
        rancher: [
          {
            ...{ name: 'rancher', openstack: 'campus', url, ca, token },
            callsPerMinute: 60_000,
          },
        ],
      },
    },
    features: [auditor.factory],
  });
}, 120_000);
afterAll(async () => {
  await portal?.stop();
  await rancher?.close();
  await project?.remove();
}, 180_000);

function administrator() {
  return portal.as('administrator');
}

async function look(cloud: string): Promise<LeakReport> {
  const { status, body } = await administrator().post('/fleet/leaks:look', {
    cloud,
  });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

async function clean(leaks: Leak[]) {
  const { status, body } = await administrator().post('/fleet/leaks:clean', {
    ids: leaks.map(({ id }) => id),
  });
  expect(status).toBe(200);
  return body.items;
}

function summary(leaks: Leak[]): string[] {
  return leaks.map(({ kind, reason }) => `${kind}: ${reason}`).sort();
}

const marks = (more: Record<string, string>) => ({
  pagoda_portal: PORTAL,
  ...more,
});

async function createVolume(name: string, metadata: Record<string, string>) {
  const { blockStorage } = project.client;
  const { id } = await blockStorage.createVolume({ name, size: 1, metadata });
  await eventually(async () => {
    expect((await blockStorage.findVolume(id))?.status).toBe('available');
  });
  return id;
}

/** A cluster that was made, as its row says. */
async function insertCluster(
  name: string,
  provisioner: 'magnum' | 'rancher',
  cloud: string,
) {
  const { knex } = portal;
  await knex('clusters').insert({
    ...{ name, title: name, description: '', provisioner },
    ...{ engine: 'kubernetes', phase: 'Ready', capacity_json: '{}' },
    created_at: Date.now(),
  });
  await knex('cluster_plans').insert({
    ...{ cluster: name, uid: `uid-${name}`, cloud, owner: 'user:default/a' },
    ...{ plan_json: '{}', phase: 'Ready', deletion_protection: true },
    ...{ observed_generation: 1, began_at: 0 },
    next_at: Date.now() + 3_600_000,
  });
}

describe('leaks in an OpenStack', () => {
  it('are what carries the mark of this portal and has no owner, in all its services', async () => {
    const { blockStorage, compute, network, images } = project.client;
    await portal.knex('volumes').insert({
      ...{ project: 'demo', name: 'kept', description: '', cluster: 'none' },
      ...{ provider: 'directory', owner: 'user:default/a', size: '1Gi' },
      ...{ size_bytes: 2 ** 30, phase: 'Available', created_at: Date.now() },
    });
    await insertCluster('owner', 'rancher', 'rancher');
    const ofVolume = (volume: string) =>
      marks({ pagoda_project: 'demo', pagoda_volume: volume });
    await createVolume('pagoda-demo-kept', ofVolume('kept'));
    await createVolume('unmarked', {});
    await createVolume('theirs', {
      ...ofVolume('lost'),
      pagoda_portal: 'another',
    });
    const lost = await createVolume('pagoda-demo-lost', ofVolume('lost'));
    await blockStorage.createSnapshot({
      ...{ volume_id: lost, name: 'before', metadata: ofVolume('lost') },
    });
    const [image] = await all(images.images());
    const [inside] = await all(network.networks({ name: 'private' }));
    const [outside] = await all(network.networks({ name: 'public' }));
    for (const cluster of ['gone', 'owner']) {
      await compute.createServer({
        ...{ name: `${cluster}-work-1`, flavorRef: '1', imageRef: image.id },
        networks: [{ uuid: inside.id }],
        metadata: marks({ pagoda_cluster: cluster }),
      });
    }
    const tags = [`pagoda-portal=${PORTAL}`, 'pagoda-cluster=gone'];
    const group = await network.createSecurityGroup({ name: 'gone-nodes' });
    await network.setTags('security-groups', group.id, tags);
    const port = await network.createPort({
      ...{ network_id: inside.id, name: 'gone-port' },
      security_groups: [group.id],
    });
    await network.setTags('ports', port.id, tags);
    const address = await network.createFloatingIp({
      floating_network_id: outside.id,
    });
    await network.setTags('floatingips', address.id, tags);

    const report = await look('campus');
    expect(report.looks).toMatchObject([
      { cloud: 'campus', leaks: 6, lookedAt: expect.any(String) },
    ]);
    expect(summary(report.items)).toEqual([
      'FloatingIP: There is no cluster gone.',
      'Port: There is no cluster gone.',
      'SecurityGroup: There is no cluster gone.',
      'Server: There is no cluster gone.',
      'Snapshot: Project demo has no volume lost.',
      'Volume: Project demo has no volume lost.',
    ]);
    expect(report.items.find(({ kind }) => kind === 'Volume')).toMatchObject({
      ...{ cloud: 'campus', name: 'pagoda-demo-lost', project: 'demo' },
      detail: '1 GiB, available',
      createdAt: expect.stringMatching(/Z$/),
    });
    // What the page asks for is what was written down.
    const { body: stored } = await administrator().get(
      '/fleet/leaks?cloud=campus',
    );
    expect(stored.items).toEqual(report.items);
    const { body: fleet } = await administrator().get('/fleet');
    expect(fleet.leaks).toMatchObject({ found: 6 });
    expect(
      fleet.attention.map(({ title }: { title: string }) => title),
    ).toContain('6 leaks on cloud campus');
  });

  it('are deleted where they still are leaks, each with an audit event', async () => {
    const { blockStorage, compute, network } = project.client;
    let { items } = await look('campus');
    // It gets its owner back, as after a restored database.
    await insertCluster('gone', 'rancher', 'rancher');
    const servers = items.filter(({ kind }) => kind === 'Server');
    expect(await clean(servers)).toMatchObject([
      { deleted: false, message: 'It is gone, or no leak any more.' },
    ]);
    expect(await all(compute.servers())).toHaveLength(2);
    await portal.knex('cluster_plans').where({ cluster: 'gone' }).delete();
    auditor.createEvent.mockClear();
    success.mockClear();
    const first = await clean(items);
    expect(
      first.filter(({ id }: { id: string }) => /Server|Snapshot|Port/.test(id)),
    ).toMatchObject([{ deleted: true }, { deleted: true }, { deleted: true }]);
    // The volume has its snapshot, and the group its port, until those are gone: the next clean-up deletes them.
    const events = auditor.createEvent.mock.calls.filter(
      ([{ eventId }]) => eventId === 'delete-leak',
    );
    expect(events).toHaveLength(6);
    expect(events.map(([{ meta }]) => meta)).toContainEqual(
      expect.objectContaining({
        ...{ cloud: 'campus', kind: 'Server', name: 'gone-work-1' },
        actor: 'user:default/administrator',
      }),
    );
    await eventually(async () => {
      ({ items } = await look('campus'));
      if (items.length > 0) {
        await clean(items);
        throw new Error(`left: ${summary(items)}`);
      }
    }, 60_000);
    expect(
      (await all(blockStorage.volumes())).map(({ name }) => name).sort(),
    ).toEqual(['pagoda-demo-kept', 'theirs', 'unmarked']);
    await eventually(async () => {
      expect((await all(compute.servers())).map(({ name }) => name)).toEqual([
        'owner-work-1',
      ]);
    });
    const own = { project: project.id };
    expect(await all(network.floatingIps(own))).toEqual([]);
  });

  it('are volumes that only carry the mark of another; volumes and snapshots that are gone are named', async () => {
    const { knex } = portal;
    const uid = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
    const mark = marks({
      ...{ pagoda_project: 'demo', pagoda_volume: 'cinder' },
      pagoda_uid: uid,
    });
    const own = await createVolume('pagoda-demo-cinder', mark);
    const copy = await createVolume('copied by hand', mark);
    const former = await createVolume('of a former volume', {
      ...mark,
      pagoda_uid: uid.replace('0', '1'),
    });
    await knex('volumes').insert({
      ...{ project: 'demo', name: 'cinder', description: '', cloud: 'campus' },
      ...{ provider: 'cinder', owner: 'user:default/a', size: '1Gi', uid },
      ...{ size_bytes: 2 ** 30, phase: 'Available', created_at: Date.now() },
      // Settled, so that nobody makes another one.
      ...{ external_id: own, observed_generation: 1, provider_json: '{}' },
    });
    await knex('volume_snapshots').insert({
      ...{ project: 'demo', volume: 'cinder', name: 'before', size_bytes: 1 },
      ...{ uid: uid.replace('0', '2'), external_id: 'none', description: '' },
      ...{ owner: 'user:default/a', phase: 'Available', created_at: 0 },
    });
    try {
      const report = await look('campus');
      expect(
        report.items.map(({ id, reason }) => [id.split('/').at(-1), reason]),
      ).toEqual(
        expect.arrayContaining([
          [copy, expect.stringContaining(`is ${own}`)],
          [former, expect.stringContaining('is another one')],
        ]),
      );
      expect(report.items).toHaveLength(2);
      expect(report.missing).toMatchObject([
        {
          ...{ cloud: 'campus', owner: 'snapshot', name: 'cinder/before' },
          ...{ project: 'demo', kind: 'Snapshot', externalId: 'none' },
        },
      ]);
      expect(await clean(report.items)).toMatchObject([
        { deleted: true },
        { deleted: true },
      ]);
      const { blockStorage } = project.client;
      await blockStorage.deleteVolume(own);
      await eventually(async () => {
        const { items, missing } = await look('campus');
        expect(items).toEqual([]);
        expect(missing.map(({ owner }) => owner).sort()).toEqual([
          ...['snapshot', 'volume'],
        ]);
      });
    } finally {
      await knex('volume_snapshots').delete();
      await knex('volumes').where({ name: 'cinder' }).delete();
    }
  });

  it('names clusters that Magnum has lost, and keeps what was seen of a cloud that is silent', async () => {
    await insertCluster('vanished', 'magnum', 'campus');
    expect((await look('campus')).missing).toMatchObject([
      {
        ...{ cloud: 'campus', owner: 'cluster', name: 'vanished' },
        reason: expect.stringContaining('Magnum has none'),
      },
    ]);
    const { looks, items } = await look('silent');
    expect(items).toEqual([]);
    expect(looks).toEqual([
      {
        ...{ cloud: 'silent', leaks: 0, missing: 0 },
        message: expect.stringContaining('127.0.0.1'),
      },
    ]);
    // Of a silent cloud just the first is asked for.
    const ids = Array.from(
      { length: 20 },
      (_, i) => `cloud:silent/Volume/${i}`,
    );
    const results = await clean(ids.map(id => ({ id }) as Leak));
    expect(results.map(({ id }: { id: string }) => id)).toEqual(ids);
    for (const { deleted, message } of results) {
      expect(deleted).toBe(false);
      expect(message).toContain('127.0.0.1');
    }
    const unknown = await administrator().post('/fleet/leaks:look', {
      cloud: 'none',
    });
    expect(unknown.status).toBe(404);
  });
});

describe('leaks in a Rancher', () => {
  const path = (resource: 'secrets' | 'openstackconfigs', name: string) => ({
    ...(resource === 'openstackconfigs' && {
      group: 'rke-machine-config.cattle.io',
    }),
    ...{ resource, namespace: 'fleet-default', name },
  });

  it('are its objects with labels of this portal and no cluster', async () => {
    const { kubernetes } = rancher;
    const labels = (cluster: string) => ({
      'app.kubernetes.io/managed-by': 'pagoda',
      'pagoda.io/portal': PORTAL,
      'pagoda.io/cluster': cluster,
      'pagoda.io/uid': `uid-${cluster}`,
    });
    const create = (
      resource: 'secrets' | 'openstackconfigs',
      cluster: string,
    ) => {
      const { name, ...place } = path(resource, `${cluster}-${SUFFIX}`);
      return kubernetes.create(place, {
        ...(resource === 'secrets'
          ? { apiVersion: 'v1', kind: 'Secret', type: 'Opaque' }
          : {
              apiVersion: 'rke-machine-config.cattle.io/v1',
              kind: 'OpenstackConfig',
            }),
        metadata: { name, labels: labels(cluster) },
      });
    };
    await insertCluster('held', 'rancher', 'rancher');
    await create('secrets', 'held');
    await create('secrets', 'dropped');
    await create('openstackconfigs', 'dropped');
    try {
      const report = await look('rancher');
      expect(summary(report.items)).toEqual([
        'OpenstackConfig: There is no cluster dropped.',
        'Secret: There is no cluster dropped.',
      ]);
      // It is said to be made, and Rancher has no such cluster.
      expect(report.missing.map(({ name }) => name)).toContain('held');
      expect(await clean(report.items)).toMatchObject([
        { deleted: true },
        { deleted: true },
      ]);
      expect((await look('rancher')).items).toEqual([]);
      expect(
        await kubernetes.find(path('secrets', `dropped-${SUFFIX}`)),
      ).toBeUndefined();
    } finally {
      for (const cluster of ['held', 'dropped']) {
        await kubernetes.delete(path('secrets', `${cluster}-${SUFFIX}`));
        await kubernetes.delete(
          path('openstackconfigs', `${cluster}-${SUFFIX}`),
        );
      }
    }
  });
});
