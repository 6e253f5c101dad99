import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@backstage/types';
import type {
  ClusterPlan,
  Preflight,
  PreflightItem,
} from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';

jest.setTimeout(180_000);

describe('plans against the quota of a real OpenStack', () => {
  let project: PeerProject;
  let portal: TestPortal;

  beforeAll(async () => {
    project = await createPeerProject('preflight', {
      compute: { cores: 6, instances: 5, ram: 10_240 },
      blockStorage: { volumes: 3, gigabytes: 40 },
    });
    const { compute, containerInfra } = project.client;
    await compute.createKeypair(
      'key',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkT5ePDhM0u9nVnG6v8w1cN5rT1v2nZ8k4mG1mYbqQd test',
    );
    await containerInfra.createClusterTemplate({
      ...{ name: 'kube', coe: 'kubernetes', image_id: 'fedora-coreos' },
      ...{ flavor_id: 'm1.small', master_flavor_id: 'm1.small' },
      ...{ external_network_id: 'public', network_driver: 'calico' },
      labels: { kube_tag: 'v1.34.1' },
    });
    const { authUrl, region, auth } = project.connection;
    portal = await createTestPortal({
      empty: true,
      config: {
        provisioning: { pollSeconds: 0.2 },
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl, region, callsPerMinute: 60_000 },
              password: auth.password as JsonObject,
              prices: { currency: 'EUR', coreHour: 0.01, gibibyteHour: 0.001 },
            },
          ],
        },
      },
    });
    await until(
      async () =>
        (await portal.as('viewer').get('/clouds/campus/offers')).body
          .observedAt,
    );
  });

  afterAll(async () => {
    await portal?.stop();
    await project?.remove();
  });

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    const end = Date.now() + 100_000;
    for (;;) {
      const found = await look();
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error('It never was so');
      }
      await sleep(200);
    }
  }

  function plan(workers: number, more: Partial<ClusterPlan> = {}): ClusterPlan {
    return {
      ...{ name: 'lab', provisioner: 'magnum', cloud: 'campus' },
      ...{ clusterTemplate: 'kube', keypair: 'key' },
      pools: [
        { name: 'cp', role: 'control-plane', count: 1, flavor: 'm1.small' },
        { name: 'work', role: 'worker', count: workers, flavor: 'm1.small' },
      ],
      ...more,
    };
  }

  async function preflight(
    wanted: ClusterPlan,
    query = '',
  ): Promise<Preflight> {
    const { status, body } = await portal
      .as('administrator')
      .post(`/clusters:preflight${query}`, wanted);
    expect(status).toBe(200);
    return body;
  }

  const itemOf = (
    { items }: Preflight,
    resource: PreflightItem['resource'],
  ): PreflightItem | undefined =>
    items.find(item => item.resource === resource && !item.volumeType);

  it('say what would be left, and by how much they are short; nothing is made that does not fit', async () => {
    const fits = await preflight(plan(2));
    expect(fits).toMatchObject({ fits: true, problems: [] });
    expect(itemOf(fits, 'cores')).toMatchObject({
      ...{ needed: 3, limit: 6, used: 0, left: 6, leftAfter: 3, short: 0 },
    });
    expect(itemOf(fits, 'memoryMiB')).toMatchObject({
      ...{ needed: 3 * 2048, limit: 10_240, short: 0, unit: 'MiB' },
    });
    expect(fits.cost).toEqual({ perDay: 0.86, currency: 'EUR' });
    const short = await preflight(plan(6));
    expect(short.fits).toBe(false);
    expect(itemOf(short, 'cores')).toMatchObject({ needed: 7, short: 1 });
    expect(itemOf(short, 'instances')).toMatchObject({ needed: 7, short: 2 });
    expect(itemOf(short, 'memoryMiB')).toMatchObject({
      ...{ needed: 14_336, left: 10_240, short: 4_096 },
    });
    const refused = await portal
      .as('administrator')
      .post('/clusters:provision', plan(6));
    expect([refused.status, refused.body.error.code]).toEqual([
      ...[409, 'DoesNotFit'],
    ]);
    const wrong = await preflight(
      plan(2, { clusterTemplate: 'none', keypair: 'nobody’s' }),
    );
    expect(wrong.problems.map(({ field }) => field).sort()).toEqual([
      'clusterTemplate',
      'keypair',
    ]);
    expect(await all(project.client.containerInfra.clusters())).toEqual([]);
  });

  it('count what others take, and of a change just what is more', async () => {
    const { status } = await portal
      .as('administrator')
      .post('/clusters:provision', plan(2, { deletionProtection: false }));
    expect(status).toBe(201);
    // It is promised its machines before the cloud counts them.
    const other = await preflight(plan(3, { name: 'other' }));
    expect(itemOf(other, 'cores')).toMatchObject({ needed: 4, short: 1 });
    const taken = await preflight(plan(2));
    expect(taken.problems).toMatchObject([{ field: 'name' }]);
    await until(async () => {
      const { body } = await portal.as('viewer').get('/clusters/lab');
      return body.status.observedGeneration === body.generation;
    });
    const more = await preflight(plan(4), '?cluster=lab');
    expect(itemOf(more, 'instances')).toMatchObject({ needed: 2 });
    expect(more.problems).toEqual([]);
    const less = await preflight(
      plan(2, { pools: plan(2).pools }),
      '?cluster=lab',
    );
    expect(less).toMatchObject({ fits: true, items: [] });
    await portal.as('administrator').delete('/clusters/lab');
    await until(
      async () =>
        (await portal.as('viewer').get('/clusters/lab')).status === 404,
    );
  });
});
