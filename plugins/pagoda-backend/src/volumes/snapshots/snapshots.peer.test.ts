import { eventually } from '../../testing/kubernetesPeer';
import { createPeerProject } from '../../testing/openStackPeer';
import { SnapshotStore } from './SnapshotStore';
import {
  conditionOf,
  PATIENCE,
  startSnapshotPortal,
  type SnapshotPortal,
} from './SnapshotPortal';

jest.setTimeout(240_000);

describe('snapshots in a real Cinder', () => {
  let on: SnapshotPortal;

  beforeAll(async () => {
    on = await startSnapshotPortal(
      await createPeerProject('snapshots', {
        blockStorage: { volumes: 10, gigabytes: 24, snapshots: 4 },
      }),
    );
  });

  afterAll(async () => {
    await on?.stop();
  });

  it('are taken once, listed, and deleted before their volume is', async () => {
    const volume = await on.makeVolume('data', '2Gi');
    const first = await on.makeSnapshot('data', 'first');
    expect(first).toMatchObject({
      ...{ project: 'demo', volume: 'data', name: 'first', description: '' },
      ...{ owner: 'user:default/owner', sizeBytes: 2 * 1024 ** 3 },
    });
    const [made, ...more] = await on.inCinder();
    expect(more).toEqual([]);
    expect(made).toMatchObject({
      ...{ id: first.externalId, name: 'pagoda-demo-data-first' },
      ...{ volume_id: volume.externalId, status: 'available', size: 2 },
      metadata: {
        ...{ pagoda_project: 'demo', pagoda_volume: 'data' },
        pagoda_snapshot: 'first',
        pagoda_uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        pagoda_portal: expect.any(String),
      },
    });
    const unnamed = await on.post(`${on.pathOf('data')}/snapshots`, {
      description: 'Before the new filter',
    });
    expect(unnamed.body).toMatchObject({
      name: expect.stringMatching(/^snapshot-\d{8}-\d{6}$/),
      description: 'Before the new filter',
    });
    await on.available('data', unnamed.body.name);
    expect((await on.list('data')).map(({ name }) => name)).toEqual([
      unnamed.body.name,
      'first',
    ]);
    const page = await on.portal
      .as('viewer')
      .get(`${on.pathOf('data')}/snapshots?limit=1`);
    const rest = await on.portal
      .as('viewer')
      .get(
        `${on.pathOf('data')}/snapshots?limit=1&cursor=${page.body.pageInfo.nextCursor}`,
      );
    expect(rest.body).toMatchObject({
      items: [{ name: 'first' }],
      pageInfo: {},
    });
    expect(
      await on.post(`${on.pathOf('data')}/snapshots`, { name: 'first' }),
    ).toMatchObject({ status: 409, body: { error: { code: 'NameTaken' } } });
    // A volume is not deleted while it has snapshots.
    const kept = await on.portal.as('owner').delete(on.pathOf('data'));
    expect(kept.body.error).toMatchObject({ code: 'VolumeHasSnapshots' });
    await on.removeSnapshot('data', 'first');
    expect((await on.inCinder()).map(({ id }) => id)).not.toContain(made.id);
    // Snapshots that are being deleted are waited for.
    await on.portal
      .as('owner')
      .delete(`${on.pathOf('data')}/snapshots/${unnamed.body.name}`);
    await on.removeVolume('data');
    expect(await on.inCinder()).toEqual([]);
  });

  it('that do not fit into the quota are refused, and said to', async () => {
    await on.makeVolume('many', '1Gi');
    for (const name of ['a', 'b', 'c', 'd']) {
      await on.makeSnapshot('many', name);
    }
    expect(await on.post(`${on.pathOf('many')}/snapshots`, {})).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'DoesNotFit',
          problems: [{ field: 'snapshots' }],
        },
      },
    });
    for (const name of ['b', 'd', 'a', 'c']) {
      await on.removeSnapshot('many', name);
    }
    const { id } = on.project;
    await on.admin.blockStorage.setQuotas(id, { gigabytes: 1 });
    await eventually(async () => {
      expect(await on.post(`${on.pathOf('many')}/snapshots`, {})).toMatchObject(
        {
          status: 409,
          body: {
            error: { code: 'DoesNotFit', problems: [{ field: 'gigabytes' }] },
          },
        },
      );
    }, PATIENCE);
    await on.admin.blockStorage.setQuotas(id, { gigabytes: 24 });
    await on.removeVolume('many');
  });

  it('that go or fail behind the back of the portal are told of', async () => {
    await on.makeVolume('watched');
    const snapshots = [];
    for (const name of ['gone', 'broken', 'unmarked']) {
      snapshots.push(await on.makeSnapshot('watched', name));
    }
    const [gone, broken, unmarked] = snapshots.map(one => one.externalId!);
    const { blockStorage } = on.project.client;
    await blockStorage.deleteSnapshot(gone);
    await on.admin.blockStorage.resetSnapshotStatus(broken, 'error_deleting');
    await on.project.client.caller.request({
      ...{ service: 'block-storage', method: 'PUT' },
      path: ['snapshots', unmarked, 'metadata'],
      body: { metadata: { pagoda_portal: 'none', own: 'mine' } },
    });
    await eventually(async () => {
      const found = await on.list('watched');
      const of = (name: string) => found.find(one => one.name === name)!;
      expect(of('gone').phase).toBe('Error');
      expect(conditionOf(of('gone'), 'Ready')).toMatchObject({
        ...{ status: 'False', reason: 'DeletedOutside' },
      });
      expect(of('broken').phase).toBe('Error');
      expect(conditionOf(of('broken'), 'Ready')?.message).toContain(
        `reset the state of snapshot ${broken}`,
      );
      expect(of('unmarked').phase).toBe('Available');
      const seen = await blockStorage.findSnapshot(unmarked);
      expect(seen!.metadata).toMatchObject({
        ...{ own: 'mine', pagoda_snapshot: 'unmarked' },
      });
    }, PATIENCE);
    await on.removeSnapshot('watched', 'gone');
    await on.removeSnapshot('watched', 'unmarked');
    // What cannot be deleted is kept until the cloud has none of it.
    const path = `${on.pathOf('watched')}/snapshots/broken`;
    expect((await on.portal.as('owner').delete(path)).status).toBe(204);
    const kept = await on.portal.as('owner').get(path);
    expect(kept.body.phase).toBe('Deleting');
    expect(conditionOf(kept.body, 'Ready')).toMatchObject({
      reason: 'DeletionFailed',
    });
    await on.admin.blockStorage.resetSnapshotStatus(broken, 'available');
    await eventually(async () => {
      expect((await on.portal.as('owner').get(path)).status).toBe(404);
    }, PATIENCE);
    await on.removeVolume('watched');
    expect(await on.inCinder()).toEqual([]);
  });

  it('that the cloud has no quota for after all are tried again, and given up when they would come too late', async () => {
    await on.makeVolume('late');
    const { id } = on.project;
    await on.admin.blockStorage.setQuotas(id, { snapshots: 0 });
    // As if somebody had used what was left in between.
    const store = new SnapshotStore(on.portal.knex);
    const insert = (name: string) =>
      on.portal.knex.transaction(tx =>
        store.create(
          {
            ...{ project: 'demo', volume: 'late', name, description: '' },
            ...{ owner: 'user:default/owner', sizeBytes: 1024 ** 3 },
          },
          tx,
        ),
      );
    await insert('short');
    await insert('missed');
    await on.portal
      .knex('volume_snapshots')
      .where({ name: 'missed' })
      .update({ created_at: Date.now() - 11 * 60_000 });
    await eventually(async () => {
      const found = await on.list('late');
      const of = (name: string) => found.find(one => one.name === name)!;
      expect(of('missed').phase).toBe('Error');
      expect(conditionOf(of('missed'), 'Ready')).toMatchObject({
        ...{ reason: 'NotTaken', status: 'False' },
        message: expect.stringContaining('within 10 minutes'),
      });
      expect(of('short').phase).toBe('Pending');
      expect(conditionOf(of('short'), 'Ready')?.message).toMatch(
        /has not enough quota left.*tried again by itself\.$/,
      );
    }, PATIENCE);
    await on.admin.blockStorage.setQuotas(id, { snapshots: 4 });
    await on.available('late', 'short');
    await on.removeSnapshot('late', 'short');
    await on.removeSnapshot('late', 'missed');
    await on.removeVolume('late');
  });

  it('are no matter of volumes that are in no cloud', async () => {
    const made = await on.post('/projects/demo/volumes', {
      ...{ name: 'local', size: '1Mi' },
    });
    expect(made.status).toBe(201);
    expect(await on.list('local')).toEqual([]);
    for (const [path, body, words] of [
      ['/snapshots', {}, 'takes no snapshots'],
      [':restore', { snapshot: 'one' }, 'cannot be set back'],
      [':clone', { name: 'copy' }, 'cannot be cloned'],
      [':transfer', { project: 'other' }, 'cannot be given'],
    ] as const) {
      expect(await on.post(`${on.pathOf('local')}${path}`, body)).toMatchObject(
        {
          status: 409,
          body: {
            error: {
              ...{
                code: 'NotInCloud',
                message: expect.stringContaining(words),
              },
              advice: expect.any(String),
            },
          },
        },
      );
    }
  });
});
