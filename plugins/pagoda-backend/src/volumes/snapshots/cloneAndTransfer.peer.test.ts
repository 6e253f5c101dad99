import { readEntityChanges } from '../../database/entityChanges';
import type { TestUser } from '../../testing/createTestPortal';
import { eventually } from '../../testing/kubernetesPeer';
import { createPeerProject } from '../../testing/openStackPeer';
import {
  PATIENCE,
  startSnapshotPortal,
  type SnapshotPortal,
} from './SnapshotPortal';

jest.setTimeout(240_000);

describe('volumes in a real Cinder', () => {
  let on: SnapshotPortal;

  beforeAll(async () => {
    on = await startSnapshotPortal(
      await createPeerProject('gifts', {
        blockStorage: { volumes: 10, gigabytes: 24, snapshots: 4 },
      }),
    );
  });

  afterAll(async () => {
    await on?.stop();
  });

  it('are made from others, and from snapshots', async () => {
    await on.makeVolume('origin', '2Gi');
    await on.makeSnapshot('origin', 'base');
    const cloned = await on.post(
      `${on.pathOf('origin')}:clone`,
      { name: 'copy', description: 'A copy' },
      'researcher',
    );
    expect(cloned).toMatchObject({
      status: 201,
      body: {
        ...{ name: 'copy', description: 'A copy', cloud: 'campus' },
        ...{ spec: { size: '2Gi' }, source: { volume: 'origin' } },
      },
    });
    const larger = await on.post(`${on.pathOf('origin')}:clone`, {
      ...{ name: 'larger', snapshot: 'base', size: '3Gi' },
    });
    expect(larger.body.source).toEqual({ volume: 'origin', snapshot: 'base' });
    const made = await on.usable('larger');
    const { blockStorage } = on.project.client;
    expect(await blockStorage.findVolume(made.externalId!)).toMatchObject({
      size: 3,
      snapshot_id: (await on.list('origin'))[0].externalId,
    });
    const copy = await on.usable('copy');
    expect(await blockStorage.findVolume(copy.externalId!)).toMatchObject({
      source_volid: (await on.find('origin'))!.externalId,
    });
    expect(
      await on.post(`${on.pathOf('origin')}:clone`, {
        name: 'small',
        size: '1Gi',
      }),
    ).toMatchObject({ status: 400, body: { error: { field: 'size' } } });
    expect(
      await on.post(`${on.pathOf('origin')}:clone`, {
        ...{ name: 'none', snapshot: 'none' },
      }),
    ).toMatchObject({ body: { error: { code: 'SnapshotNotFound' } } });
    // In this order nothing holds the other up.
    await on.removeSnapshot('origin', 'base');
    await on.removeVolume('origin');
    await on.removeVolume('larger');
    await on.removeVolume('copy');
  });

  it('are given to another project with their snapshots', async () => {
    await on.makeVolume('gift');
    const snapshot = await on.makeSnapshot('gift', 'before');
    const transfer = (to: string, user?: TestUser) =>
      on.post(`${on.pathOf('gift')}:transfer`, { project: to }, user);
    expect((await transfer('other', 'researcher')).status).toBe(403);
    expect((await transfer('closed')).body.error).toMatchObject({
      code: 'ProjectNotFound',
    });
    expect((await transfer('demo')).status).toBe(400);
    const taken = await on.post('/projects/other/volumes', {
      ...{ name: 'gift', size: '1Gi' },
    });
    expect(taken.status).toBe(201);
    expect((await transfer('other')).body.error).toMatchObject({
      ...{ code: 'NameTaken', field: 'project' },
    });
    await on.removeVolume('gift', 'other');
    const filling = await on.post('/projects/other/volumes', {
      ...{ name: 'filling', size: '2500Mi' },
    });
    expect(filling.status).toBe(201);
    expect((await transfer('other')).body.error).toMatchObject({
      ...{ code: 'QuotaExceeded', field: 'project' },
    });
    await on.removeVolume('filling', 'other');
    const given = await transfer('other');
    expect(given).toMatchObject({
      status: 200,
      body: { project: 'other', name: 'gift', owner: 'user:default/owner' },
    });
    expect(await on.find('gift')).toBeUndefined();
    expect(await on.list('gift', 'other')).toMatchObject([
      { project: 'other', name: 'before', externalId: snapshot.externalId },
    ]);
    const changes = await readEntityChanges(on.portal.knex, 0, 1_000);
    expect(
      changes
        .filter(({ kind, name }) => kind === 'volume' && name === 'gift')
        .slice(-2)
        .map(({ project: of, deleted }) => [of, deleted]),
    ).toContainEqual(['other', false]);
    expect(changes).toContainEqual(
      expect.objectContaining({
        ...{ project: 'demo', name: 'gift', deleted: true },
      }),
    );
    const { blockStorage } = on.project.client;
    await eventually(async () => {
      const marks = { pagoda_project: 'other', pagoda_volume: 'gift' };
      const volume = await blockStorage.findVolume(given.body.externalId);
      expect(volume!.metadata).toMatchObject(marks);
      const [of] = await on.inCinder();
      expect(of.metadata).toMatchObject(marks);
    }, PATIENCE);
    await on.removeSnapshot('gift', 'before', 'other');
    await on.removeVolume('gift', 'other');
  });
});
