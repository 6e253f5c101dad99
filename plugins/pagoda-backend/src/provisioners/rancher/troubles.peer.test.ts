import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import { clustersPath } from './paths';
import { provisionerOf } from './testing/RancherTarget';
import { RancherWorkbench } from './testing/RancherWorkbench';

const QUOTA =
  'Quota exceeded for cores: Requested 2, but already used 19 of 20 cores';

jest.setTimeout(60_000);

let bench: RancherWorkbench;

beforeAll(async () => {
  bench = await RancherWorkbench.open();
});
afterEach(() => bench.tidy());
afterAll(() => bench.close());

describe('a cluster in trouble', () => {
  it('says what OpenStack says, and the way out, and goes on by itself', async () => {
    const cluster = bench.create('quota');
    await bench.peer.set(cluster.plan.name, {
      createError: { message: QUOTA, pool: 'work' },
    });
    const failed = await cluster.until(
      'failed',
      ({ phase, machines }) =>
        phase === 'Failed' && machines.some(one => one.phase === 'Failed'),
    );
    expect(failed.final).toBeUndefined();
    expect(failed.cause).toMatch(
      /^Machine quota-\w+-work-\w+ .*could not be made: Quota exceeded for cores.*raise the quota/,
    );
    expect(
      failed.machines.find(({ phase }) => phase === 'Failed'),
    ).toMatchObject({ cause: QUOTA, pool: 'work', flavor: 'm1.small' });
    await bench.peer.unset(cluster.plan.name);
    expect(await cluster.settled()).toMatchObject({ phase: 'Ready' });
  });

  it('tells what Rancher waits for, what is wrong, and that it lost the cluster', async () => {
    const cluster = bench.create('plain');
    const { name } = cluster.plan;
    await bench.peer.set(name, { hold: true });
    const held = await cluster.until('held', ({ cause = '' }) =>
      cause.includes('first machine of the control plane'),
    );
    expect(held).toMatchObject({ phase: 'Provisioning', settled: false });
    await bench.peer.set(name, { plannerError: 'no such release' });
    const wrong = await cluster.until(
      'failed',
      ({ phase }) => phase === 'Failed',
    );
    expect(wrong.cause).toBe('Rancher: no such release');
    await bench.peer.unset(name);
    await cluster.settled();
    await bench.peer.set(name, { disconnected: true });
    const lost = await cluster.until(
      'lost',
      ({ phase }) => phase === 'Degraded',
    );
    expect(lost.cause).toMatch(/lost its connection/);
    // It was usable: who uses it goes on trying.
    expect(lost.connection).toBeDefined();
    // Neither says that it is lost.
    const found = await bench.find(cluster);
    expect(found?.status?.ready).toBe(true);
    expect(
      found?.status?.conditions?.find(({ type }) => type === 'Ready')?.status,
    ).toBe('True');
    await bench.peer.unset(name);
    expect(await cluster.settled()).toMatchObject({ phase: 'Ready' });
  });

  it('shows as drift what somebody changed in Rancher, and changes it back with the next change', async () => {
    const cluster = await bench.created('drift');
    await bench.patch(cluster, [
      {
        op: 'replace',
        path: '/spec/rkeConfig/machinePools/1/quantity',
        value: 3,
      },
      {
        op: 'add',
        path: '/spec/rkeConfig/machinePools/1/labels',
        value: { by: 'hand' },
      },
      {
        op: 'replace',
        path: '/spec/kubernetesVersion',
        value: bench.target.versions[1],
      },
    ]);
    const drifted = await cluster.until(
      'drifted',
      ({ settled, pools }) => settled && pools[1].ready === 3,
    );
    expect(drifted.drift).toEqual([
      {
        field: 'version',
        wanted: bench.target.versions[0],
        found: bench.target.versions[1],
      },
      { field: 'pools.work.count', wanted: '2', found: '3' },
      { field: 'pools.work.labels', wanted: 'none', found: '{"by":"hand"}' },
    ]);
    cluster.change({ title: 'As it should be' });
    const back = await cluster.until(
      'back',
      ({ settled, pools }) => settled && pools[1].ready === 2,
    );
    expect(back.drift.map(({ field }) => field)).toEqual(['version']);
    await bench.target.client.kubernetes.delete(
      clustersPath({
        namespace: bench.target.settings.namespace,
        name: cluster.plan.name,
      }),
    );
    const gone = await cluster.until('gone', ({ final }) => final === true);
    expect(gone.cause).toMatch(/gone from Rancher/);
  });

  it('changes pools while somebody else does, and makes a pool again under its old name', async () => {
    const cluster = await bench.created('busy');
    const [control, work] = cluster.plan.pools;
    cluster.change({ pools: [control, { ...work, count: 3 }] });
    // As if the pool had just been renamed: the first patch is refused by its test.
    await bench.peer.fault({
      ...{ method: 'PATCH', path: '/clusters/busy', times: 2, status: 409 },
      body: '{"kind":"Status","message":"the object has been modified","reason":"Conflict","code":409}',
    });
    await cluster.step();
    expect((await cluster.settled()).pools[1].ready).toBe(3);
    const more = { ...work, name: 'more', count: 1 };
    cluster.change({ pools: [control, work, more] });
    await cluster.settled();
    cluster.change({ pools: [control, work] });
    await cluster.settled();
    cluster.change({
      pools: [control, work, { ...more, flavor: 'm1.large', diskGiB: 40 }],
    });
    await cluster.settled();
    const config = await bench.config(cluster, 'more');
    expect(config).toMatchObject({ flavorId: 'f-large', volumeSize: '40' });
  });

  it('has a kubeconfig that ends even where Rancher makes none', async () => {
    const cluster = await bench.created('token');
    for (const status of [403, 404]) {
      await bench.peer.fault({ path: 'ext.cattle.io', times: 1, status });
      const { kubeconfig, expiresAt } = await provisionerOf(
        bench.target,
      ).kubeconfig(cluster.record, 2);
      const client = new KubernetesClient(parseKubeconfig(kubeconfig));
      await client.version();
      await sleep(expiresAt.getTime() - Date.now() + 200);
      await expect(client.version()).rejects.toMatchObject({ status: 401 });
      await client.close();
    }
  });

  it('gets other credentials when the configuration has others', async () => {
    const { openstack } = bench.target;
    const cluster = await bench.created('rotated');
    const applicationCredential = { id: 'ac-2', secret: 'another-secret' };
    bench.target.openstack = {
      ...openstack,
      connection: { ...openstack.connection, auth: { applicationCredential } },
    };
    await cluster.step();
    bench.target.openstack = openstack;
    const { data } = await bench.secret(cluster, 'cloud-config');
    expect(data['cloud-config.yaml']).toContain('another-secret');
    expect(cluster.stored).not.toContain('another-secret');
  });

  it('fails a step with a cause, and nothing else happens', async () => {
    const cluster = await bench.created('fault');
    for (const fault of [
      { status: 401 },
      { status: 500 },
      { garbage: true },
      { cutAfter: 30 },
      { hang: true },
    ]) {
      await bench.peer.fault({ ...fault, times: 1 });
      await expect(cluster.step()).rejects.toThrow(/clusters\/fault-/);
      expect(await cluster.step()).toMatchObject({ settled: true, drift: [] });
    }
  });
});
