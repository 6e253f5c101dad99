import { TestDatabases } from '@backstage/backend-test-utils';
import { RunStore } from '../runs/RunStore';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { eventually } from '../testing/kubernetesPeer';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const VOLUMES = '/projects/demo/volumes';
const UID = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
const RUN = {
  image: 'none',
  command: ['true'],
  resources: { cpu: '1', memory: '1Mi' },
  volumes: [{ name: 'data', path: 'data' }],
};

jest.setTimeout(60_000);

/** What of volumes in clouds does not need the cloud, which does not answer here. Others: `cinder.peer.test.ts`. */
describe.each(databases.eachSupportedId())('volumes in clouds on %p', id => {
  let portal: TestPortal;

  const as = () => portal.as('owner');

  beforeEach(async () => {
    portal = await createTestPortal({
      knex: await databases.init(id),
      config: {
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl: 'http://127.0.0.1:1/v3' },
              applicationCredential: { id: 'a', secret: 'b' },
            },
          ],
        },
      },
    });
  });

  afterEach(async () => {
    await portal.stop();
  });

  async function insert(more: object = {}): Promise<void> {
    await portal.knex('volumes').insert({
      ...{ project: 'demo', name: 'data', description: '', cloud: 'campus' },
      ...{ provider: 'cinder', owner: 'user:default/owner', uid: UID },
      ...{ size: '2Gi', size_bytes: 2 * 1024 ** 3, phase: 'Available' },
      ...{ created_at: 0, observed_generation: 1, external_id: 'c1' },
      ...{ provider_json: '{}', ...more },
    });
  }

  async function refused(
    answer: PromiseLike<{
      status: number;
      body: { error?: { code: string; field?: string } };
    }>,
  ) {
    const { status, body } = await answer;
    return [status, body.error?.code, body.error?.field];
  }

  /** What its condition says, in the end. */
  function untilSays(message: RegExp): Promise<void> {
    return eventually(async () => {
      const { body } = await as().get(`${VOLUMES}/data`);
      expect(body.status.conditions).toMatchObject([
        {
          ...{ type: 'Ready', status: 'False' },
          message: expect.stringMatching(message),
        },
      ]);
    });
  }

  it('are not promised where the cloud cannot be asked', async () => {
    const body = { name: 'data', size: '1Gi', cloud: 'campus' };
    expect(await refused(as().post(VOLUMES, body))).toEqual([
      ...[503, 'CloudUnavailable', 'cloud'],
    ]);
    expect(await portal.knex('volumes')).toEqual([]);
    expect(
      await refused(
        as().post(`${VOLUMES}:preflight`, {
          items: [{ cloud: 'campus', size: '1Gi' }],
        }),
      ),
    ).toEqual([503, 'CloudUnavailable', 'cloud']);
    expect(
      await refused(
        as().post(`${VOLUMES}:preflight`, {
          items: [{ cloud: 'campus', size: '0' }],
        }),
      ),
    ).toEqual([400, 'InvalidInput', 'items[0].size']);
  });

  it('are made larger where they are', async () => {
    await as().post(VOLUMES, { name: 'local', size: '1Gi' });
    const ask = (volume: string) =>
      refused(
        as().post(`${VOLUMES}:preflight`, {
          items: [{ cloud: 'campus', size: '2Gi', volume }],
        }),
      );
    expect(await ask('local')).toEqual([
      ...[400, 'InvalidInput', 'items[0].volume'],
    ]);
    expect(await ask('none')).toEqual([404, 'VolumeNotFound', 'volume']);
  });

  it('are shown, and told from others, by their cloud', async () => {
    await insert({ zone: 'nova', volume_type: 'fast', observed_at: 1_000 });
    await as().post(VOLUMES, { name: 'local', size: '1Gi' });
    const names = async (query: string) =>
      (await as().get(`/volumes?${query}`)).body.items.map(
        ({ name }: { name: string }) => name,
      );
    expect(await names('cloud=campus')).toEqual(['data']);
    expect(await names('cloud=other')).toEqual([]);
    expect(await names('provider=directory')).toEqual(['local']);
    expect((await as().get(`${VOLUMES}/data`)).body).toMatchObject({
      ...{ cloud: 'campus', zone: 'nova', volumeType: 'fast' },
      ...{ externalId: 'c1', deletionProtection: false },
      status: { attachments: [], observedAt: '1970-01-01T00:00:01.000Z' },
    });
    const other = (await as().get(`${VOLUMES}/local`)).body;
    expect(other).not.toHaveProperty('deletionProtection');
    expect(other.status).not.toHaveProperty('attachments');
  });

  it('are mounted only where they are, and stay there while they are', async () => {
    await insert();
    const submit = () => as().post('/projects/demo/runs', { spec: RUN });
    const unbound = await submit();
    expect([unbound.status, unbound.body.error]).toMatchObject([
      409,
      {
        code: 'VolumeElsewhere',
        message: expect.stringContaining("in cloud 'campus' and on no cluster"),
      },
    ]);
    // As if it was bound to it: no run begins without its volume.
    await portal.knex('volumes').update({ cluster: 'local' });
    const run = await submit();
    expect(run.status).toBe(201);
    // Taken off between the look at the request and its end.
    const runs = new RunStore(portal.knex);
    const { project, owner, spec, labels } = run.body;
    await portal.knex('volumes').update({ cluster: null });
    await expect(
      runs.create([{ project, owner, labels, spec, cluster: 'local' }]),
    ).rejects.toMatchObject({ code: 'VolumeElsewhere', status: 409 });
    await portal.knex('volumes').update({ cluster: 'local' });
    await portal.knex('runs').update({ phase: 'Running' });
    for (const request of [
      () => as().patch(`${VOLUMES}/data`, { cluster: null }),
      () => as().delete(`${VOLUMES}/data`),
    ]) {
      expect(await refused(request())).toEqual([409, 'VolumeBusy', 'volume']);
    }
    await portal.knex('runs').update({ phase: 'Succeeded' });
    const unbind = await as().patch(`${VOLUMES}/data`, { cluster: null });
    expect([unbind.status, unbind.body.cluster]).toEqual([200, undefined]);
  });

  it('are kept where they are protected, or have snapshots', async () => {
    await insert({ deletion_protection: true });
    await portal.knex('volume_snapshots').insert({
      ...{ project: 'demo', volume: 'data', name: 'before', uid: UID },
      ...{ description: '', owner: 'user:default/owner', created_at: 0 },
      ...{ phase: 'Available', size_bytes: 1, external_id: 's1' },
    });
    const remove = () => refused(as().delete(`${VOLUMES}/data`));
    expect(await remove()).toEqual([
      ...[409, 'DeletionProtected', 'deletionProtection'],
    ]);
    await as().patch(`${VOLUMES}/data`, { deletionProtection: false });
    expect(await remove()).toEqual([409, 'VolumeHasSnapshots', 'volume']);
    await portal.knex('volume_snapshots').update({ phase: 'Deleting' });
    expect((await as().delete(`${VOLUMES}/data`)).status).toBe(204);
    await untilSays(/snapshots are deleted first: before/);
    await portal.knex('volume_snapshots').delete();
    expect((await as().delete(`${VOLUMES}/data`)).status).toBe(204);
    // The cloud does not answer: it may be there still.
    await untilSays(/'campus' does not answer/);
    expect(await portal.knex('volumes')).toMatchObject([{ phase: 'Deleting' }]);
  });

  it('have what others have not, and the other way round', async () => {
    await insert();
    await as().post(VOLUMES, { name: 'local', size: '1Gi' });
    for (const [name, body, field] of [
      ['local', { cluster: null }, 'cluster'],
      ['local', { deletionProtection: true }, 'deletionProtection'],
      ['data', { size: '1Gi' }, 'size'],
      ['data', { cluster: 'local' }, 'cluster'],
      ['data', { cluster: 'none' }, 'cluster'],
    ] as const) {
      expect(await refused(as().patch(`${VOLUMES}/${name}`, body))).toEqual([
        ...[400, 'InvalidInput', field],
      ]);
    }
    for (const [body, field] of [
      [{ volumeType: 'fast' }, 'volumeType'],
      [{ deletionProtection: true }, 'deletionProtection'],
      [{ source: { volume: 'data' } }, 'source'],
      [{ cloud: 'campus', storageClass: 'fast' }, 'storageClass'],
      [{ cloud: 'campus', source: { volume: 'local' } }, 'source.volume'],
      [{ cloud: 'campus', source: { volume: 'data' } }, 'size'],
    ] as const) {
      const wanted = { name: 'new', size: '1Gi', ...body };
      expect(await refused(as().post(VOLUMES, wanted))).toEqual([
        ...[400, 'InvalidInput', field],
      ]);
    }
  });

  it('say that their cloud is gone from the configuration', async () => {
    await insert({ cloud: 'former', phase: 'Pending', external_id: null });
    await as().patch(`${VOLUMES}/data`, { description: 'Look' });
    await untilSays(/no longer in the configuration/);
    expect(await portal.knex('volumes')).toMatchObject([{ phase: 'Pending' }]);
  });
});
