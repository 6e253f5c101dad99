import { eventually } from '../../testing/kubernetesPeer';
import { all, createPeerProject } from '../../testing/openStackPeer';
import { VolumeStore } from '../VolumeStore';
import { RestoreStore } from './RestoreStore';
import {
  conditionOf,
  PATIENCE,
  startSnapshotPortal,
  type SnapshotPortal,
} from './SnapshotPortal';

jest.setTimeout(240_000);

describe('volumes in a real Cinder', () => {
  let on: SnapshotPortal;

  beforeAll(async () => {
    on = await startSnapshotPortal(
      await createPeerProject('restore', {
        blockStorage: { volumes: 10, gigabytes: 24, snapshots: 4 },
      }),
    );
  });

  afterAll(async () => {
    await on?.stop();
  });

  it('are set back to their newest snapshot, unless they have grown', async () => {
    await on.makeVolume('work');
    await on.makeSnapshot('work', 'old');
    await on.makeSnapshot('work', 'new');
    const notNewest = await on.post(`${on.pathOf('work')}:restore`, {
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
    const begun = await on.post(
      `${on.pathOf('work')}:restore`,
      { snapshot: 'new' },
      'researcher',
    );
    expect(begun.status).toBe(202);
    const restored = await eventually(async () => {
      const volume = await on.usable('work');
      expect(conditionOf(volume.status, 'Restoring')?.status).toBe('False');
      return volume;
    }, PATIENCE);
    expect(conditionOf(restored.status, 'Restoring')).toMatchObject({
      reason: 'Restored',
      message: "It was set back to snapshot 'new'.",
    });
    // Somebody takes one by hand: the cloud would not set back to ours then.
    const { blockStorage } = on.project.client;
    const foreign = await blockStorage.createSnapshot({
      ...{ volume_id: restored.externalId!, name: 'by hand' },
    });
    expect(
      await on.post(`${on.pathOf('work')}:restore`, { snapshot: 'new' }),
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
    await on.portal.as('owner').patch(on.pathOf('work'), { size: '2Gi' });
    await eventually(async () => {
      const { status, generation } = (await on.find('work'))!;
      expect(status.observedGeneration).toBe(generation);
    }, PATIENCE);
    expect(
      await on.post(`${on.pathOf('work')}:restore`, { snapshot: 'new' }),
    ).toMatchObject({
      status: 409,
      body: { error: { code: 'VolumeHasGrown' } },
    });
    await on.removeSnapshot('work', 'new');
    await on.removeSnapshot('work', 'old');
    await on.removeVolume('work');
  });

  it('tell why they are not set back, and can be used again', async () => {
    const { externalId } = await on.makeVolume('stuck');
    await on.makeSnapshot('stuck', 'one');
    const { blockStorage } = on.admin;
    // As while somebody looks after the storage.
    await blockStorage.resetVolumeStatus(externalId!, {
      status: 'maintenance',
    });
    const begun = await on.post(`${on.pathOf('stuck')}:restore`, {
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
      expect(await on.post(`${on.pathOf('stuck')}${path}`, body)).toMatchObject(
        {
          status: 409,
          body: { error: { code: 'VolumeRestoring' } },
        },
      );
    }
    expect(
      (
        await on.portal
          .as('owner')
          .delete(`${on.pathOf('stuck')}/snapshots/one`)
      ).body.error,
    ).toMatchObject({ code: 'SnapshotBusy' });
    await on.portal.restart();
    await blockStorage.resetVolumeStatus(externalId!, { status: 'error' });
    const failed = await eventually(async () => {
      const volume = (await on.find('stuck'))!;
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
    await on.usable('stuck');
    await on.removeSnapshot('stuck', 'one');
    await on.removeVolume('stuck');
  });

  it('have snapshots taken while they are attached, once however often that is asked for, and are set back when they no longer are', async () => {
    const { externalId } = await on.makeVolume('attached');
    const { blockStorage, compute, images } = on.project.client;
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
    const path = `${on.pathOf('attached')}/snapshots`;
    const take = () =>
      on.portal
        .as('researcher')
        .post(path, { name: 'live' })
        .set('Idempotency-Key', 'live-1');
    const [first, ...again] = [await take(), await take()];
    expect(first.status).toBe(201);
    expect(again.map(({ body }) => body)).toEqual([first.body]);
    await on.available('attached', 'live');
    expect(await on.inCinder()).toHaveLength(1);
    expect(
      await on.post(`${on.pathOf('attached')}:restore`, { snapshot: 'live' }),
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
    const restores = new RestoreStore(on.portal.knex);
    const volume = await new VolumeStore(on.portal.knex).find(
      'demo',
      'attached',
    );
    const [{ externalId: snapshotId = '' }] = await on.list('attached');
    await on.portal.knex.transaction(tx =>
      restores.begin(
        volume!,
        { snapshot: 'live', externalId: snapshotId, since: Date.now() },
        tx,
      ),
    );
    await eventually(async () => {
      const { conditions } = (await on.find('attached'))!.status;
      expect(conditionOf({ conditions }, 'Restoring')).toMatchObject({
        ...{ status: 'True', reason: 'Attached' },
        message: expect.stringContaining(`machine ${server}`),
      });
    }, PATIENCE);
    await compute.deleteServer(server);
    await eventually(async () => {
      const { conditions } = (await on.usable('attached')).status;
      expect(conditionOf({ conditions }, 'Restoring')?.reason).toBe('Restored');
    }, PATIENCE);
    expect(await status()).toBe('available');
    await on.removeSnapshot('attached', 'live');
    await on.removeVolume('attached');
  });
});
