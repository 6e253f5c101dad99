import type { JsonObject } from '@backstage/types';
import type { Volume, VolumeSnapshot } from '@pagoda/plugin-pagoda-common';
import type { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import { readEntityChanges } from '../../database/entityChanges';
import {
  createTestPortal,
  TEST_MEMBERS,
  type TestPortal,
  type TestUser,
} from '../../testing/createTestPortal';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createOpenStackAdministrator,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';
import { VolumeStore } from '../VolumeStore';
import { RestoreStore } from './RestoreStore';
import { SnapshotStore } from './SnapshotStore';

jest.setTimeout(240_000);

/** Cinder may take so long where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;

describe('snapshots in a real Cinder', () => {
  let project: PeerProject;
  let admin: OpenStackClient;
  let portal: TestPortal;

  beforeAll(async () => {
    project = await createPeerProject('snapshots', {
      blockStorage: { volumes: 10, gigabytes: 24, snapshots: 4 },
    });
    admin = createOpenStackAdministrator();
    const { authUrl, region, auth } = project.connection;
    portal = await createTestPortal({
      config: {
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl, region, callsPerMinute: 60_000 },
              password: auth.password as JsonObject,
            },
          ],
        },
      },
    });
    await portal.createProject({
      ...{ name: 'other', title: 'Other', quota: { storage: '3Gi' } },
      members: TEST_MEMBERS,
    });
    await portal.createProject({
      ...{ name: 'closed', title: 'Closed' },
      members: [{ subject: 'user:default/stranger', role: 'owner' }],
    });
    await eventually(async () => {
      const { body } = await portal.as('owner').get('/clouds/campus/offers');
      if (body.volumeTypes.length === 0) {
        throw new Error('The cloud has not been read yet');
      }
    }, PATIENCE);
  });

  afterAll(async () => {
    await portal?.stop();
    await admin?.close();
    await project?.remove();
  });

  const pathOf = (volume: string, of = 'demo') =>
    `/projects/${of}/volumes/${volume}`;

  async function post(path: string, body: object, user: TestUser = 'owner') {
    const answer = await portal.as(user).post(path, body);
    return { status: answer.status, body: answer.body };
  }

  async function find(
    volume: string,
    of?: string,
  ): Promise<Volume | undefined> {
    const { status, body } = await portal.as('owner').get(pathOf(volume, of));
    return status === 404 ? undefined : body;
  }

  async function list(volume: string, of?: string): Promise<VolumeSnapshot[]> {
    const { body } = await portal
      .as('owner')
      .get(`${pathOf(volume, of)}/snapshots`);
    return body.items;
  }

  /** Waits until the volume can be used. */
  async function usable(volume: string, of?: string): Promise<Volume> {
    return eventually(async () => {
      const found = await find(volume, of);
      expect(found?.status.phase).toBe('Available');
      return found!;
    }, PATIENCE);
  }

  async function makeVolume(name: string, size = '1Gi'): Promise<Volume> {
    const made = await post('/projects/demo/volumes', {
      ...{ name, size, cloud: 'campus' },
    });
    expect(made.status).toBe(201);
    return usable(name);
  }

  async function available(
    volume: string,
    name: string,
    of?: string,
  ): Promise<VolumeSnapshot> {
    return eventually(async () => {
      const { body } = await portal
        .as('viewer')
        .get(`${pathOf(volume, of)}/snapshots/${name}`);
      expect(body.phase).toBe('Available');
      return body;
    }, PATIENCE);
  }

  async function makeSnapshot(
    volume: string,
    name: string,
  ): Promise<VolumeSnapshot> {
    const made = await post(`${pathOf(volume)}/snapshots`, { name });
    expect(made).toMatchObject({ status: 201, body: { name } });
    return available(volume, name);
  }

  const inCinder = (): Promise<CinderSnapshot[]> =>
    all(project.client.blockStorage.snapshots());

  async function removeSnapshot(
    volume: string,
    name: string,
    of?: string,
  ): Promise<void> {
    const path = `${pathOf(volume, of)}/snapshots/${name}`;
    expect((await portal.as('owner').delete(path)).status).toBe(204);
    await eventually(async () => {
      expect((await portal.as('owner').get(path)).status).toBe(404);
    }, PATIENCE);
  }

  async function removeVolume(name: string, of?: string): Promise<void> {
    expect((await portal.as('owner').delete(pathOf(name, of))).status).toBe(
      204,
    );
    await eventually(async () => {
      expect(await find(name, of)).toBeUndefined();
    }, PATIENCE);
  }

  const conditionOf = (
    { conditions }: { conditions: VolumeSnapshot['conditions'] },
    type: string,
  ) => conditions.find(condition => condition.type === type);

  it('are taken once, listed, and deleted before their volume is', async () => {
    const volume = await makeVolume('data', '2Gi');
    const first = await makeSnapshot('data', 'first');
    expect(first).toMatchObject({
      ...{ project: 'demo', volume: 'data', name: 'first', description: '' },
      ...{ owner: 'user:default/owner', sizeBytes: 2 * 1024 ** 3 },
    });
    const [made, ...more] = await inCinder();
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
    const unnamed = await post(`${pathOf('data')}/snapshots`, {
      description: 'Before the new filter',
    });
    expect(unnamed.body).toMatchObject({
      name: expect.stringMatching(/^snapshot-\d{8}-\d{6}$/),
      description: 'Before the new filter',
    });
    await available('data', unnamed.body.name);
    expect((await list('data')).map(({ name }) => name)).toEqual([
      unnamed.body.name,
      'first',
    ]);
    const page = await portal
      .as('viewer')
      .get(`${pathOf('data')}/snapshots?limit=1`);
    const rest = await portal
      .as('viewer')
      .get(
        `${pathOf('data')}/snapshots?limit=1&cursor=${page.body.pageInfo.nextCursor}`,
      );
    expect(rest.body).toMatchObject({
      items: [{ name: 'first' }],
      pageInfo: {},
    });
    expect(
      await post(`${pathOf('data')}/snapshots`, { name: 'first' }),
    ).toMatchObject({ status: 409, body: { error: { code: 'NameTaken' } } });
    // A volume is not deleted while it has snapshots.
    const kept = await portal.as('owner').delete(pathOf('data'));
    expect(kept.body.error).toMatchObject({ code: 'VolumeHasSnapshots' });
    await removeSnapshot('data', 'first');
    expect((await inCinder()).map(({ id }) => id)).not.toContain(made.id);
    // Snapshots that are being deleted are waited for.
    await portal
      .as('owner')
      .delete(`${pathOf('data')}/snapshots/${unnamed.body.name}`);
    await removeVolume('data');
    expect(await inCinder()).toEqual([]);
  });

  it('set their volume back, if they are its newest and it has not grown', async () => {
    await makeVolume('work');
    await makeSnapshot('work', 'old');
    await makeSnapshot('work', 'new');
    const notNewest = await post(`${pathOf('work')}:restore`, {
      snapshot: 'old',
    });
    expect(notNewest).toMatchObject({
      status: 409,
      body: {
        error: {
          ...{ code: 'NotNewestSnapshot', field: 'snapshot' },
          advice: expect.stringContaining(
            'pagoda volume clone work work-restored --snapshot old --project demo',
          ),
        },
      },
    });
    const begun = await post(
      `${pathOf('work')}:restore`,
      { snapshot: 'new' },
      'researcher',
    );
    expect(begun.status).toBe(202);
    const restored = await eventually(async () => {
      const volume = await usable('work');
      expect(conditionOf(volume.status, 'Restoring')?.status).toBe('False');
      return volume;
    }, PATIENCE);
    expect(conditionOf(restored.status, 'Restoring')).toMatchObject({
      reason: 'Restored',
      message: "It was set back to snapshot 'new'.",
    });
    // Somebody takes one by hand: the cloud would not set back to ours then.
    const { blockStorage } = project.client;
    const foreign = await blockStorage.createSnapshot({
      ...{ volume_id: restored.externalId!, name: 'by hand' },
    });
    expect(
      await post(`${pathOf('work')}:restore`, { snapshot: 'new' }),
    ).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'NotNewestSnapshot',
          message: expect.stringContaining("'by hand' in cloud 'campus'"),
        },
      },
    });
    await eventually(async () => {
      await blockStorage.deleteSnapshot(foreign.id).catch(() => undefined);
      expect(await blockStorage.findSnapshot(foreign.id)).toBeUndefined();
    }, PATIENCE);
    await portal.as('owner').patch(pathOf('work'), { size: '2Gi' });
    await eventually(async () => {
      const { status, generation } = (await find('work'))!;
      expect(status.observedGeneration).toBe(generation);
    }, PATIENCE);
    expect(
      await post(`${pathOf('work')}:restore`, { snapshot: 'new' }),
    ).toMatchObject({
      status: 409,
      body: { error: { code: 'VolumeHasGrown' } },
    });
    await removeSnapshot('work', 'new');
    await removeSnapshot('work', 'old');
    await removeVolume('work');
  });

  it('tell why a volume is not set back, and it can be used again', async () => {
    const { externalId } = await makeVolume('stuck');
    await makeSnapshot('stuck', 'one');
    const { blockStorage } = admin;
    // As while somebody looks after the storage.
    await blockStorage.resetVolumeStatus(externalId!, {
      status: 'maintenance',
    });
    const begun = await post(`${pathOf('stuck')}:restore`, {
      snapshot: 'one',
    });
    expect(begun.body.status.phase).toBe('Pending');
    expect(conditionOf(begun.body.status, 'Restoring')).toMatchObject({
      status: 'True',
      message: expect.stringContaining("'maintenance'"),
    });
    // Nothing is done with it meanwhile.
    for (const [path, body] of [
      ['/snapshots', {}],
      [':restore', { snapshot: 'one' }],
      [':clone', { name: 'copy' }],
      [':transfer', { project: 'other' }],
    ] as const) {
      expect(await post(`${pathOf('stuck')}${path}`, body)).toMatchObject({
        status: 409,
        body: { error: { code: 'VolumeRestoring' } },
      });
    }
    expect(
      (await portal.as('owner').delete(`${pathOf('stuck')}/snapshots/one`)).body
        .error,
    ).toMatchObject({ code: 'SnapshotBusy' });
    await portal.restart();
    await blockStorage.resetVolumeStatus(externalId!, { status: 'error' });
    const failed = await eventually(async () => {
      const volume = (await find('stuck'))!;
      expect(conditionOf(volume.status, 'Restoring')?.status).toBe('False');
      expect(volume.status.phase).toBe('Error');
      return volume;
    }, PATIENCE);
    expect(conditionOf(failed.status, 'Restoring')).toMatchObject({
      reason: 'RestoreFailed',
      message: expect.stringContaining(
        'pagoda volume clone stuck stuck-restored --snapshot one --project demo',
      ),
    });
    await blockStorage.resetVolumeStatus(externalId!, { status: 'available' });
    await usable('stuck');
    await removeSnapshot('stuck', 'one');
    await removeVolume('stuck');
  });

  it('are what volumes are made from, as volumes are', async () => {
    await makeVolume('origin', '2Gi');
    await makeSnapshot('origin', 'base');
    const cloned = await post(
      `${pathOf('origin')}:clone`,
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
    const larger = await post(`${pathOf('origin')}:clone`, {
      ...{ name: 'larger', snapshot: 'base', size: '3Gi' },
    });
    expect(larger.body.source).toEqual({ volume: 'origin', snapshot: 'base' });
    const made = await usable('larger');
    const { blockStorage } = project.client;
    expect(await blockStorage.findVolume(made.externalId!)).toMatchObject({
      size: 3,
      snapshot_id: (await list('origin'))[0].externalId,
    });
    const copy = await usable('copy');
    expect(await blockStorage.findVolume(copy.externalId!)).toMatchObject({
      source_volid: (await find('origin'))!.externalId,
    });
    expect(
      await post(`${pathOf('origin')}:clone`, { name: 'small', size: '1Gi' }),
    ).toMatchObject({ status: 400, body: { error: { field: 'size' } } });
    expect(
      await post(`${pathOf('origin')}:clone`, {
        ...{ name: 'none', snapshot: 'none' },
      }),
    ).toMatchObject({ body: { error: { code: 'SnapshotNotFound' } } });
    // In this order nothing holds the other up.
    await removeSnapshot('origin', 'base');
    await removeVolume('origin');
    await removeVolume('larger');
    await removeVolume('copy');
  });

  it('go with their volume to another project', async () => {
    await makeVolume('gift');
    const snapshot = await makeSnapshot('gift', 'before');
    const transfer = (to: string, user?: TestUser) =>
      post(`${pathOf('gift')}:transfer`, { project: to }, user);
    expect((await transfer('other', 'researcher')).status).toBe(403);
    expect((await transfer('closed')).body.error).toMatchObject({
      code: 'ProjectNotFound',
    });
    expect((await transfer('demo')).status).toBe(400);
    const taken = await post('/projects/other/volumes', {
      ...{ name: 'gift', size: '1Gi' },
    });
    expect(taken.status).toBe(201);
    expect((await transfer('other')).body.error).toMatchObject({
      ...{ code: 'NameTaken', field: 'project' },
    });
    await removeVolume('gift', 'other');
    const filling = await post('/projects/other/volumes', {
      ...{ name: 'filling', size: '2500Mi' },
    });
    expect(filling.status).toBe(201);
    expect((await transfer('other')).body.error).toMatchObject({
      ...{ code: 'QuotaExceeded', field: 'project' },
    });
    await removeVolume('filling', 'other');
    const given = await transfer('other');
    expect(given).toMatchObject({
      status: 200,
      body: { project: 'other', name: 'gift', owner: 'user:default/owner' },
    });
    expect(await find('gift')).toBeUndefined();
    expect(await list('gift', 'other')).toMatchObject([
      { project: 'other', name: 'before', externalId: snapshot.externalId },
    ]);
    const changes = await readEntityChanges(portal.knex, 0, 1_000);
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
    const { blockStorage } = project.client;
    await eventually(async () => {
      const marks = { pagoda_project: 'other', pagoda_volume: 'gift' };
      const volume = await blockStorage.findVolume(given.body.externalId);
      expect(volume!.metadata).toMatchObject(marks);
      const [of] = await inCinder();
      expect(of.metadata).toMatchObject(marks);
    }, PATIENCE);
    await removeSnapshot('gift', 'before', 'other');
    await removeVolume('gift', 'other');
  });

  it('that do not fit into the quota are refused, and said to', async () => {
    await makeVolume('many', '1Gi');
    for (const name of ['a', 'b', 'c', 'd']) {
      await makeSnapshot('many', name);
    }
    expect(await post(`${pathOf('many')}/snapshots`, {})).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'DoesNotFit',
          problems: [{ field: 'snapshots' }],
        },
      },
    });
    for (const name of ['b', 'd', 'a', 'c']) {
      await removeSnapshot('many', name);
    }
    const { id } = project;
    await admin.blockStorage.setQuotas(id, { gigabytes: 1 });
    await eventually(async () => {
      expect(await post(`${pathOf('many')}/snapshots`, {})).toMatchObject({
        status: 409,
        body: {
          error: { code: 'DoesNotFit', problems: [{ field: 'gigabytes' }] },
        },
      });
    }, PATIENCE);
    await admin.blockStorage.setQuotas(id, { gigabytes: 24 });
    await removeVolume('many');
  });

  it('that go or fail behind the back of the portal are told of', async () => {
    await makeVolume('watched');
    const snapshots = [];
    for (const name of ['gone', 'broken', 'unmarked']) {
      snapshots.push(await makeSnapshot('watched', name));
    }
    const [gone, broken, unmarked] = snapshots.map(one => one.externalId!);
    const { blockStorage } = project.client;
    await blockStorage.deleteSnapshot(gone);
    await admin.blockStorage.resetSnapshotStatus(broken, 'error_deleting');
    await project.client.caller.request({
      ...{ service: 'block-storage', method: 'PUT' },
      path: ['snapshots', unmarked, 'metadata'],
      body: { metadata: { pagoda_portal: 'none', own: 'mine' } },
    });
    await eventually(async () => {
      const found = await list('watched');
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
    await removeSnapshot('watched', 'gone');
    await removeSnapshot('watched', 'unmarked');
    // What cannot be deleted is kept until the cloud has none of it.
    const path = `${pathOf('watched')}/snapshots/broken`;
    expect((await portal.as('owner').delete(path)).status).toBe(204);
    const kept = await portal.as('owner').get(path);
    expect(kept.body.phase).toBe('Deleting');
    expect(conditionOf(kept.body, 'Ready')).toMatchObject({
      reason: 'DeletionFailed',
    });
    await admin.blockStorage.resetSnapshotStatus(broken, 'available');
    await eventually(async () => {
      expect((await portal.as('owner').get(path)).status).toBe(404);
    }, PATIENCE);
    await removeVolume('watched');
    expect(await inCinder()).toEqual([]);
  });

  it('are taken once however often they are asked for, also of a volume that is attached', async () => {
    const { externalId } = await makeVolume('attached');
    const { blockStorage, compute, images } = project.client;
    const status = async () =>
      (await blockStorage.findVolume(externalId!))?.status;
    const [image] = await all(images.images());
    const { id: server } = await compute.createServer({
      ...{ name: 'machine', flavorRef: '1', imageRef: image.id },
      networks: 'none',
    });
    await eventually(async () => {
      expect((await compute.findServer(server))?.status).toBe('ACTIVE');
    }, PATIENCE);
    await compute.attachVolume(server, externalId!);
    await eventually(async () => {
      expect(await status()).toBe('in-use');
    }, PATIENCE);
    const path = `${pathOf('attached')}/snapshots`;
    const take = () =>
      portal
        .as('researcher')
        .post(path, { name: 'live' })
        .set('Idempotency-Key', 'live-1');
    const [first, ...again] = [await take(), await take()];
    expect(first.status).toBe(201);
    expect(again.map(({ body }) => body)).toEqual([first.body]);
    await available('attached', 'live');
    expect(await inCinder()).toHaveLength(1);
    expect(
      await post(`${pathOf('attached')}:restore`, { snapshot: 'live' }),
    ).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'VolumeAttached',
          message: expect.stringContaining(`machine ${server}`),
          advice: expect.stringContaining('pagoda volume clone attached'),
        },
      },
    });
    // As if it had been attached after that was looked at.
    const restores = new RestoreStore(portal.knex);
    const volume = await new VolumeStore(portal.knex).find('demo', 'attached');
    const [{ externalId: snapshotId = '' }] = await list('attached');
    await portal.knex.transaction(tx =>
      restores.begin(
        volume!,
        { snapshot: 'live', externalId: snapshotId, since: Date.now() },
        tx,
      ),
    );
    await eventually(async () => {
      const { conditions } = (await find('attached'))!.status;
      expect(conditionOf({ conditions }, 'Restoring')).toMatchObject({
        ...{ status: 'True', reason: 'Attached' },
        message: expect.stringContaining(`machine ${server}`),
      });
    }, PATIENCE);
    await compute.deleteServer(server);
    await eventually(async () => {
      const { conditions } = (await usable('attached')).status;
      expect(conditionOf({ conditions }, 'Restoring')?.reason).toBe('Restored');
    }, PATIENCE);
    expect(await status()).toBe('available');
    await removeSnapshot('attached', 'live');
    await removeVolume('attached');
  });

  it('that the cloud has no quota for after all are tried again, and given up when they would come too late', async () => {
    await makeVolume('late');
    const { id } = project;
    await admin.blockStorage.setQuotas(id, { snapshots: 0 });
    // As if somebody had used what was left in between.
    const store = new SnapshotStore(portal.knex);
    const insert = (name: string) =>
      portal.knex.transaction(tx =>
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
    await portal
      .knex('volume_snapshots')
      .where({ name: 'missed' })
      .update({ created_at: Date.now() - 11 * 60_000 });
    await eventually(async () => {
      const found = await list('late');
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
    await admin.blockStorage.setQuotas(id, { snapshots: 4 });
    await available('late', 'short');
    await removeSnapshot('late', 'short');
    await removeSnapshot('late', 'missed');
    await removeVolume('late');
  });

  it('are no matter of volumes that are in no cloud', async () => {
    const made = await post('/projects/demo/volumes', {
      ...{ name: 'local', size: '1Mi' },
    });
    expect(made.status).toBe(201);
    expect(await list('local')).toEqual([]);
    for (const [path, body, words] of [
      ['/snapshots', {}, 'takes no snapshots'],
      [':restore', { snapshot: 'one' }, 'cannot be set back'],
      [':clone', { name: 'copy' }, 'cannot be cloned'],
      [':transfer', { project: 'other' }, 'cannot be given'],
    ] as const) {
      expect(await post(`${pathOf('local')}${path}`, body)).toMatchObject({
        status: 409,
        body: {
          error: {
            ...{ code: 'NotInCloud', message: expect.stringContaining(words) },
            advice: expect.any(String),
          },
        },
      });
    }
  });
});
