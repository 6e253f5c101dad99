import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Cloud,
  CloudOffers,
  CloudQuota,
} from '@pagoda/plugin-pagoda-common';
import { OpenStackClient } from '../clients/openstack/OpenStackClient';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { FaultProxy, type Fault } from '../testing/FaultProxy';
import { createPeerProject, type PeerProject } from '../testing/openStackPeer';
import { OpenStackCloudReader } from './openstack/OpenStackCloudReader';

jest.setTimeout(180_000);

/** How soon a list has to be there however the cloud is, in milliseconds. */
const QUICK = 2_000;

describe('a real OpenStack', () => {
  let project: PeerProject;
  let proxy: FaultProxy;
  let credential: { id: string; secret: string };

  beforeAll(async () => {
    project = await createPeerProject('clouds', {
      compute: { cores: 8, instances: 5, ram: 16_384 },
      blockStorage: { volumes: 4, gigabytes: 30, gigabytes_fast: 10 },
      network: { port: 20, floatingip: 2 },
    });
    const made = await project.client.identity.createApplicationCredential({
      ...{ name: 'portal', roles: [{ name: 'member' }] },
    });
    credential = { id: made.id, secret: made.secret! };
    proxy = await FaultProxy.start();
  });

  afterEach(() => {
    proxy.fault = undefined;
  });

  afterAll(async () => {
    await proxy?.stop();
    await project?.remove();
  });

  function withCredential(): OpenStackClient {
    const { auth: _, ...connection } = project.connection;
    return new OpenStackClient({
      ...connection,
      auth: { applicationCredential: credential },
    });
  }

  function startPortal(timeoutSeconds = 30): Promise<TestPortal> {
    const { authUrl, region } = project.connection;
    return createTestPortal({
      empty: true,
      config: {
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl: proxy.urlOf(authUrl), region },
              ...{ applicationCredential: credential, timeoutSeconds },
              callsPerMinute: 60_000,
            },
          ],
        },
      },
    });
  }

  async function until<T>(
    look: () => Promise<T | undefined>,
    limit = 60_000,
  ): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      const found = await look();
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error('It never was so');
      }
      await sleep(100);
    }
  }

  it('is read by an application credential that may do no more than it must', async () => {
    const client = withCredential();
    try {
      expect((await client.identity.whoAmI()).roles).toEqual(
        expect.arrayContaining(['member']),
      );
      expect((await client.identity.whoAmI()).roles).not.toContain('admin');
      // Restricted: it makes no more credentials.
      await expect(
        client.identity.createApplicationCredential({ name: 'another' }),
      ).rejects.toMatchObject({ code: 'Forbidden' });
      const reader = new OpenStackCloudReader(() => client);
      expect(await reader.health()).toMatchObject({ phase: 'Ready' });
      const offers = await reader.offers();
      expect(offers.flavors.length).toBeGreaterThan(0);
      for (const { cores, memoryBytes } of offers.flavors) {
        expect(cores).toBeGreaterThan(0);
        expect(memoryBytes).toBeGreaterThanOrEqual(64 * 1024 ** 2);
      }
      const cores = offers.flavors.map(flavor => flavor.cores);
      expect(cores).toEqual([...cores].sort((a, b) => a - b));
      expect(offers.images.length).toBeGreaterThan(0);
      expect(offers.networks.some(({ external }) => external)).toBe(true);
      expect(offers.zones).toContainEqual({
        ...{ name: 'nova', available: true },
        kinds: ['compute', 'volume'],
      });
      expect(
        offers.volumeTypes.filter(({ isDefault }) => isDefault),
      ).toHaveLength(1);
      expect(offers.securityGroups).toContainEqual(
        expect.objectContaining({ name: 'default' }),
      );
      const quota = await reader.quota();
      const item = (resource: string, volumeType?: string) =>
        quota.find(
          other =>
            other.resource === resource && other.volumeType === volumeType,
        );
      expect(item('cores')).toEqual({
        ...{ resource: 'cores', limit: 8, used: 0, left: 8 },
      });
      expect(item('memoryMiB')).toMatchObject({ limit: 16_384, unit: 'MiB' });
      expect(item('floatingIps')).toMatchObject({ limit: 2, left: 2 });
      expect(item('gigabytes')).toMatchObject({ limit: 30, unit: 'GiB' });
      expect(item('gigabytes', 'fast')).toMatchObject({ limit: 10, left: 10 });
      const volume = await client.blockStorage.createVolume({
        ...{ name: 'four', size: 4, volume_type: 'fast' },
      });
      const after = await reader.quota();
      expect(
        after.filter(({ used }) => used === 4).map(({ resource }) => resource),
      ).toEqual(['gigabytes', 'gigabytes']);
      await until(
        async () =>
          (await client.blockStorage.findVolume(volume.id))?.status ===
          'available',
      );
      await client.blockStorage.deleteVolume(volume.id);
    } finally {
      await client.close();
    }
  });

  it('is listed quickly, with how old that is, whatever it does', async () => {
    const portal = await startPortal(2);
    try {
      const get = async <T>(path: string): Promise<T> => {
        const began = Date.now();
        const { status, body } = await portal.as('viewer').get(path);
        expect(status).toBe(200);
        expect(Date.now() - began).toBeLessThan(QUICK);
        return body;
      };
      const cloud = () => get<Cloud>('/clouds/campus');
      const before = await until(async () => {
        const offers = await get<CloudOffers>('/clouds/campus/offers');
        const quota = await get<CloudQuota>('/clouds/campus/quota');
        return offers.observedAt && quota.observedAt
          ? { offers, quota }
          : undefined;
      });
      expect(before.quota.items).toContainEqual({
        ...{ resource: 'cores', limit: 8, used: 0, left: 8 },
      });
      expect(
        await until(async () => {
          const found = await cloud();
          return found.conditions.length === 3 ? found : undefined;
        }),
      ).toMatchObject({ phase: 'Ready' });
      const faults: [Fault, string][] = [
        [{ slow: 10_000 }, 'Unreachable'],
        [{ status: 429, headers: { 'retry-after': '1' } }, 'RateLimited'],
        [{ status: 500, body: 'Internal Server Error' }, 'ServerError'],
        ['garbage', 'Garbage'],
        ['half', 'Unreachable'],
        ['expired', 'Unauthorized'],
        ['silent', 'Unreachable'],
        ['reset', 'Unreachable'],
      ];
      for (const [fault, reason] of faults) {
        proxy.fault = () => fault;
        // It is looked at now, not only after its pauses, by a restart.
        await portal.restart();
        const found = await until(async () => {
          const looked = await cloud();
          return looked.conditions.some(
            ({ type, reason: why }) => type === 'Ready' && why === reason,
          )
            ? looked
            : undefined;
        });
        expect([reason, found.phase]).toEqual([reason, 'Unreachable']);
        expect(Date.parse(found.contactedAt!)).toBeLessThan(
          Date.parse(found.observedAt!),
        );
        expect(await get('/clouds/campus/offers')).toEqual(before.offers);
        const items = (await get<{ items: Cloud[] }>('/clouds')).items;
        expect(items).toHaveLength(1);
        const text = JSON.stringify(found);
        expect(text).not.toContain(credential.secret);
      }
      proxy.fault = undefined;
      await portal.restart();
      await until(async () => (await cloud()).phase === 'Ready');
    } finally {
      await portal.stop();
    }
  });
});
