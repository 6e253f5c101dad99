import { hostname } from 'node:os';
import { ConfigReader } from '@backstage/config';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  PRODUCTION_CONSENT,
  readLocalSettings,
} from '../provisioners/local/readLocalSettings';
import { RunStore } from '../runs/RunStore';
import type { NewRun } from '../runs/types';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { ClusterStore } from './ClusterStore';
import { STALE_AFTER } from './toCluster';

jest.setTimeout(30_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

function newRun(cluster: string): NewRun {
  return {
    project: 'demo',
    owner: 'user:default/researcher',
    cluster,
    labels: {},
    spec: {
      image: 'none',
      command: ['true'],
      parameters: {},
      resources: { cpu: '500m', memory: '1Gi', gpu: 1 },
      volumes: [],
      timeoutSeconds: 60,
      retries: { limit: 0 },
    },
  } as NewRun;
}

describe.each(databases.eachSupportedId())('clusters on %p', id => {
  let portal: TestPortal;

  beforeEach(async () => {
    portal = await createTestPortal({
      knex: await databases.init(id),
      config: { local: { cpu: 6, memory: '8Gi' } },
    });
  });

  afterEach(async () => {
    await portal.stop();
  });

  async function addCluster(name: string) {
    await new ClusterStore(portal.knex).upsert({
      name,
      title: name,
      description: '',
      provisioner: 'existing',
      engine: 'kubernetes',
      capacity: { cpu: 100, memoryBytes: 1e12, gpu: 8 },
      phase: 'Ready',
      conditions: [],
      observedAt: Date.now(),
    });
  }

  async function addRun(cluster: string, phase: RunPhase) {
    const runs = new RunStore(portal.knex);
    const [{ run, version }] = await runs.create([newRun(cluster)]);
    if (phase !== 'Queued') {
      await runs.observe(run.id, version, { phase });
    }
  }

  it('shows the embedded cluster, its node and its engine', async () => {
    const { body } = await portal.as('researcher').get('/clusters/local');
    expect(body).toMatchObject({
      name: 'local',
      provisioner: 'local',
      engine: 'process',
      version: process.version,
      capacity: { cpu: 6, memoryBytes: 8 * 1024 ** 3, gpu: 0 },
      allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
      runs: { queued: 0, active: 0 },
      status: {
        phase: 'Ready',
        conditions: [
          { type: 'Ready', status: 'True' },
          {
            type: 'StorageAvailable',
            status: 'True',
            message: expect.stringMatching(/ are free/),
          },
        ],
      },
      generation: 1,
    });
    const nodes = await portal.as('researcher').get('/clusters/local/nodes');
    expect(nodes.body.items).toMatchObject([
      {
        name: hostname(),
        ready: true,
        version: process.version,
        capacity: body.capacity,
        operatingSystem: expect.any(String),
      },
    ]);
    const engines = await portal.as('researcher').get('/engines');
    expect(engines.body.items).toMatchObject([
      { name: 'process', available: true, clusters: ['local'] },
    ]);
    const missing = await portal.as('researcher').get('/clusters/none');
    expect([missing.status, missing.body.error]).toMatchObject([
      404,
      { code: 'ClusterNotFound', field: 'cluster' },
    ]);
    expect(
      await portal.knex('entity_changes').where({ kind: 'cluster' }),
    ).toMatchObject([{ name: 'local' }]);
  });

  it('adds up what runs ask for, cluster by cluster, and pages', async () => {
    await addCluster('alpha');
    await addCluster('zeta-not');
    for (const phase of [
      'Queued',
      'Queued',
      'Starting',
      'Running',
      'Succeeded',
    ] as const) {
      await addRun('alpha', phase);
    }
    const list = async (query: string) =>
      (await portal.as('viewer').get(`/clusters?${query}`)).body;
    const first = await list('limit=2');
    expect(first.items).toMatchObject([
      {
        name: 'alpha',
        allocated: { cpu: 1, memoryBytes: 2 * 1024 ** 3, gpu: 2 },
        runs: { queued: 2, active: 2 },
      },
      { name: 'local', runs: { queued: 0, active: 0 } },
    ]);
    const second = await list(`limit=2&cursor=${first.pageInfo.nextCursor}`);
    expect(second.items).toMatchObject([{ name: 'zeta-not' }]);
    expect(second.pageInfo.nextCursor).toBeUndefined();
    expect((await list('orderBy=name%20desc&limit=1')).items).toMatchObject([
      { name: 'zeta-not' },
    ]);
    expect((await list('q=ET&fields=name')).items).toEqual([
      { name: 'zeta-not' },
    ]);
    // Nobody has asked a provisioner of these nodes.
    expect(
      (await portal.as('viewer').get('/clusters/alpha/nodes')).body.items,
    ).toEqual([]);
  });

  it('says when a cluster was not heard of for long', async () => {
    await addCluster('alpha');
    const heard = Date.now() - STALE_AFTER - 1_000;
    await portal
      .knex('clusters')
      .where({ name: 'alpha' })
      .update({ observed_at: heard });
    const { body } = await portal.as('viewer').get('/clusters/alpha');
    expect(body.status).toMatchObject({
      phase: 'Unreachable',
      observedAt: new Date(heard).toISOString(),
      conditions: [
        {
          type: 'Ready',
          status: 'Unknown',
          message: expect.stringContaining(new Date(heard).toISOString()),
        },
      ],
    });
  });
});

describe('the embedded cluster', () => {
  it('is not there where the configuration says so', async () => {
    const portal = await createTestPortal({
      config: { local: { enabled: false } },
    });
    try {
      const { body } = await portal.as('viewer').get('/clusters');
      expect(body.items).toEqual([]);
      const engines = await portal.as('viewer').get('/engines');
      expect(engines.body.items).toMatchObject([
        {
          name: 'process',
          available: false,
          clusters: [],
          reason: expect.stringContaining('pagoda.local.enabled'),
        },
      ]);
      const volume = await portal
        .as('researcher')
        .post('/projects/demo/volumes', { name: 'data', size: '1Gi' });
      expect([volume.status, volume.body.error.field]).toEqual([
        400,
        'cluster',
      ]);
    } finally {
      await portal.stop();
    }
  });

  it('needs consent in words in production', () => {
    const read = (local: object, environment: string) =>
      readLocalSettings(new ConfigReader({ pagoda: { local } }), environment)
        .refusal;
    expect(read({}, 'development')).toBeUndefined();
    expect(read({}, 'production')).toContain(PRODUCTION_CONSENT);
    expect(read({ allowInProduction: 'yes' }, 'production')).toBeDefined();
    expect(
      read({ allowInProduction: PRODUCTION_CONSENT }, 'production'),
    ).toBeUndefined();
    expect(
      read(
        { allowInProduction: PRODUCTION_CONSENT, enabled: false },
        'production',
      ),
    ).toBeDefined();
  });
});
