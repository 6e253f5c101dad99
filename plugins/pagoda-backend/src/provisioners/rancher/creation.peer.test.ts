import type { RancherCluster } from './objects';
import { clustersPath } from './paths';
import { planFor, provisionerOf } from './testing/RancherTarget';
import { RancherWorkbench } from './testing/RancherWorkbench';

jest.setTimeout(60_000);

let bench: RancherWorkbench;

beforeAll(async () => {
  bench = await RancherWorkbench.open();
});
afterEach(() => bench.tidy());
afterAll(() => bench.close());

describe('a cluster that is made', () => {
  it('is described as RKE2 on OpenStack, with no secret that readers of clusters see', async () => {
    const cluster = bench.create('made', {
      pools: [
        ...planFor(bench.target, 'x').pools.slice(0, 1),
        {
          ...planFor(bench.target, 'x').pools[1],
          ...{ flavor: 'm1.large', diskGiB: 50, volumeType: 'ssd' },
          ...{ zone: 'az1', minCount: 2, maxCount: 5 },
        },
      ],
    });
    await cluster.step();
    const { name } = cluster.plan;
    const config = await bench.config(cluster, 'work');
    expect(config).toMatchObject({
      metadata: {
        labels: {
          'app.kubernetes.io/managed-by': 'pagoda',
          'pagoda.io/portal': 'test',
          'pagoda.io/cluster': name,
          'pagoda.io/uid': cluster.uid,
          'pagoda.io/pool': 'work',
        },
      },
      ...{
        flavorId: 'f-large',
        imageId: 'i-1',
        netId: 'n-1',
        sshUser: 'ubuntu',
      },
      ...{ floatingipPool: 'outside', availabilityZone: 'az1' },
      ...{ bootFromVolume: true, volumeSize: '50', volumeType: 'ssd' },
      applicationCredentialId: 'ac-1',
    });
    const found = await bench.find(cluster);
    expect(found?.spec).toMatchObject({
      kubernetesVersion: bench.target.versions[0],
      rkeConfig: {
        machineGlobalConfig: {
          'cloud-provider-name': 'external',
          'kubelet-arg': ['cloud-provider=external'],
        },
        machineSelectorFiles: [
          {
            fileSources: [{ secret: { name: `${name}-cloud-config` } }],
          },
        ],
        additionalManifest: expect.stringContaining('openstack-cinder-csi'),
        machinePools: [
          { name: 'control', etcdRole: true, controlPlaneRole: true },
          { workerRole: true, autoscalingMinSize: 2, autoscalingMaxSize: 5 },
        ],
      },
    });
    expect(JSON.stringify(found)).not.toContain('quite-secret');
    const { annotations, data } = await bench.secret(cluster, 'cloud-config');
    expect(annotations).toEqual({
      'rke.cattle.io/object-authorized-for-clusters': name,
    });
    const manifest = data['cloud-config.yaml'];
    expect(manifest).toContain('application-credential-secret="quite-secret"');
    expect(manifest).toContain('floating-network-id="n-2"');
    // An autoscaler decides within its bounds: that is no drift, and is left as it is.
    await cluster.settled();
    await bench.patch(cluster, [
      {
        op: 'replace',
        path: '/spec/rkeConfig/machinePools/1/quantity',
        value: 4,
      },
    ]);
    cluster.change({ title: 'Another title' });
    const scaled = await cluster.until(
      'scaled by the autoscaler',
      ({ settled, pools }) => settled && pools[1].ready === 4,
    );
    expect(scaled.drift).toEqual([]);
  });

  it('has its secret in a Secret where the configuration says so, and passwords always', async () => {
    const { settings, openstack } = bench.target;
    bench.target = {
      ...bench.target,
      settings: { ...settings, machineCredentials: 'secret' },
    };
    const cluster = bench.create('secret');
    await cluster.step();
    expect((await bench.find(cluster))?.spec.cloudCredentialSecretName).toBe(
      `${cluster.plan.name}-openstack`,
    );
    expect((await bench.secret(cluster, 'openstack')).data).toEqual({
      'openstackcredentialConfig-applicationCredentialId': 'ac-1',
      'openstackcredentialConfig-applicationCredentialSecret': 'quite-secret',
    });
    expect(JSON.stringify(await bench.config(cluster, 'work'))).not.toContain(
      'quite-secret',
    );
    const password = {
      ...{ username: 'robot', password: 'quite-secret', project: 'research' },
    };
    bench.target = {
      ...bench.target,
      settings,
      openstack: {
        ...openstack,
        connection: { ...openstack.connection, auth: { password } },
      },
    };
    const other = bench.create('password');
    await other.step();
    const config = await bench.config(other, 'work');
    expect(config).toMatchObject({ username: 'robot', tenantName: 'research' });
    expect(JSON.stringify(config)).not.toContain('quite-secret');
    bench.target = { ...bench.target, openstack };
  });

  it.each([
    ['openstackconfigs', 'reset'],
    ['openstackconfigs', 'lose'],
    ['secrets', 'reset'],
    ['secrets', 'lose'],
    ['clusters', 'reset'],
    ['clusters', 'lose'],
  ] as const)(
    'is made once when the request for %s meets: %s',
    async (resource, fault) => {
      const cluster = bench.create('once');
      await bench.peer.fault({
        ...{ method: 'POST', path: `/${resource}\\?`, times: 1 },
        [fault]: true,
      });
      await expect(cluster.step()).rejects.toThrow(/not reached/);
      await cluster.settled();
      const { name } = cluster.plan;
      expect(await bench.made(cluster)).toEqual({
        clusters: [name],
        openstackconfigs: [`nc-${name}-control`, `nc-${name}-work`],
        secrets: [`${name}-cloud-config`],
      });
      const { items } =
        await bench.target.client.kubernetes.list<RancherCluster>(
          clustersPath({ namespace: bench.target.settings.namespace }),
        );
      expect(
        items.filter(({ metadata }) => metadata.name.startsWith(name)),
      ).toHaveLength(1);
    },
  );

  it('is made once when the portal is killed at whichever note', async () => {
    let kills = 0;
    for (let isKilled = true; isKilled; kills += 1) {
      const cluster = bench.create('killed');
      let left = kills;
      cluster.onSave = () => {
        left -= 1;
        if (left === -1) {
          throw new Error('killed');
        }
      };
      isKilled = await cluster.settled().then(
        () => false,
        error => error.message === 'killed',
      );
      // Another process goes on.
      await cluster.settled();
      const { name } = cluster.plan;
      expect(await bench.made(cluster)).toEqual({
        clusters: [name],
        openstackconfigs: [`nc-${name}-control`, `nc-${name}-work`],
        secrets: [`${name}-cloud-config`],
      });
    }
    // How many notes there are depends on how fast machines are seen.
    expect(kills).toBeGreaterThan(5);
  });

  it('does not take over what it did not make', async () => {
    const theirs = await bench.created('taken');
    const ours = bench.create('taken', { name: theirs.plan.name });
    const provisioner = provisionerOf(bench.target);
    expect(await provisioner.check(ours.plan)).toEqual([
      expect.objectContaining({ field: 'name' }),
    ]);
    expect(await ours.step()).toMatchObject({
      ...{ phase: 'Failed', final: true },
      cause: expect.stringContaining('which PAGoDA did not make'),
    });
    expect(await ours.removeStep()).toBeUndefined();
    expect((await theirs.step()).settled).toBe(true);
  });

  it('keeps within few requests while nothing happens', async () => {
    const cluster = await bench.created('idle');
    const before = (await bench.peer.requests()).length;
    await cluster.step();
    const asked = (await bench.peer.requests()).slice(before);
    expect(asked.map(({ method }) => method)).toEqual(asked.map(() => 'GET'));
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});
