import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createOpenStackAdministrator,
  createPeerProject,
  openStackPeerConnection,
  type PeerProject,
} from '../../testing/openStackPeer';
import { OpenStackClient } from './OpenStackClient';

/** The services share two cores with much else. */
jest.setTimeout(120_000);

const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkT5ePDhM0u9nVnG6v8w1cN5rT1v2nZ8k4mG1mYbqQd test';

describe('OpenStackClient on the real services', () => {
  let project: PeerProject;
  let client: OpenStackClient;

  beforeAll(async () => {
    project = await createPeerProject('client', {
      compute: { cores: 2, server_group_members: 5 },
      blockStorage: { volumes: 5, gigabytes: 20, gigabytes_fast: 12 },
      network: { port: 2, security_group: 2 },
    });
    ({ client } = project);
  }, 60_000);
  afterAll(() => project.remove(), 120_000);

  async function volumeIn(status: string, id: string) {
    return eventually(async () => {
      const volume = await client.blockStorage.findVolume(id);
      expect(volume?.status).toBe(status);
      return volume!;
    });
  }

  it('gets in by an application credential, until that is deleted', async () => {
    const { id, secret } = await client.identity.createApplicationCredential({
      ...{ name: 'pagoda', roles: [{ name: 'member' }] },
    });
    const { authUrl, region } = project.connection;
    const withCredential = new OpenStackClient({
      ...{ authUrl, region, callsPerMinute: 60_000 },
      auth: { applicationCredential: { id, secret: secret! } },
    });
    const byName = new OpenStackClient({
      authUrl,
      auth: {
        applicationCredential: {
          ...{ name: 'pagoda', user: project.name, secret: secret! },
        },
      },
    });
    const wrong = new OpenStackClient({
      authUrl,
      auth: { applicationCredential: { id, secret: 'wrong' } },
    });
    try {
      expect(await withCredential.identity.whoAmI()).toMatchObject({
        ...{ projectId: project.id, projectName: project.name },
      });
      expect(await all(withCredential.compute.servers())).toEqual([]);
      expect((await byName.identity.whoAmI()).projectId).toBe(project.id);
      await expect(wrong.identity.whoAmI()).rejects.toMatchObject({
        ...{ code: 'Unauthorized', status: 401, service: 'identity' },
      });
      // A credential cannot make further ones.
      await expect(
        withCredential.identity.createApplicationCredential({ name: 'more' }),
      ).rejects.toMatchObject({ code: 'Forbidden' });
      expect(await client.identity.applicationCredentials()).toMatchObject([
        { id, name: 'pagoda' },
      ]);

      await client.identity.deleteApplicationCredential(id);
      // Services may know the token for a while.
      await eventually(async () => {
        await expect(
          all(withCredential.compute.servers()),
        ).rejects.toMatchObject({
          ...{ code: 'Unauthorized', status: 404, service: 'identity' },
          reason: expect.stringContaining('does not exist any more'),
        });
      });
    } finally {
      await Promise.all(
        [withCredential, byName, wrong].map(one => one.close()),
      );
    }
  }, 60_000);

  it('reads what the cloud offers', async () => {
    const { compute, blockStorage, images, network } = client;
    expect(await all(compute.flavors())).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'm1.small', vcpus: 1, ram: 2048 }),
      ]),
    );
    expect((await compute.availabilityZones())[0].zoneState.available).toBe(
      true,
    );
    expect((await blockStorage.availabilityZones()).length).toBeGreaterThan(0);
    const types = await all(blockStorage.volumeTypes());
    expect(types.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['standard', 'fast']),
    );
    expect((await blockStorage.defaultVolumeType())?.name).toBe('standard');
    const [image] = await all(images.images({ name: 'cirros' }));
    expect(await images.findImage(image.id)).toMatchObject({
      ...{ status: 'active', visibility: 'public' },
    });
    expect(await images.findImage(project.id)).toBeUndefined();
    const networks = await all(network.networks());
    expect(networks).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'public', 'router:external': true }),
        expect.objectContaining({ name: 'private', shared: true }),
      ]),
    );
    expect((await all(network.subnets())).length).toBeGreaterThan(0);
    // This cloud has no Octavia.
    expect(await all(network.loadBalancers())).toEqual([]);
    expect(await network.loadBalancerLimit()).toBeUndefined();
    expect(await client.containerInfra.isOffered()).toBe(true);
    expect(await client.containerInfra.clusterLimit()).toBeGreaterThan(0);
  });

  it.each([
    ['compute', ['flavors'], 'flavors', 3],
    ['block-storage', ['types'], 'volume_types', 3],
    ['image', ['images'], 'images', 2],
    ['network', ['networks'], 'networks', 2],
  ] as const)('reads lists of %s page by page', async (...args) => {
    const [service, path, key, least] = args;
    const before = client.calls()[service]?.calls ?? 0;
    const found = await all(
      client.caller.list({ service, path, query: { limit: 1 } }, key),
    );
    const ids = found.map(({ id }) => id);
    expect(new Set(ids).size).toBeGreaterThanOrEqual(least);
    expect(new Set(ids).size).toBe(ids.length);
    expect(client.calls()[service].calls - before).toBeGreaterThanOrEqual(
      least,
    );
  });

  it('asks with the newest microversion that both sides know', async () => {
    const { caller } = client;
    expect(await caller.microversion('compute')).toBe('2.93');
    expect(await caller.microversion('compute', '2.999')).toBe('2.93');
    expect(await caller.microversion('compute', '1.0')).toBe('2.1');
    // Its root answers 300.
    expect(await caller.microversion('block-storage')).toBe('3.70');
    expect(await caller.microversion('container-infra')).toBe('1.10');
    expect(await caller.microversion('image')).toBeUndefined();
    await expect(
      caller.request({
        ...{ service: 'block-storage', path: ['volumes'], needs: '3.999' },
      }),
    ).rejects.toMatchObject({ code: 'NotOffered' });
  });

  it('keeps volumes: makes, finds, extends, snapshots, restores, clones, deletes', async () => {
    const { blockStorage } = client;
    const { id } = await blockStorage.createVolume({
      ...{ name: 'v', size: 1, volume_type: 'fast' },
      metadata: { pagoda_portal: 'it\'s "mine"', keep: 'no' },
    });
    await volumeIn('available', id);
    const marked = blockStorage.volumes({
      metadata: { pagoda_portal: 'it\'s "mine"' },
    });
    expect((await all(marked)).map(volume => volume.id)).toEqual([id]);
    expect(
      await all(blockStorage.volumes({ metadata: { pagoda_portal: 'it' } })),
    ).toEqual([]);
    await blockStorage.setVolumeMetadata(id, { more: 'yes' });
    await blockStorage.deleteVolumeMetadata(id, 'keep');
    await blockStorage.updateVolume(id, { name: 'w', description: 'd' });
    await blockStorage.extendVolume(id, 2, false);
    await eventually(async () => {
      expect(await volumeIn('available', id)).toMatchObject({
        ...{ name: 'w', size: 2 },
        metadata: { pagoda_portal: 'it\'s "mine"', more: 'yes' },
      });
    });

    const snapshot = await blockStorage.createSnapshot({
      ...{ volume_id: id, name: 's', metadata: { pagoda_portal: 'p' } },
    });
    await eventually(async () => {
      const found = await blockStorage.findSnapshot(snapshot.id);
      expect(found?.status).toBe('available');
    });
    expect(await all(blockStorage.snapshots({ volume: id }))).toHaveLength(1);
    await expect(blockStorage.deleteVolume(id)).rejects.toMatchObject({
      ...{ code: 'InUse', status: 400 },
      requestId: expect.stringMatching(/^req-/),
    });
    await blockStorage.revertToSnapshot(id, snapshot.id);
    await volumeIn('available', id);
    const restored = await blockStorage.createVolume({
      ...{ name: 'restored', size: 2, snapshot_id: snapshot.id },
    });
    const clone = await blockStorage.createVolume({
      ...{ name: 'clone', size: 2, source_volid: id },
    });
    expect((await volumeIn('available', restored.id)).snapshot_id).toBe(
      snapshot.id,
    );
    expect((await volumeIn('available', clone.id)).source_volid).toBe(id);
    const quotas = await blockStorage.quotas();
    expect(quotas.volumes).toMatchObject({ limit: 5, used: 3 });
    expect(quotas.gigabytes_fast).toMatchObject({ limit: 12 });
    await expect(
      blockStorage.createVolume({ name: 'x', size: 50 }),
    ).rejects.toMatchObject({ code: 'OverQuota', status: 413 });

    await blockStorage.deleteSnapshot(snapshot.id);
    await eventually(async () => {
      expect(await blockStorage.findSnapshot(snapshot.id)).toBeUndefined();
    });
    for (const one of [id, restored.id, clone.id]) {
      await blockStorage.deleteVolume(one);
    }
    await eventually(async () => {
      expect(await all(blockStorage.volumes())).toEqual([]);
    });
    // What is gone already is deleted.
    await blockStorage.deleteVolume(id);
  }, 120_000);

  it('hands volumes over to another project', async () => {
    const other = await createPeerProject('client-other');
    try {
      const { id } = await client.blockStorage.createVolume({
        ...{ name: 'given', size: 1 },
      });
      await volumeIn('available', id);
      const transfer = await client.blockStorage.createTransfer(id, 't');
      expect(await all(client.blockStorage.transfers())).toMatchObject([
        { id: transfer.id, volume_id: id },
      ]);
      await volumeIn('awaiting-transfer', id);
      const { blockStorage } = other.client;
      await blockStorage.acceptTransfer(transfer.id, transfer.auth_key!);
      await eventually(async () => {
        expect(await client.blockStorage.findVolume(id)).toBeUndefined();
        expect(await blockStorage.findVolume(id)).toMatchObject({
          ...{ status: 'available', 'os-vol-tenant-attr:tenant_id': other.id },
        });
      });
    } finally {
      await other.remove();
    }
  }, 120_000);

  it('tells why a volume failed, and lets administrators set its state', async () => {
    const { id } = await client.blockStorage.createVolume({
      ...{ name: 'fail-v', size: 1 },
    });
    await volumeIn('error', id);
    await eventually(async () => {
      const messages = await all(client.blockStorage.messages(id));
      expect(messages.map(one => one.user_message).join()).toMatch(
        /Driver failed to create the volume/,
      );
    });
    await expect(
      client.blockStorage.resetVolumeStatus(id, { status: 'available' }),
    ).rejects.toMatchObject({ code: 'Forbidden' });
    await client.blockStorage.deleteVolume(id);
    await eventually(async () => {
      expect(await client.blockStorage.findVolume(id)).toBeUndefined();
    });
  });

  it('runs servers, and finds them by their marks', async () => {
    const { compute, blockStorage, network, images } = client;
    const [image] = await all(images.images({ name: 'cirros' }));
    const [net] = await all(network.networks({ name: 'private' }));
    await compute.createKeypair('key', KEY);
    expect((await compute.keypairs()).map(({ name }) => name)).toEqual(['key']);
    const group = await compute.createServerGroup('g', 'soft-anti-affinity');
    expect(await compute.serverGroups()).toMatchObject([{ id: group.id }]);
    const created = await compute.createServer({
      ...{ name: 's', flavorRef: '1', imageRef: image.id, key_name: 'key' },
      networks: [{ uuid: net.id }],
      tags: ['pagoda-portal=p'],
      metadata: { pagoda_portal: 'p' },
    });
    // Nothing of the password that Nova answers with.
    expect(Object.keys(created)).toEqual(['id']);
    const { id } = created;
    await eventually(async () => {
      expect((await compute.findServer(id))?.status).toBe('ACTIVE');
    });
    for (const [filter, count] of [
      [{ tags: ['pagoda-portal=p'] }, 1],
      [{ tags: ['pagoda-portal=q'] }, 0],
      [{ metadata: { pagoda_portal: 'p' } }, 1],
      [{ metadata: { pagoda_portal: 'q' } }, 0],
    ] as const) {
      const servers = await all(
        compute.servers(filter as Parameters<typeof compute.servers>[0]),
      );
      expect(servers).toHaveLength(count);
    }
    expect((await compute.quotas()).cores).toMatchObject({ limit: 2, used: 1 });
    await expect(
      compute.createServer({
        ...{ name: 'large', flavorRef: '3', imageRef: image.id },
        networks: 'none',
      }),
    ).rejects.toMatchObject({ code: 'OverQuota', status: 403 });

    const volume = await blockStorage.createVolume({ name: 'a', size: 1 });
    await volumeIn('available', volume.id);
    await compute.attachVolume(id, volume.id);
    expect((await volumeIn('in-use', volume.id)).attachments).toMatchObject([
      { server_id: id },
    ]);
    await expect(blockStorage.deleteVolume(volume.id)).rejects.toMatchObject({
      ...{ code: 'InUse', status: 400 },
    });
    await blockStorage.extendVolume(volume.id, 2, true);
    await eventually(async () => {
      expect((await volumeIn('in-use', volume.id)).size).toBe(2);
    });
    await compute.detachVolume(id, volume.id);
    await volumeIn('available', volume.id);

    await compute.deleteServer(id);
    await eventually(async () => {
      expect(await compute.findServer(id)).toBeUndefined();
    });
    const failed = await compute.createServer({
      ...{ name: 'fail-s', flavorRef: '1', imageRef: image.id },
      networks: [{ uuid: net.id }],
    });
    await eventually(async () => {
      const server = await compute.findServer(failed.id);
      expect(server).toMatchObject({ status: 'ERROR' });
      expect(server?.fault?.message).toMatch(/\w/);
    });
    await compute.deleteServer(failed.id);
    await eventually(async () => {
      expect(await all(compute.servers())).toEqual([]);
    });
  }, 120_000);

  it('makes ports, floating IPs and security groups, and finds them by tags', async () => {
    const { network } = client;
    const [net] = await all(network.networks({ name: 'private' }));
    const [outside] = await all(network.networks({ name: 'public' }));
    const group = await network.createSecurityGroup({ name: 'g' });
    const port = await network.createPort({
      ...{ network_id: net.id, name: 'p', security_groups: [group.id] },
    });
    const ip = await network.createFloatingIp({
      floating_network_id: outside.id,
    });
    const tags = ['pagoda-portal=p', 'pagoda-cluster=c'];
    await network.setTags('ports', port.id, tags);
    await network.setTags('floatingips', ip.id, tags);
    await network.setTags('security-groups', group.id, tags);
    expect(await all(network.ports({ tags }))).toMatchObject([
      { id: port.id, tags: expect.arrayContaining(tags) },
    ]);
    expect(await all(network.floatingIps({ tags }))).toHaveLength(1);
    expect(await all(network.securityGroups({ tags }))).toHaveLength(1);
    expect(await all(network.ports({ tags: ['pagoda-portal=q'] }))).toEqual([]);
    expect((await network.quotas()).port).toMatchObject({ limit: 2, used: 1 });
    await expect(network.deleteSecurityGroup(group.id)).rejects.toMatchObject({
      ...{ code: 'InUse', status: 409 },
    });
    await network.createPort({ network_id: net.id });
    await expect(
      network.createPort({ network_id: net.id }),
    ).rejects.toMatchObject({ code: 'OverQuota', status: 409 });
    await network.deletePort(port.id);
    await network.deleteSecurityGroup(group.id);
    await network.deleteFloatingIp(ip.id);
  }, 60_000);

  it('is told what a member may not do', async () => {
    await expect(
      client.compute.setQuotas(project.id, { cores: 100 }),
    ).rejects.toMatchObject({
      ...{ code: 'Forbidden', status: 403, service: 'compute' },
      requestId: expect.stringMatching(/^req-/),
    });
  });

  it('survives the revocation of its token', async () => {
    const admin = createOpenStackAdministrator();
    const own = new OpenStackClient(openStackPeerConnection(project.name));
    try {
      await own.identity.whoAmI();
      const { value } = await own.caller.token();
      await admin.caller.request({
        ...{ service: 'identity', method: 'DELETE', path: ['auth', 'tokens'] },
        headers: { 'X-Subject-Token': value },
      });
      // Nova has not seen it yet, and asks Keystone.
      await sleep(500);
      expect(await all(own.compute.servers())).toEqual([]);
      expect((await own.caller.token()).value).not.toBe(value);
      expect(own.calls().identity.calls).toBe(2);
    } finally {
      await admin.close();
      await own.close();
    }
  });
});
