import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { RancherPeer } from '../../testing/RancherPeer';
import type { RancherCluster } from './objects';
import {
  clustersPath,
  configsPath,
  managementPath,
  secretsPath,
} from './paths';
import {
  peerTarget,
  planFor,
  provisionerOf,
  type RancherTarget,
} from './testing/RancherTarget';
import { TestCluster, uniqueName } from './testing/TestCluster';

jest.setTimeout(60_000);

const NAMESPACE = 'fleet-default';
const QUOTA =
  'Quota exceeded for cores: Requested 2, but already used 19 of 20 cores';

let peer: RancherPeer;
let target: RancherTarget;
let clusters: TestCluster[] = [];

function create(
  prefix: string,
  options: Parameters<typeof provisionerOf>[1] = {},
  plan: Partial<ClusterPlan> = {},
): TestCluster {
  const cluster = new TestCluster(
    provisionerOf(target, options),
    { ...planFor(target, uniqueName(prefix)), ...plan },
    target.patience,
  );
  clusters.push(cluster);
  return cluster;
}

async function created(
  ...args: Parameters<typeof create>
): Promise<TestCluster> {
  const cluster = create(...args);
  await cluster.settled();
  return cluster;
}

const pathOf = ({ plan }: TestCluster) =>
  clustersPath({ namespace: NAMESPACE, name: plan.name });

const find = (cluster: TestCluster) =>
  target.client.kubernetes.find<RancherCluster>(pathOf(cluster));

/** Names of what carries the uid of the cluster. */
async function made(cluster: TestCluster): Promise<Record<string, string[]>> {
  const namespace = NAMESPACE;
  const names: Record<string, string[]> = {};
  for (const path of [
    clustersPath({ namespace }),
    configsPath({ namespace }),
    secretsPath({ namespace }),
  ]) {
    const { items } = await target.client.kubernetes.list<{
      metadata: { name: string };
    }>(path, { labelSelector: `pagoda.io/uid=${cluster.uid}` });
    names[path.resource] = items.map(({ metadata }) => metadata.name).sort();
  }
  return names;
}

beforeAll(async () => {
  peer = await RancherPeer.connect();
  target = peerTarget(peer);
});
afterEach(async () => {
  await peer.clearFaults();
  await Promise.all(
    clusters.map(async cluster => {
      await peer.unset(cluster.plan.name);
      cluster.onSave = () => {};
      await cluster.remove();
    }),
  );
  clusters = [];
});
afterAll(() => target.client.close());

describe('a cluster that is made', () => {
  it('is described as RKE2 on OpenStack, with no secret that readers of clusters see', async () => {
    const cluster = create(
      'made',
      {},
      {
        pools: [
          ...planFor(target, 'x').pools.slice(0, 1),
          {
            ...planFor(target, 'x').pools[1],
            ...{ flavor: 'm1.large', diskGiB: 50, volumeType: 'ssd' },
            ...{ zone: 'az1', minCount: 2, maxCount: 5 },
          },
        ],
      },
    );
    await cluster.step();
    const { kubernetes } = target.client;
    const { name } = cluster.plan;
    const config = await kubernetes.get<Record<string, unknown>>(
      configsPath({ namespace: NAMESPACE, name: `nc-${name}-work` }),
    );
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
    const found = await find(cluster);
    expect(found?.spec).toMatchObject({
      kubernetesVersion: target.versions[0],
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
    const secret = await kubernetes.get<{
      metadata: { annotations: Record<string, string> };
      data: Record<string, string>;
    }>(secretsPath({ namespace: NAMESPACE, name: `${name}-cloud-config` }));
    expect(secret.metadata.annotations).toEqual({
      'rke.cattle.io/object-authorized-for-clusters': name,
    });
    const manifest = Buffer.from(
      secret.data['cloud-config.yaml'],
      'base64',
    ).toString();
    expect(manifest).toContain('application-credential-secret="quite-secret"');
    expect(manifest).toContain('floating-network-id="n-2"');
    // An autoscaler decides within its bounds: that is no drift, and is left as it is.
    await cluster.settled();
    await kubernetes.patch(
      pathOf(cluster),
      [
        {
          op: 'replace',
          path: '/spec/rkeConfig/machinePools/1/quantity',
          value: 4,
        },
      ],
      'json',
    );
    cluster.change({ title: 'Another title' });
    const scaled = await cluster.until(
      'scaled by the autoscaler',
      ({ settled, pools }) => settled && pools[1].ready === 4,
    );
    expect(scaled.drift).toEqual([]);
  });

  it('has its secret in a Secret where the configuration says so, and passwords always', async () => {
    const { settings, openstack } = target;
    target = {
      ...target,
      settings: { ...settings, machineCredentials: 'secret' },
    };
    const cluster = create('secret');
    await cluster.step();
    const { name } = cluster.plan;
    const { kubernetes } = target.client;
    expect((await find(cluster))?.spec.cloudCredentialSecretName).toBe(
      `${name}-openstack`,
    );
    const secret = await kubernetes.get<{ data: Record<string, string> }>(
      secretsPath({ namespace: NAMESPACE, name: `${name}-openstack` }),
    );
    expect(Object.keys(secret.data).sort()).toEqual([
      'openstackcredentialConfig-applicationCredentialId',
      'openstackcredentialConfig-applicationCredentialSecret',
    ]);
    const password = {
      ...{ username: 'robot', password: 'quite-secret', project: 'research' },
    };
    target = {
      ...target,
      settings,
      openstack: {
        ...openstack,
        connection: { ...openstack.connection, auth: { password } },
      },
    };
    const other = create('password');
    await other.step();
    const config = await kubernetes.get(
      configsPath({
        namespace: NAMESPACE,
        name: `nc-${other.plan.name}-work`,
      }),
    );
    expect(config).toMatchObject({ username: 'robot', tenantName: 'research' });
    expect(JSON.stringify(config)).not.toContain('quite-secret');
    target = { ...target, openstack };
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
      const cluster = create('once');
      await peer.fault({
        ...{ method: 'POST', path: `/${resource}\\?`, times: 1 },
        [fault]: true,
      });
      await expect(cluster.step()).rejects.toThrow(/not reached/);
      await cluster.settled();
      const { name } = cluster.plan;
      expect(await made(cluster)).toEqual({
        clusters: [name],
        openstackconfigs: [`nc-${name}-control`, `nc-${name}-work`],
        secrets: [`${name}-cloud-config`],
      });
      const { items } = await target.client.kubernetes.list<RancherCluster>(
        clustersPath({ namespace: NAMESPACE }),
      );
      expect(
        items.filter(({ metadata }) => metadata.name.startsWith(name)),
      ).toHaveLength(1);
    },
  );

  it('is made once when the portal is killed at whichever note', async () => {
    const whole = await created('killed');
    for (let at = 0; at < whole.saved.length; at += 1) {
      const cluster = create('killed');
      let left = at;
      cluster.onSave = () => {
        left -= 1;
        if (left === -1) {
          throw new Error('killed');
        }
      };
      await expect(cluster.settled()).rejects.toThrow('killed');
      // Another process goes on.
      await cluster.settled();
      const { name } = cluster.plan;
      expect(await made(cluster)).toEqual({
        clusters: [name],
        openstackconfigs: [`nc-${name}-control`, `nc-${name}-work`],
        secrets: [`${name}-cloud-config`],
      });
    }
  });

  it('does not take over what it did not make', async () => {
    const theirs = await created('taken');
    const ours = create('taken', {}, { name: theirs.plan.name });
    const provisioner = provisionerOf(target);
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
    const cluster = await created('idle');
    const before = (await peer.requests()).length;
    await cluster.step();
    const asked = (await peer.requests()).slice(before);
    expect(asked.map(({ method }) => method)).toEqual(asked.map(() => 'GET'));
    expect(asked.length).toBeLessThanOrEqual(4);
  });
});

describe('a cluster in trouble', () => {
  it('says what OpenStack says, and the way out, and goes on by itself', async () => {
    const cluster = create('quota');
    await peer.set(cluster.plan.name, {
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
    await peer.unset(cluster.plan.name);
    expect(await cluster.settled()).toMatchObject({ phase: 'Ready' });
  });

  it('tells what Rancher waits for, what is wrong, and that it lost the cluster', async () => {
    const cluster = create('plain');
    const { name } = cluster.plan;
    await peer.set(name, { hold: true });
    const held = await cluster.until('held', ({ cause = '' }) =>
      cause.includes('first machine of the control plane'),
    );
    expect(held).toMatchObject({ phase: 'Provisioning', settled: false });
    await peer.set(name, { plannerError: 'no such release' });
    const wrong = await cluster.until(
      'failed',
      ({ phase }) => phase === 'Failed',
    );
    expect(wrong.cause).toBe('Rancher: no such release');
    await peer.unset(name);
    await cluster.settled();
    await peer.set(name, { disconnected: true });
    const lost = await cluster.until(
      'lost',
      ({ phase }) => phase === 'Degraded',
    );
    expect(lost.cause).toMatch(/lost its connection/);
    // It was usable: who uses it goes on trying.
    expect(lost.connection).toBeDefined();
    // Neither says that it is lost.
    const found = await find(cluster);
    expect(found?.status?.ready).toBe(true);
    expect(
      found?.status?.conditions?.find(({ type }) => type === 'Ready')?.status,
    ).toBe('True');
    await peer.unset(name);
    expect(await cluster.settled()).toMatchObject({ phase: 'Ready' });
  });

  it('shows as drift what somebody changed in Rancher, and changes it back with the next change', async () => {
    const cluster = await created('drift');
    const { kubernetes } = target.client;
    await kubernetes.patch(
      pathOf(cluster),
      [
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
          value: target.versions[1],
        },
      ],
      'json',
    );
    const drifted = await cluster.until(
      'drifted',
      ({ settled, pools }) => settled && pools[1].ready === 3,
    );
    expect(drifted.drift).toEqual([
      {
        field: 'version',
        wanted: target.versions[0],
        found: target.versions[1],
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
    await kubernetes.delete(pathOf(cluster));
    const gone = await cluster.until('gone', ({ final }) => final === true);
    expect(gone.cause).toMatch(/gone from Rancher/);
  });

  it('changes pools while somebody else does, and makes a pool again under its old name', async () => {
    const cluster = await created('busy');
    const [control, work] = cluster.plan.pools;
    cluster.change({ pools: [control, { ...work, count: 3 }] });
    // As if the pool had just been renamed: the first patch is refused by its test.
    await peer.fault({
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
    const config = await target.client.kubernetes.get(
      configsPath({
        ...{ namespace: NAMESPACE, name: `nc-${cluster.plan.name}-more` },
      }),
    );
    expect(config).toMatchObject({ flavorId: 'f-large', volumeSize: '40' });
  });

  it('gets other credentials when the configuration has others', async () => {
    const { openstack } = target;
    const cluster = await created('rotated');
    const applicationCredential = { id: 'ac-2', secret: 'another-secret' };
    target.openstack = {
      ...openstack,
      connection: { ...openstack.connection, auth: { applicationCredential } },
    };
    await cluster.step();
    target.openstack = openstack;
    const { data } = await target.client.kubernetes.get<{
      data: Record<string, string>;
    }>(
      secretsPath({
        ...{ namespace: NAMESPACE, name: `${cluster.plan.name}-cloud-config` },
      }),
    );
    expect(
      Buffer.from(data['cloud-config.yaml'], 'base64').toString(),
    ).toContain('another-secret');
    expect(cluster.stored).not.toContain('another-secret');
  });

  it('fails a step with a cause, and nothing else happens', async () => {
    const cluster = await created('fault');
    for (const fault of [
      { status: 401 },
      { status: 500 },
      { garbage: true },
      { cutAfter: 30 },
      { hang: true },
    ]) {
      await peer.fault({ ...fault, times: 1 });
      await expect(cluster.step()).rejects.toThrow(/clusters\/fault-/);
      expect(await cluster.step()).toMatchObject({ settled: true, drift: [] });
    }
  });
});

describe('operations', () => {
  it('fail with a cause', async () => {
    const cluster = await created('fails');
    await peer.set(cluster.plan.name, {
      snapshotError: true,
      restoreError: true,
    });
    expect(await cluster.operate('snapshot')).toMatchObject({
      ...{ phase: 'Failed', message: expect.stringContaining('Failed') },
    });
    expect(
      await cluster.operate('restore', {
        ...{ snapshot: 'none-such', restoreConfig: 'all' },
      }),
    ).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('missing snapshot none-such'),
    });
    await peer.set(cluster.plan.name, {});
    await cluster.operate('snapshot');
    const [snapshot] = await provisionerOf(target).snapshots(cluster.record);
    await peer.set(cluster.plan.name, { restoreError: true });
    for (const restoreConfig of ['none', 'all']) {
      expect(
        await cluster.operate('restore', {
          ...{ snapshot: snapshot.name, restoreConfig },
        }),
      ).toMatchObject({ phase: 'Failed' });
    }
  });

  it('are begun once, whatever happens to the answers', async () => {
    const cluster = await created('begun');
    const id = randomUUID();
    await peer.fault({
      ...{ method: 'PATCH', path: '/clusters/begun', times: 1, lose: true },
    });
    await expect(cluster.operate('rotate', {}, id)).rejects.toThrow();
    expect(await cluster.operate('rotate', {}, id)).toEqual({
      phase: 'Succeeded',
    });
    const found = await find(cluster);
    expect(found?.spec.rkeConfig?.rotateCertificates?.generation).toBe(1);
    await peer.fault({
      ...{ method: 'POST', path: '/etcdsnapshotsaves', times: 1, lose: true },
    });
    const other = randomUUID();
    await expect(cluster.operate('snapshot', {}, other)).rejects.toThrow();
    expect(await cluster.operate('snapshot', {}, other)).toEqual({
      phase: 'Succeeded',
    });
    expect(await provisionerOf(target).snapshots(cluster.record)).toHaveLength(
      1,
    );
  });
});

describe('the removal', () => {
  it('says what it waits for, and that it is stuck; and looks for servers that Rancher forgot', async () => {
    const left = new Set<string>();
    const cluster = await created('stuck', {
      stuckAfter: 500,
      findServers: async (_, names) => names.filter(name => left.has(name)),
    });
    const { machines } = await cluster.step();
    left.add(machines[0].name);
    await peer.set(cluster.plan.name, {
      stuckDeletion:
        'The request you have made requires authentication. (HTTP 401)',
    });
    await cluster.removeStep();
    await sleep(700);
    let state = await cluster.removeStep();
    await sleep(700);
    state = await cluster.removeStep();
    expect(state).toEqual({
      stuck: true,
      message: expect.stringMatching(/machine .* to be deleted: .*HTTP 401/),
    });
    await peer.unset(cluster.plan.name);
    for (
      state = await cluster.removeStep();
      state && !state.message.includes('campus');
      state = await cluster.removeStep()
    ) {
      await sleep(100);
    }
    expect(state).toEqual({
      stuck: true,
      message: expect.stringContaining(machines[0].name),
    });
    left.clear();
    expect(await cluster.removeStep()).toBeUndefined();
  });

  it('goes on wherever it was interrupted, and deletes what was made for a cluster that never came to be', async () => {
    const cluster = create('half');
    await peer.fault({
      ...{ method: 'POST', path: '/clusters\\?', times: 1, status: 500 },
    });
    await expect(cluster.step()).rejects.toThrow(/500/);
    expect(await made(cluster)).toMatchObject({ clusters: [] });
    await peer.fault({
      method: 'DELETE',
      path: '/secrets/',
      times: 1,
      lose: true,
    });
    await expect(cluster.remove()).rejects.toThrow(/not reached/);
    expect(await cluster.remove()).toEqual([]);
    expect(await made(cluster)).toEqual({
      ...{ clusters: [], openstackconfigs: [], secrets: [] },
    });
  });

  it('has nothing to remove of what was never begun', async () => {
    const cluster = create('never');
    const before = (await peer.requests()).length;
    expect(await cluster.removeStep()).toBeUndefined();
    const asked = (await peer.requests()).slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('a plan', () => {
  it('is refused for what the cloud does not offer, and for what cannot be changed', async () => {
    const provisioner = provisionerOf(target);
    const plan = planFor(target, uniqueName('plan'));
    const [control, work] = plan.pools;
    const problems = await provisioner.check({
      ...plan,
      ...{ version: 'v1.20.0+rke2r1', keypair: 'mine', network: undefined },
      ...{ externalNetwork: 'research', securityGroups: ['default', 'nope'] },
      pools: [
        { ...control, image: undefined, flavor: 'm1.large' },
        { ...work, flavor: 'huge', image: 'Windows', zone: 'az9' },
      ],
    });
    expect(problems.map(({ field }) => field)).toEqual([
      'version',
      'externalNetwork',
      'securityGroups[1]',
      'keypair',
      'pools[0].diskGiB',
      'pools[0].image',
      'pools[0].network',
      'pools[1].flavor',
      'pools[1].image',
      'pools[1].zone',
      'pools[1].network',
    ]);
    const changed = {
      ...{ ...plan, version: 'v1.32.0+rke2r1' },
      pools: [control, { ...work, flavor: 'm1.large', count: 7 }],
    };
    expect(
      (await provisioner.check(changed, plan)).map(({ field }) => field),
    ).toEqual(['version', 'pools[1].flavor']);
    expect(
      await provisioner.demand(
        {
          ...plan,
          pools: [
            control,
            {
              ...{ ...work, count: 5, flavor: 'f-large' },
              ...{ diskGiB: 10, volumeType: 'v-1' },
            },
          ],
        },
        plan,
      ),
    ).toEqual([
      { resource: 'instances', amount: 3 },
      { resource: 'ports', amount: 3 },
      { resource: 'cores', amount: 36 },
      { resource: 'memoryMiB', amount: 72 * 1024 },
      { resource: 'floatingIps', amount: 3 },
      { resource: 'volumes', amount: 5 },
      { resource: 'gigabytes', amount: 50 },
      { resource: 'volumes', volumeType: 'ssd', amount: 5 },
      { resource: 'gigabytes', volumeType: 'ssd', amount: 50 },
    ]);
  });
});

describe('an older Rancher', () => {
  let old: RancherPeer;

  beforeAll(async () => {
    old = await RancherPeer.connect('RANCHER_PEER_OLD');
  });
  afterEach(() => old.setGeneration('2.13'));

  it('has no bounds for autoscaling before 2.13', async () => {
    const oldTarget = peerTarget(old);
    const plan = planFor(oldTarget, uniqueName('old'));
    const [control, work] = plan.pools;
    const bounded = {
      ...plan,
      pools: [control, { ...work, minCount: 2, maxCount: 4 }],
    };
    expect(await provisionerOf(oldTarget).check(bounded)).toEqual([]);
    await old.setGeneration('2.12');
    await sleep(500);
    // What a Rancher can do is asked for once in a while: this is another one.
    const older = peerTarget(old);
    expect(await provisionerOf(older).check(bounded)).toEqual([
      expect.objectContaining({
        field: 'pools[1].minCount',
        message: expect.stringContaining('2.13'),
      }),
    ]);
    await oldTarget.client.close();
    await older.client.close();
  });

  it('says that its node driver is not active, and what to do', async () => {
    const oldTarget = peerTarget(old);
    const { kubernetes } = oldTarget.client;
    const setActive = (active: boolean) =>
      kubernetes.patch(
        managementPath('nodedrivers', 'openstack'),
        { spec: { active } },
        'merge',
      );
    const isThere = async () =>
      (await kubernetes.find(configsPath({ namespace: NAMESPACE }))) !==
      undefined;
    const cluster = new TestCluster(
      provisionerOf(oldTarget),
      planFor(oldTarget, uniqueName('driver')),
      oldTarget.patience,
    );
    await setActive(false);
    try {
      while (await isThere()) {
        await sleep(100);
      }
      expect(await provisionerOf(oldTarget).check(cluster.plan)).toEqual([
        {
          field: 'cloud',
          message: expect.stringContaining('not active'),
          advice: expect.stringContaining('Node Drivers'),
        },
      ]);
      expect(await cluster.step()).toMatchObject({
        ...{ phase: 'Failed', settled: false },
        cause: expect.stringMatching(/not active.*Node Drivers/),
      });
      expect(await cluster.removeStep()).toBeUndefined();
    } finally {
      await setActive(true);
      while (!(await isThere())) {
        await sleep(100);
      }
    }
    await cluster.settled();
    // While machines use it, Rancher does not let it be deactivated.
    await expect(setActive(false)).rejects.toMatchObject({ status: 400 });
    await cluster.remove();
    await oldTarget.client.close();
  });
});
