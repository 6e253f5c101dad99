import { randomUUID } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { CatalogFeed } from './CatalogFeed';
import { entityRef } from './entityNames';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('CatalogFeed, %p', id => {
  let portal: TestPortal;
  let feed: CatalogFeed;
  const { signal } = new AbortController();

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    feed = new CatalogFeed({
      auth: mockServices.auth({ pluginId: 'catalog' }),
      discovery: {
        getBaseUrl: async () => portal.baseUrl.replace(/\/v1$/, ''),
        getExternalBaseUrl: async () => portal.baseUrl,
      },
    });
  });

  afterAll(async () => {
    await portal?.stop();
  });

  it('reads more records than one page holds, each once', async () => {
    const volumes = Array.from({ length: 1_100 }, (_, i) => ({
      project: 'demo',
      name: `v${i}`,
      description: '',
      cluster: 'local',
      provider: 'directory',
      owner: 'user:default/owner',
      size: '1Gi',
      size_bytes: 2 ** 30,
      phase: 'Available',
      created_at: 0,
    }));
    await portal.knex.batchInsert('volumes', volumes, 50);
    await portal.knex.batchInsert(
      'experiments',
      Array.from({ length: 120 }, (_, i) => ({
        project: 'demo',
        name: `e${i}`,
        title: '',
        description: '',
        readme: '',
        owner: 'user:default/owner',
        latest_revision: 1,
        created_at: 0,
        updated_at: 0,
      })),
      50,
    );
    await portal.knex.batchInsert(
      'experiment_revisions',
      Array.from({ length: 120 }, (_, i) => ({
        project: 'demo',
        experiment: `e${i}`,
        revision: 1,
        spec_json: JSON.stringify({ image: 'node', command: ['node'] }),
        created_at: 0,
        created_by: 'user:default/owner',
      })),
      50,
    );
    const { records } = await feed.snapshot(signal);
    const refs = records.map(entityRef);
    expect(new Set(refs).size).toBe(refs.length);
    expect(refs.filter(ref => /default\/demo\.v\d+$/.test(ref))).toHaveLength(
      1_100,
    );
    expect(refs).toEqual(
      expect.arrayContaining(['system:default/demo', 'resource:default/local']),
    );
    expect(refs.filter(ref => ref.startsWith('component:'))).toHaveLength(120);
    await portal.knex('volumes').delete();
    await portal.knex('experiments').delete();
  });

  it('tells of changes soon, as they are then', async () => {
    const follower = randomUUID();
    const { seq } = await feed.snapshot(signal);
    const first = await feed.changes(undefined, follower, signal);
    expect(first.leading).toBe(true);

    const start = Date.now();
    const waiting = feed.changes(seq, follower, signal);
    await portal
      .as('administrator')
      .patch('/projects/demo', { title: 'Changed' })
      .expect(200);
    const changes = await waiting;
    expect(Date.now() - start).toBeLessThan(3_000);
    expect(changes).toMatchObject({
      leading: true,
      changed: [
        {
          kind: 'project',
          name: 'demo',
          title: 'Changed',
          owner: 'user:default/owner',
        },
      ],
      removed: [],
    });

    await portal
      .as('administrator')
      .put('/projects/demo/experiments/short', {
        spec: { image: 'node', command: ['node'] },
      })
      .expect(200);
    await portal
      .as('administrator')
      .delete('/projects/demo/experiments/short')
      .expect(204);
    const gone = await feed.changes(changes.seq, follower, signal);
    expect(gone.changed).toEqual([]);
    expect(gone.removed).toEqual([
      { kind: 'experiment', project: 'demo', name: 'short' },
    ]);
    expect(gone.resync).toBe(false);
  });

  it('lets one process follow at a time, where there can be several', async () => {
    await portal.knex('leases').where({ name: 'catalog-feed' }).delete();
    const [first, second] = [randomUUID(), randomUUID()];
    expect((await feed.changes(undefined, first, signal)).leading).toBe(true);
    // One process alone works on SQLite: whoever asks is the one, and its predecessor is dead.
    const alone = id === 'SQLITE_3';
    expect((await feed.changes(undefined, second, signal)).leading).toBe(alone);

    // The first one died: its lease comes to its end.
    const waiting = feed.changes(undefined, second, signal);
    await portal
      .knex('leases')
      .where({ name: 'catalog-feed' })
      .update({ expires_at: 0 });
    expect((await waiting).leading).toBe(true);
    expect((await feed.changes(undefined, first, signal)).leading).toBe(alone);
  });
});
