import type { JsonObject } from '@backstage/types';
import type {
  Preflight,
  PreflightItem,
  Volume,
} from '@pagoda/plugin-pagoda-common';
import type { OpenStackClient } from '../clients/openstack/OpenStackClient';
import type { CinderVolume } from '../clients/openstack/blockStorageTypes';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { eventually } from '../testing/kubernetesPeer';
import {
  all,
  createOpenStackAdministrator,
  createPeerProject,
  type PeerProject,
} from '../testing/openStackPeer';

jest.setTimeout(240_000);

const VOLUMES = '/projects/demo/volumes';
/** Cinder may take so long where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;

describe('volumes in a real Cinder', () => {
  let project: PeerProject;
  let admin: OpenStackClient;
  let portal: TestPortal;
  let usualType: string;

  const as = () => portal.as('owner');

  beforeAll(async () => {
    project = await createPeerProject('cinder', {
      blockStorage: { volumes: 6, gigabytes: 20 },
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
              prices: { currency: 'EUR', volumeGibibyteMonth: 3 },
              dashboardUrl: 'https://horizon.example.org/',
            },
          ],
        },
      },
    });
    usualType = await eventually(async () => {
      const { body } = await as().get('/clouds/campus/offers');
      const types: { name: string; isDefault: boolean }[] = body.volumeTypes;
      const usual = types.find(({ isDefault }) => isDefault);
      if (!usual) {
        throw new Error('It has not been looked at the cloud');
      }
      return usual.name;
    }, PATIENCE);
  });

  afterAll(async () => {
    await portal?.stop();
    await admin?.close();
    await project?.remove();
  });

  async function create(name: string, body: object = {}) {
    const answer = await as().post(VOLUMES, {
      ...{ name, size: '1Gi', cloud: 'campus' },
      ...body,
    });
    return { status: answer.status, body: answer.body };
  }

  async function get(name: string): Promise<Volume> {
    return (await as().get(`${VOLUMES}/${name}`)).body;
  }

  function until(
    name: string,
    phase: Volume['status']['phase'],
    reason: string,
  ): Promise<Volume> {
    return eventually(async () => {
      const volume = await get(name);
      expect(volume.status).toMatchObject({
        phase,
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'Ready', reason }),
        ]),
      });
      return volume;
    }, PATIENCE);
  }

  const readyOf = (volume: Volume) =>
    volume.status.conditions.find(({ type }) => type === 'Ready')!.message;

  const inCinder = (): Promise<CinderVolume[]> =>
    all(project.client.blockStorage.volumes());

  async function remove(name: string): Promise<void> {
    const { status, body } = await as().delete(`${VOLUMES}/${name}`);
    if (status !== 204) {
      throw new Error(JSON.stringify(body));
    }
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/${name}`)).status).toBe(404);
    }, PATIENCE);
  }

  /** Of tests that have failed in the middle. */
  afterEach(async () => {
    for (const { name } of await portal.knex('volumes')) {
      await as().patch(`${VOLUMES}/${name}`, { deletionProtection: false });
      await remove(name);
    }
  }, PATIENCE);

  it('are made once, marked, made larger, kept marked, and deleted', async () => {
    const created = await create('data', {
      size: '1500Mi',
      deletionProtection: true,
    });
    expect(created).toMatchObject({
      status: 201,
      body: {
        ...{ provider: 'cinder', cloud: 'campus', spec: { size: '2Gi' } },
        ...{ deletionProtection: true, cost: { perDay: 0.2, currency: 'EUR' } },
      },
    });
    expect(created.body.cluster).toBeUndefined();
    const volume = await until('data', 'Available', 'Provisioned');
    expect(volume.status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'SizeRounded',
        message: expect.stringContaining('1500Mi were asked for'),
      }),
    );
    const [made, ...more] = await inCinder();
    expect(more).toEqual([]);
    expect(volume).toMatchObject({
      externalId: made.id,
      volumeType: made.volume_type,
      zone: made.availability_zone,
      links: [
        {
          title: 'Dashboard',
          url: `https://horizon.example.org/project/volumes/${made.id}/`,
        },
      ],
      status: { attachments: [], observedAt: expect.any(String) },
    });
    expect(made).toMatchObject({
      ...{ name: 'pagoda-demo-data', size: 2 },
      metadata: { pagoda_project: 'demo', pagoda_volume: 'data' },
    });
    expect(made.metadata.pagoda_portal).toBeTruthy();
    expect(made.metadata.pagoda_uid).toMatch(/^[0-9a-f-]{36}$/);

    const files = await as().get(`${VOLUMES}/data/files`);
    expect([files.status, files.body.error.code]).toEqual([
      ...[409, 'VolumeNotBound'],
    ]);
    const kept = await as().delete(`${VOLUMES}/data`);
    expect([kept.status, kept.body.error.code]).toEqual([
      ...[409, 'DeletionProtected'],
    ]);
    const smaller = await as().patch(`${VOLUMES}/data`, { size: '1Gi' });
    expect([smaller.status, smaller.body.error.field]).toEqual([400, 'size']);

    await project.client.blockStorage.deleteVolumeMetadata(
      made.id,
      'pagoda_volume',
    );
    const larger = await as().patch(`${VOLUMES}/data`, {
      ...{ size: '3Gi', deletionProtection: false },
    });
    expect(larger.status).toBe(200);
    await eventually(async () => {
      const [now] = await inCinder();
      expect(now).toMatchObject({
        ...{ id: made.id, size: 3, status: 'available' },
        metadata: { pagoda_volume: 'data' },
      });
    }, PATIENCE);
    await eventually(async () => {
      const { generation, status } = await get('data');
      expect(status).toMatchObject({
        ...{ phase: 'Available', observedGeneration: generation },
      });
    }, PATIENCE);
    // It is as large as was asked for now.
    const { status } = await get('data');
    expect(status.conditions.map(({ type }) => type)).toEqual(['Ready']);
    const listed = await as().get('/volumes?cloud=campus&provider=cinder');
    expect(listed.body.items).toMatchObject([{ name: 'data' }]);
    await remove('data');
    expect(await inCinder()).toEqual([]);
  });

  it('are refused with the names of the fields, and nothing is made', async () => {
    for (const [body, field, message] of [
      [{ cloud: 'none' }, 'cloud', /no cloud 'none'.*'campus'/],
      [{ volumeType: 'gold' }, 'volumeType', /not offer 'gold'/],
      [{ zone: 'mars' }, 'zone', /not offer 'mars'/],
      [{ storageClass: 'standard' }, 'storageClass', /leave it out/],
      [{ accessMode: 'ReadWriteMany' }, 'accessMode', /leave it out/],
      [{ cluster: 'local' }, 'cluster', /no Kubernetes/],
      [{ cluster: 'none' }, 'cluster', /no cluster 'none'/],
      [{ source: { volume: 'none' } }, 'source.volume', /no volume 'none'/],
      [{ cloud: undefined, zone: 'nova' }, 'zone', /in a cloud alone/],
    ] as const) {
      const answer = await create('wrong', body);
      expect([answer.status, answer.body.error]).toMatchObject([
        400,
        { field, message: expect.stringMatching(message) },
      ]);
    }
    expect(await portal.knex('volumes')).toEqual([]);
    expect(await inCinder()).toEqual([]);
  });

  it('are made from others of their project', async () => {
    await create('source', { size: '2Gi' });
    await until('source', 'Available', 'Provisioned');
    const small = await create('copy', { source: { volume: 'source' } });
    expect([small.status, small.body.error.field]).toEqual([400, 'size']);
    const copy = await create('copy', {
      ...{ size: '3Gi', source: { volume: 'source' } },
    });
    expect(copy.body.source).toEqual({ volume: 'source' });
    await until('copy', 'Available', 'Provisioned');
    const made = (await inCinder()).find(
      ({ metadata }) => metadata.pagoda_volume === 'copy',
    );
    expect(made).toMatchObject({
      ...{ size: 3, source_volid: (await get('source')).externalId },
    });
    await remove('copy');
    await remove('source');
  });

  it('are judged by the quota before, all of a batch together', async () => {
    const preflight = async (items: object[]): Promise<Preflight> => {
      const { status, body } = await as().post(`${VOLUMES}:preflight`, {
        items,
      });
      expect(status).toBe(200);
      return body;
    };
    const itemOf = (
      { items }: Preflight,
      resource: PreflightItem['resource'],
    ) => items.find(item => item.resource === resource && !item.volumeType);
    const one = { cloud: 'campus', size: '4Gi' };
    const fits = await preflight([one, one, one]);
    expect(fits).toMatchObject({ fits: true, problems: [] });
    expect(itemOf(fits, 'gigabytes')).toMatchObject({
      ...{ cloud: 'campus', needed: 12, limit: 20, left: 20, leftAfter: 8 },
    });
    const short = await preflight(Array.from({ length: 7 }, () => one));
    expect(short.fits).toBe(false);
    expect(itemOf(short, 'volumes')).toMatchObject({ needed: 7, short: 1 });
    expect(itemOf(short, 'gigabytes')).toMatchObject({ needed: 28, short: 8 });
    const wrong = await preflight([one, { ...one, volumeType: 'gold' }]);
    expect(wrong.problems).toMatchObject([{ field: 'items[1].volumeType' }]);
    // A limit of the type alone.
    await admin.blockStorage.setQuotas(project.id, {
      [`gigabytes_${usualType}`]: 6,
    });
    try {
      await eventually(async () => {
        const typed = await preflight([one, one]);
        expect(typed.items).toContainEqual(
          expect.objectContaining({
            ...{ resource: 'gigabytes', volumeType: usualType },
            ...{ needed: 8, limit: 6, short: 2 },
          }),
        );
      }, PATIENCE);
      const refused = await create('big', { size: '8Gi' });
      expect([refused.status, refused.body.error]).toMatchObject([
        409,
        { code: 'DoesNotFit', message: expect.stringContaining('2 GiB') },
      ]);
    } finally {
      await admin.blockStorage.setQuotas(project.id, {
        [`gigabytes_${usualType}`]: -1,
      });
      // A quota is believed for some seconds.
      await eventually(async () => {
        expect((await preflight([one, one])).fits).toBe(true);
      }, PATIENCE);
    }
    const viewer = await portal
      .as('viewer')
      .post(`${VOLUMES}:preflight`, { items: [one] });
    expect(viewer.status).toBe(403);
    const together = await Promise.all(
      Array.from({ length: 4 }, (_, i) => create(`v${i}`, { size: '6Gi' })),
    );
    expect(together.map(({ status }) => status).sort()).toEqual([
      ...[201, 201, 201, 409],
    ]);
    expect(await portal.knex('volumes')).toHaveLength(3);
    // 18 of 20 GiB are taken: what a volume has is not needed again.
    const [{ name: volume }] = await portal.knex('volumes').select('name');
    const grown = await preflight([{ ...one, size: '8Gi', volume }]);
    expect(grown.fits).toBe(true);
    expect(itemOf(grown, 'gigabytes')).toMatchObject({ needed: 2, left: 2 });
    expect(itemOf(grown, 'volumes')).toBeUndefined();
    const made = together.flatMap(({ status, body }) =>
      status === 201 ? [body.name as string] : [],
    );
    for (const name of made) {
      await until(name, 'Available', 'Provisioned');
    }
    const grow = await as().patch(`${VOLUMES}/${made[0]}`, { size: '9Gi' });
    expect([grow.status, grow.body.error.code]).toEqual([409, 'DoesNotFit']);
    for (const name of made) {
      await remove(name);
    }
  });

  it('say in figures when Cinder has no room, and are made when it has', async () => {
    await create('first', { size: '2Gi' });
    await until('first', 'Available', 'Provisioned');
    const { knex } = portal;
    // Past the look beforehand, as when somebody else takes the room in between.
    await knex('volumes').insert({
      ...(await knex('volumes').where({ name: 'first' }).first()),
      ...{ name: 'second', uid: '01990000-0000-7000-8000-000000000001' },
      ...{ external_id: null, size: '30Gi', size_bytes: 30 * 1024 ** 3 },
      ...{ phase: 'Pending', observed_generation: 0, provider_json: '{}' },
    });
    const over = await until('second', 'Error', 'QuotaExceeded');
    expect(readyOf(over)).toMatch(
      /30 GiB are needed, and 2 of 20 are taken.*tries again by itself/,
    );
    expect(await inCinder()).toHaveLength(1);
    await admin.blockStorage.setQuotas(project.id, { gigabytes: 40 });
    await until('second', 'Available', 'Provisioned');
    await remove('second');
    await remove('first');
    await eventually(
      () => admin.blockStorage.setQuotas(project.id, { gigabytes: 20 }),
      PATIENCE,
    );
  });

  it('tell when somebody deletes or breaks them, and are not lost while they are there', async () => {
    await create('gone');
    const gone = await until('gone', 'Available', 'Provisioned');
    await create('broken');
    const broken = await until('broken', 'Available', 'Provisioned');
    const { blockStorage } = project.client;
    await blockStorage.deleteVolume(gone.externalId!);
    await admin.blockStorage.resetVolumeStatus(broken.externalId!, {
      status: 'error_extending',
    });
    const told = await until('broken', 'Error', 'ErrorExtending');
    expect(readyOf(told)).toMatch(/set its state back to available/);
    expect(readyOf(await until('gone', 'Error', 'DeletedOutside'))).toMatch(
      /deleted it in cloud 'campus'.*Delete this volume/,
    );
    await admin.blockStorage.resetVolumeStatus(broken.externalId!, {
      status: 'available',
    });
    await until('broken', 'Available', 'Provisioned');

    // Snapshots of somebody's are not deleted along.
    const snapshot = await blockStorage.createSnapshot({
      ...{ volume_id: broken.externalId!, name: 'by hand' },
    });
    await eventually(async () => {
      const seen = await blockStorage.findSnapshot(snapshot.id);
      expect(seen?.status).toBe('available');
    }, PATIENCE);
    expect((await as().delete(`${VOLUMES}/broken`)).status).toBe(204);
    await eventually(async () => {
      expect(readyOf(await get('broken'))).toMatch(/snapshots?/i);
    }, PATIENCE);
    expect(await blockStorage.findVolume(broken.externalId!)).toBeDefined();
    await blockStorage.deleteSnapshot(snapshot.id);
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/broken`)).status).toBe(404);
    }, PATIENCE);
    expect(await blockStorage.findVolume(broken.externalId!)).toBeUndefined();
    await remove('gone');
  });

  it('grow while they are attached, and explain why their deletion waits', async () => {
    await create('stuck');
    const { externalId = '' } = await until(
      'stuck',
      'Available',
      'Provisioned',
    );
    const { compute, images, network, blockStorage } = project.client;
    const [image] = await all(images.images());
    const [net] = await all(network.networks({ name: 'private' }));
    const { id: server } = await compute.createServer({
      ...{ name: 'machine', flavorRef: '1', imageRef: image.id },
      networks: [{ uuid: net.id }],
    });
    await eventually(async () => {
      expect((await compute.findServer(server))?.status).toBe('ACTIVE');
    }, PATIENCE);
    await compute.attachVolume(server, externalId);
    await eventually(async () => {
      expect((await blockStorage.findVolume(externalId))?.status).toBe(
        'in-use',
      );
    }, PATIENCE);
    expect((await as().patch(`${VOLUMES}/stuck`, { size: '2Gi' })).status).toBe(
      200,
    );
    await eventually(async () => {
      const { generation, status } = await get('stuck');
      expect(status).toMatchObject({
        ...{ phase: 'Available', observedGeneration: generation },
        attachments: [{ server }],
      });
    }, PATIENCE);
    expect((await blockStorage.findVolume(externalId))?.size).toBe(2);
    await as().delete(`${VOLUMES}/stuck`);
    await eventually(async () => {
      expect(readyOf(await get('stuck'))).toContain(
        `has it attached to machine ${server}`,
      );
    }, PATIENCE);
    await compute.detachVolume(server, externalId);
    await eventually(async () => {
      expect((await blockStorage.findVolume(externalId))?.status).not.toBe(
        'in-use',
      );
    }, PATIENCE);
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/stuck`)).status).toBe(404);
    }, PATIENCE);

    await create('failing');
    const failing = await until('failing', 'Available', 'Provisioned');
    await admin.blockStorage.resetVolumeStatus(failing.externalId!, {
      status: 'error_deleting',
    });
    await as().delete(`${VOLUMES}/failing`);
    await eventually(async () => {
      expect(readyOf(await get('failing'))).toMatch(
        /could not delete it.*set its state back to available/,
      );
    }, PATIENCE);
    await admin.blockStorage.resetVolumeStatus(failing.externalId!, {
      status: 'available',
    });
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/failing`)).status).toBe(404);
    }, PATIENCE);
    expect(await inCinder()).toEqual([]);
  });
});
