import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@backstage/types';
import type { Cluster, ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import { FaultProxy, type Fault } from '../../testing/FaultProxy';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';

jest.setTimeout(400_000);

/** How soon nine of ten answers are there that pages show, however the cloud is, in milliseconds. */
const QUICK = 2_000;
/** How long a cloud that misbehaves is worked with, in milliseconds. */
const TROUBLE = 20_000;
const NAMES = ['one', 'two', 'three'];
const FAULTS: Fault[] = [
  { slow: 10_000 },
  { slow: 300 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 500, body: 'Internal Server Error' },
  { status: 503, body: '<html>Service Unavailable</html>' },
  ...(['garbage', 'half', 'expired', 'lost', 'silent', 'reset'] as const),
];

/** Numbers that look random, the same each time. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    // The constants of Numerical Recipes.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('clusters in a real Magnum behind a cloud that misbehaves', () => {
  let project: PeerProject;
  let proxy: FaultProxy;
  let portal: TestPortal;
  const random = createRandom(20_261_126);

  beforeAll(async () => {
    project = await createPeerProject('faults');
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
    proxy = await FaultProxy.start();
    const { authUrl, region, auth } = project.connection;
    portal = await createTestPortal({
      empty: true,
      config: {
        provisioning: { pollSeconds: 0.2 },
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl: proxy.urlOf(authUrl), region },
              ...{ timeoutSeconds: 3, callsPerMinute: 60_000 },
              password: auth.password as JsonObject,
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
    if (proxy) {
      proxy.fault = undefined;
    }
    await portal?.stop();
    await proxy?.stop();
    await project?.remove();
  });

  function plan(name: string, workers = 2): ClusterPlan {
    return {
      ...{ name, provisioner: 'magnum', cloud: 'campus', keypair: 'key' },
      ...{ clusterTemplate: 'kube', deletionProtection: false },
      pools: [
        { name: 'cp', role: 'control-plane', count: 1, flavor: 'm1.small' },
        { name: 'work', role: 'worker', count: workers, flavor: 'm1.small' },
      ],
    };
  }

  async function until<T>(
    look: () => Promise<T | undefined>,
    limit = 150_000,
  ): Promise<T> {
    const end = Date.now() + limit;
    for (;;) {
      const found = await look();
      if (found) {
        return found;
      }
      if (Date.now() > end) {
        throw new Error(
          `It never was so: ${JSON.stringify((await clusters()).map(c => c.status))}`,
        );
      }
      await sleep(200);
    }
  }

  function makeTrouble(): void {
    proxy.fault = () =>
      random() < 0.2 ? FAULTS[Math.floor(random() * FAULTS.length)] : undefined;
  }

  /** Sends it until it is done, as somebody who does not give up. */
  async function insist(
    send: () => PromiseLike<{ status: number; body: { error?: object } }>,
    done: number[],
  ): Promise<void> {
    await until(async () => {
      const { status, body } = await send();
      if (done.includes(status)) {
        return true;
      }
      expect([status, body]).toMatchObject([
        503,
        { error: { code: 'CloudUnavailable' } },
      ]);
      return undefined;
    });
  }

  async function clusters(): Promise<Cluster[]> {
    const { status, body } = await portal
      .as('viewer')
      .get('/clusters?provisioner=magnum');
    expect(status).toBe(200);
    return body.items;
  }

  /** Looks at lists while there is trouble, with a restart in the middle of it. */
  async function endure(): Promise<void> {
    const times: number[] = [];
    const end = Date.now() + TROUBLE;
    let restarted = false;
    while (Date.now() < end) {
      for (const path of ['/clusters', '/clouds']) {
        const began = Date.now();
        const { status } = await portal.as('viewer').get(path);
        expect(status).toBe(200);
        times.push(Date.now() - began);
      }
      if (!restarted && Date.now() > end - TROUBLE / 2) {
        restarted = true;
        await portal.restart();
      }
      await sleep(100);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(times.length * 0.9)]).toBeLessThan(QUICK);
  }

  async function inMagnum(): Promise<MagnumCluster[]> {
    for (;;) {
      try {
        return await all(project.client.containerInfra.clusters());
      } catch (error) {
        // So long as one of the clusters is about to be gone.
        if (!OpenStackError.is(error, 'BadRequest')) {
          throw error;
        }
        await sleep(200);
      }
    }
  }

  const areAsPlanned = async () =>
    (await clusters()).every(
      ({ status, generation }) =>
        status.observedGeneration === generation &&
        status.conditions.some(
          ({ type, status: is }) => type === 'AsPlanned' && is === 'True',
        ),
    );

  it('are made once, changed, and removed without a rest', async () => {
    const administrator = () => portal.as('administrator');
    makeTrouble();
    for (const name of NAMES) {
      await insist(
        () =>
          administrator()
            .post('/clusters:provision', plan(name))
            .set('Idempotency-Key', name),
        [201],
      );
    }
    await endure();
    const disturbed = proxy.requests;
    proxy.fault = undefined;
    await until(areAsPlanned);
    expect((await inMagnum()).map(({ name }) => name).sort()).toEqual(
      [...NAMES].sort(),
    );

    makeTrouble();
    for (const name of NAMES) {
      const { pools } = plan(name, 3);
      await insist(
        () => administrator().patch(`/clusters/${name}`, { pools }),
        [200],
      );
    }
    await endure();
    proxy.fault = undefined;
    await until(areAsPlanned);
    expect((await inMagnum()).map(({ node_count: nodes }) => nodes)).toEqual([
      3, 3, 3,
    ]);

    makeTrouble();
    for (const name of NAMES) {
      await insist(() => administrator().delete(`/clusters/${name}`), [202]);
    }
    // While something of it is left there, its record is, too.
    const watching = (async () => {
      for (let count = 0; count < 20; count += 1) {
        const left = (await inMagnum()).map(({ name }) => name);
        // From the table, which is there while the portal is started again.
        const known: string[] = await portal.knex('clusters').pluck('name');
        const there = new Set((await inMagnum()).map(({ name }) => name));
        expect(
          left.filter(name => there.has(name) && !known.includes(name)),
        ).toEqual([]);
        await sleep(500);
      }
    })();
    await endure();
    await watching;
    proxy.fault = undefined;
    await until(async () => (await clusters()).length === 0);
    expect(await inMagnum()).toEqual([]);
    expect(disturbed).toBeGreaterThan(50);
  });
});
