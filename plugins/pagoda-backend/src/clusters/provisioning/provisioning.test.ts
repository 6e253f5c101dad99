import { setTimeout as sleep } from 'node:timers/promises';
import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Cluster, ClusterPlan } from '@pagoda/plugin-pagoda-common';
import { provisionersExtensionPoint } from '../../provisioners/extensionPoint';
import {
  createTestPortal,
  type TestPortal,
  type TestUser,
} from '../../testing/createTestPortal';
import {
  PlayedCloud,
  PlayedCloudReader,
  PlayedProvisioner,
} from './PlayedCloud';

jest.setTimeout(60_000);

const SECRET = 'not-to-be-seen';

function plan(name: string, more: Partial<ClusterPlan> = {}): ClusterPlan {
  return {
    ...{ name, provisioner: 'rancher', cloud: 'ranch' },
    version: 'v1.33.5+rke2r1',
    pools: [
      { name: 'control', role: 'control-plane', count: 1, flavor: 'm2' },
      { name: 'work', role: 'worker', count: 2, flavor: 'm2' },
    ],
    ...more,
  };
}

function workers(count: number): ClusterPlan['pools'] {
  const [control, work] = plan('any').pools;
  return [control, { ...work, count }];
}

describe('provisioned clusters', () => {
  let cloud: PlayedCloud;
  let portal: TestPortal;

  beforeEach(async () => {
    cloud = new PlayedCloud();
    portal = await createTestPortal({
      empty: true,
      config: {
        clusterCreators: ['user:default/researcher', 'user:default/owner'],
        provisioning: { pollSeconds: 0.02, endGraceDays: 0 },
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl: 'http://127.0.0.1:1' },
              applicationCredential: { id: 'id', secret: SECRET },
              prices: { currency: 'EUR', coreHour: 0.01 },
            },
          ],
          rancher: [
            {
              ...{ name: 'ranch', title: 'Ranch', token: SECRET },
              ...{ url: 'http://127.0.0.1:1/', openstack: 'campus' },
            },
          ],
        },
      },
      features: [
        createBackendModule({
          ...{ pluginId: 'pagoda', moduleId: 'played-cloud' },
          register(env) {
            env.registerInit({
              deps: { provisioners: provisionersExtensionPoint },
              async init({ provisioners }) {
                const reader = () => new PlayedCloudReader(cloud);
                provisioners.setCloudReader('openstack', reader);
                provisioners.setCloudReader('rancher', reader);
                provisioners.addProvisioner(() => new PlayedProvisioner(cloud));
              },
            });
          },
        }),
      ],
    });
    await until(async () => (await get('/clouds/ranch/offers')).observedAt);
  });

  afterEach(async () => {
    await portal.stop();
  });

  async function get(path: string, user: TestUser = 'viewer') {
    return (await portal.as(user).get(path)).body;
  }

  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let count = 0; count < 500; count += 1) {
      const found = await look();
      if (found) {
        return found;
      }
      await sleep(20);
    }
    throw new Error('It never was so');
  }

  const provision = (wanted: ClusterPlan, user: TestUser = 'researcher') =>
    portal.as(user).post('/clusters:provision', wanted);

  const asPlanned = (name: string): Promise<Cluster> =>
    until(async () => {
      const found: Cluster = await get(`/clusters/${name}`);
      return found.status.conditions.some(
        ({ type, status }) => type === 'AsPlanned' && status === 'True',
      ) && found.status.observedGeneration === found.generation
        ? found
        : undefined;
    });

  const gone = (name: string) =>
    until(async () => {
      const { status } = await portal.as('viewer').get(`/clusters/${name}`);
      return status === 404;
    });

  async function kinds(name: string): Promise<string[]> {
    const { items } = await get(`/clusters/${name}/events`);
    return items.map(({ kind }: { kind: string }) => kind).reverse();
  }

  it('are preceded by clouds: what they are, offer and have left, and how old that is', async () => {
    const { items } = await get('/clouds');
    expect(items).toMatchObject([
      { ...{ name: 'campus', kind: 'openstack', phase: 'Ready' } },
      {
        ...{ name: 'ranch', title: 'Ranch', kind: 'rancher', phase: 'Ready' },
        ...{ openstack: 'campus', provisioners: ['rancher'] },
        links: [{ title: 'Rancher', url: 'http://127.0.0.1:1' }],
        observedAt: expect.any(String),
      },
    ]);
    expect(await get('/clouds/ranch/offers')).toMatchObject({
      flavors: [{ name: 'm2', cores: 2 }],
      versions: ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'],
    });
    expect((await get('/clouds/ranch/quota')).items[0]).toEqual({
      ...{ resource: 'cores', limit: 40, used: 0, left: 40 },
    });
    expect(JSON.stringify(items)).not.toContain(SECRET);
    const none = await portal.as('viewer').get('/clouds/none');
    expect([none.status, none.body.error.code]).toEqual([404, 'CloudNotFound']);
  });

  it('are judged before they are made', async () => {
    const preflight = async (wanted: ClusterPlan, query = '') => {
      const { status, body } = await portal
        .as('researcher')
        .post(`/clusters:preflight${query}`, wanted);
      expect(status).toBe(200);
      return body;
    };
    expect(await preflight(plan('lab'))).toEqual({
      fits: true,
      items: [
        {
          ...{ resource: 'cores', needed: 6, limit: 40, used: 0, left: 40 },
          ...{ leftAfter: 34, short: 0 },
        },
        {
          ...{ resource: 'ports', needed: 3, limit: null, used: 0, left: null },
          ...{ leftAfter: null, short: 0 },
        },
      ],
      problems: [],
      cost: { perDay: 1.44, currency: 'EUR' },
      observedAt: expect.any(String),
    });
    expect(await preflight(plan('lab', { pools: workers(30) }))).toMatchObject({
      fits: false,
      items: [{ needed: 62, leftAfter: -22, short: 22 }, { short: 0 }],
    });
    const [control, work] = plan('any').pools;
    const wrong = await preflight({
      ...plan('1-with-a-name-that-is-longer-than-it-may-be'),
      version: undefined,
      clusterTemplate: 'kube',
      endsAt: '2020-01-01T00:00:00Z',
      pools: [
        { ...control, count: 2, minCount: 1 },
        { ...work, name: 'control', count: 1, volumeType: 'fast' },
        { ...work, name: 'wide', count: 0, minCount: 3, maxCount: 2 },
        { ...work, name: 'other', count: 0, flavor: 'm9', maxCount: 2 },
      ],
    });
    expect(wrong.fits).toBe(false);
    expect(
      wrong.problems.map(({ field }: { field: string }) => field).sort(),
    ).toEqual([
      ...['clusterTemplate', 'endsAt', 'name', 'name', 'pools'],
      ...['pools[0].count', 'pools[0].minCount', 'pools[1].diskGiB'],
      ...['pools[1].name', 'pools[2].minCount', 'pools[3].flavor'],
      ...['pools[3].minCount', 'version'],
    ]);
    for (const [cloudName, field] of [
      ['none', 'cloud'],
      ['campus', 'provisioner'],
    ]) {
      const other = await preflight({ ...plan('lab'), cloud: cloudName });
      expect(other).toMatchObject({ fits: false, problems: [{ field }] });
    }
    expect(await preflight(plan('local'))).toMatchObject({
      problems: [{ field: 'name' }],
    });
    expect(cloud.creations).toEqual([]);
    cloud.failure = new Error('502 Bad Gateway');
    const away = await portal
      .as('researcher')
      .post('/clusters:preflight', plan('lab'));
    expect([away.status, away.body.error]).toMatchObject([
      503,
      {
        code: 'CloudUnavailable',
        message: expect.stringContaining('502 Bad Gateway'),
      },
    ]);
  });

  it('are made, changed, operated on and removed', async () => {
    const { status, body } = await provision(plan('lab', { title: 'Lab' }));
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ name: 'lab', title: 'Lab', provisioner: 'rancher' },
        ...{ engine: 'kubernetes', cloud: 'ranch', deletionProtection: true },
        owner: 'user:default/researcher',
        status: { phase: 'Pending' },
      },
    ]);
    const made = await asPlanned('lab');
    expect(made).toMatchObject({
      version: 'v1.33.5+rke2r1',
      pools: [
        { name: 'control', ready: 1 },
        { name: 'work', wanted: 2, ready: 2 },
      ],
      cost: { perDay: 1.44 },
    });
    // It is looked at as every cluster with a connection; here there is none behind it.
    const seen: Cluster = await until(async () => {
      const found: Cluster = await get('/clusters/lab');
      return found.status.phase === 'Unreachable' ? found : undefined;
    });
    expect(seen.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', reason: 'ConnectionRefused' }),
    );
    const connection = await portal
      .as('administrator')
      .get('/clusters/lab/connection');
    expect(connection.body).toMatchObject({
      ...{ server: 'http://127.0.0.1:1', updatedBy: 'pagoda' },
    });
    expect(await get('/clusters/lab/machines')).toMatchObject({
      machines: [
        { name: 'lab-control-0', pool: 'control', phase: 'Running' },
        { name: 'lab-work-0' },
        { name: 'lab-work-1' },
      ],
      observedAt: expect.any(String),
    });

    const { generation } = seen;
    const mine = portal.as('researcher');
    const scaled = await mine.patch('/clusters/lab', {
      ...{ pools: workers(5), generation },
    });
    expect([scaled.status, scaled.body.plan.pools[1].count]).toEqual([200, 5]);
    const late = await mine.patch('/clusters/lab', {
      ...{ pools: workers(4), generation },
    });
    expect([late.status, late.body.error.code]).toEqual([409, 'Changed']);
    await asPlanned('lab');
    const tooBig = await mine.patch('/clusters/lab', { pools: workers(20) });
    expect([tooBig.status, tooBig.body.error]).toMatchObject([
      409,
      {
        code: 'DoesNotFit',
        message: "It does not fit into cloud 'ranch': short by 2 cores",
      },
    ]);
    const [control, work] = workers(2);
    const other = await mine.patch('/clusters/lab', {
      pools: [{ ...control, role: 'worker' }, { ...work }],
    });
    expect([other.status, other.body.error.code]).toEqual([
      400,
      'InvalidInput',
    ]);

    expect(await get('/clusters/lab/versions')).toEqual({
      ...{ current: 'v1.33.5+rke2r1', allowed: ['v1.34.1+rke2r1'] },
    });
    const odd = await mine.post('/clusters/lab:upgrade', { version: 'v9.0.0' });
    expect([odd.status, odd.body.error.field]).toEqual([400, 'version']);
    const done = async (path: string, sent: object) => {
      const noted = await mine.post(`/clusters/lab${path}`, sent);
      expect([noted.status, noted.body]).toMatchObject([
        202,
        { phase: 'Pending', createdBy: 'user:default/researcher' },
      ]);
      return until(async () => {
        const { items } = await get('/clusters/lab/operations');
        return ['Succeeded', 'Failed'].includes(items[0].phase)
          ? items[0]
          : undefined;
      });
    };
    expect(await done(':upgrade', { version: 'v1.34.1+rke2r1' })).toMatchObject(
      { kind: 'upgrade', phase: 'Succeeded' },
    );
    expect((await asPlanned('lab')).version).toBe('v1.34.1+rke2r1');
    await done(':rotate', {});
    await done('/snapshots', {});
    const { body: snapshots } = await mine.get('/clusters/lab/snapshots');
    expect(snapshots.items).toHaveLength(1);
    const none = await mine.post('/clusters/lab:restore', { snapshot: 'no' });
    expect([none.status, none.body.error.field]).toEqual([400, 'snapshot']);
    const snapshot = snapshots.items[0].name;
    expect(await done(':restore', { snapshot })).toMatchObject({
      phase: 'Succeeded',
      parameters: { snapshot, restoreConfig: 'none' },
    });

    const refused = await mine.post('/clusters/lab/kubeconfig', {});
    expect(refused.status).toBe(403);
    const kubeconfig = await portal
      .as('administrator')
      .post('/clusters/lab/kubeconfig', { ttlSeconds: 600 });
    expect([kubeconfig.status, kubeconfig.headers['cache-control']]).toEqual([
      ...[200, 'no-store'],
    ]);

    const kept = await mine.delete('/clusters/lab');
    expect([kept.status, kept.body.error.code]).toEqual([
      ...[409, 'DeletionProtected'],
    ]);
    await mine.patch('/clusters/lab', { deletionProtection: false });
    cloud.looks = 10;
    const removed = await mine.delete('/clusters/lab');
    expect([removed.status, removed.body.status.phase]).toEqual([
      ...[202, 'Deleting'],
    ]);
    const again = await mine.patch('/clusters/lab', { pools: workers(2) });
    expect([again.status, again.body.error.code]).toEqual([
      ...[409, 'BeingRemoved'],
    ]);
    const administrator = portal.as('administrator');
    await administrator.post('/projects', { name: 'demo' });
    const run = await administrator.post('/projects/demo/runs', {
      ...{ cluster: 'lab', spec: { image: 'none', command: ['true'] } },
    });
    expect([run.status, run.body.error.code]).toEqual([409, 'BeingRemoved']);
    const volume = await administrator.post('/projects/demo/volumes', {
      ...{ name: 'data', size: '1Gi', cluster: 'lab' },
    });
    expect([volume.status, volume.body.error.field]).toEqual([400, 'cluster']);
    const told = await kinds('lab');
    for (const kind of [
      ...['Requested', 'Provisioning', 'Ready', 'Changed', 'RemovalRequested'],
      ...['UpgradeRequested', 'UpgradeSucceeded', 'RestoreSucceeded'],
      ...['KubeconfigRequested', 'KubeconfigMade'],
    ]) {
      expect(told).toContain(kind);
    }
    await gone('lab');
    expect(cloud.clusters.size).toBe(0);
  });

  it('are made once, and of what still fits alone', async () => {
    const send = () =>
      portal
        .as('researcher')
        .post('/clusters:provision', plan('once'))
        .set('Idempotency-Key', 'once');
    const [one, two] = await Promise.all([send(), send()]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect((await send()).body.createdAt).toBe(one.body.createdAt);
    const taken = await provision(plan('once'));
    expect([taken.status, taken.body.error.field]).toEqual([400, 'name']);
    await asPlanned('once');
    // 34 cores are left, of which each of these asks for 14.
    const answers = await Promise.all(
      ['a', 'b', 'c'].map(name => provision(plan(name, { pools: workers(6) }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body.error).toMatchObject({
      code: 'DoesNotFit',
      problems: [{ field: 'cores' }],
    });
    await until(async () => cloud.clusters.size === 3);
    expect(new Set(cloud.creations).size).toBe(3);
  });

  it('belong to who had them made', async () => {
    for (const user of ['viewer', 'stranger'] as const) {
      expect((await provision(plan('no'), user)).status).toBe(403);
    }
    await provision(plan('mine', { deletionProtection: false }));
    const attempts = (user: TestUser) => {
      const client = portal.as(user);
      return [
        client.patch('/clusters/mine', { title: 'Other' }),
        client.post('/clusters/mine:rotate', {}),
        client.delete('/clusters/mine'),
      ];
    };
    for (const user of ['viewer', 'owner'] as const) {
      for (const attempt of attempts(user)) {
        expect((await attempt).status).toBe(403);
      }
    }
    expect((await get('/clusters/mine')).owner).toBe('user:default/researcher');
    for (const attempt of attempts('administrator')) {
      expect((await attempt).status).toBeLessThan(300);
    }
    await gone('mine');
  });

  it('are told from clusters that were not made here', async () => {
    const administrator = portal.as('administrator');
    for (const path of ['machines', 'events', 'versions', 'operations']) {
      const { status, body } = await administrator.get(
        `/clusters/local/${path}`,
      );
      expect([status, body.error.code]).toEqual([409, 'NotProvisioned']);
    }
    const wrong = await administrator.patch('/clusters/local', {
      deletionProtection: true,
    });
    expect([wrong.status, wrong.body.error.field]).toEqual([
      ...[400, 'deletionProtection'],
    ]);
    await provision(plan('lab'));
    const connection = await administrator.patch('/clusters/lab', {
      connection: { kind: 'inCluster' },
    });
    expect([connection.status, connection.body.error.field]).toEqual([
      ...[400, 'connection'],
    ]);
  });

  it('go on after a restart, and while their cloud is away', async () => {
    cloud.stuck = 'The image is being fetched.';
    await provision(plan('lab', { deletionProtection: false }));
    await until(async () => cloud.clusters.size === 1);
    await portal.restart();
    cloud.stuck = undefined;
    await asPlanned('lab');
    cloud.failure = new Error('The cloud is away');
    await portal.as('researcher').delete('/clusters/lab');
    await until(async () => {
      const { status } = await get('/clusters/lab');
      return status.conditions.some(
        ({ type, message }: { type: string; message: string }) =>
          type === 'Removed' && message.includes('The cloud is away'),
      );
    });
    await portal.restart();
    cloud.failure = undefined;
    await gone('lab');
    expect([cloud.creations.length, cloud.clusters.size]).toEqual([1, 0]);
  });

  it('are removed at their end, but for those that are protected', async () => {
    const inSeconds = (seconds: number) =>
      new Date(Date.now() + seconds * 1_000).toISOString();
    await provision(plan('later', { deletionProtection: false }));
    await asPlanned('later');
    for (const seconds of [2.5, 3_600]) {
      const { status } = await portal
        .as('researcher')
        .patch('/clusters/later', { endsAt: inSeconds(seconds) });
      expect(status).toBe(200);
    }
    const endsAt = inSeconds(2.5);
    await provision(plan('kept', { endsAt }));
    await provision(plan('ends', { endsAt, deletionProtection: false }));
    await gone('ends');
    await until(async () => (await kinds('kept')).includes('EndProtected'));
    expect((await kinds('kept')).filter(kind => kind === 'EndsSoon')).toEqual([
      'EndsSoon',
    ]);
    expect((await get('/clusters/later')).status.phase).not.toBe('Deleting');
  });
});
