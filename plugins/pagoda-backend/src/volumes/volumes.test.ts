import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { RunStore } from '../runs/RunStore';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const VOLUMES = '/projects/demo/volumes';

jest.setTimeout(30_000);

/** Fails by the test's time limit where it never comes true. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

describe.each(databases.eachSupportedId())('volumes on %p', id => {
  let portal: TestPortal;

  beforeEach(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
  });

  afterEach(async () => {
    await portal.stop();
  });

  async function create(name: string, size = '1Gi', project = 'demo') {
    const answer = await portal
      .as(project === 'demo' ? 'researcher' : 'administrator')
      .post(`/projects/${project}/volumes`, { name, size });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function mount(volume: string, phase: RunPhase, readOnly = false) {
    const runs = new RunStore(portal.knex);
    const [{ run, version }] = await runs.create([
      {
        project: 'demo',
        owner: 'user:default/researcher',
        cluster: 'elsewhere',
        labels: {},
        spec: {
          image: 'none',
          command: ['true'],
          parameters: {},
          resources: { cpu: '1', memory: '1Mi', gpu: 0 },
          volumes: [{ name: volume, path: '/data', readOnly }],
          timeoutSeconds: 60,
          retries: { limit: 0 },
        },
      } as unknown as Parameters<RunStore['create']>[0][number],
    ]);
    await runs.observe(run.id, version, { phase });
    return run.id;
  }

  it('creates volumes once, shows them, and has them ready at once', async () => {
    const body = { name: 'data', size: '10Gi', description: 'Input' };
    const post = (key: string, what: object) =>
      portal.as('researcher').post(VOLUMES, what).set('Idempotency-Key', key);
    const created = await post('k1', body);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      project: 'demo',
      name: 'data',
      description: 'Input',
      cluster: 'local',
      provider: 'directory',
      owner: 'user:default/researcher',
      spec: { size: '10Gi' },
      status: { capacityBytes: 10 * 1024 ** 3, usedBytes: 0, mountedBy: [] },
      generation: 1,
    });
    const again = await post('k1', body);
    expect([again.status, again.body]).toEqual([201, created.body]);
    expect((await post('k1', { ...body, size: '11Gi' })).status).toBe(422);
    const taken = await post('k2', body);
    expect([taken.status, taken.body.error]).toMatchObject([
      409,
      { code: 'NameTaken', field: 'name' },
    ]);
    const got = await portal.as('viewer').get(`${VOLUMES}/data`);
    expect(got.body.status).toMatchObject({
      phase: 'Available',
      observedGeneration: 1,
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    expect(
      await readdir(join(portal.dataDirectory, 'volumes', 'demo')),
    ).toEqual(['data']);
    const changes = await portal
      .knex('entity_changes')
      .where({ kind: 'volume', name: 'data' });
    expect(changes.length).toBeGreaterThan(0);
  });

  it('refuses what is wrong, and stores nothing', async () => {
    for (const [body, field, message] of [
      [{ name: 'Data', size: '1Gi' }, 'name', /./],
      [{ name: 'data' }, 'size', /./],
      [{ name: 'data', size: 'much' }, 'size', /./],
      [{ name: 'data', size: '0' }, 'size', /no size/],
      [{ name: 'data', size: '500m' }, 'size', /no size/],
      [{ name: 'data', size: '100Pi' }, 'size', /no size/],
      [{ name: 'data', size: '1Gi', cluster: 'none' }, 'cluster', /none/],
      [{ name: 'data', size: '1Gi', color: 'red' }, 'color', /./],
    ] as const) {
      const { status, body: answer } = await portal
        .as('researcher')
        .post(VOLUMES, body);
      expect([status, answer.error]).toMatchObject([
        400,
        { field, message: expect.stringMatching(message) },
      ]);
    }
    for (const [user, status] of [
      ['viewer', 403],
      ['stranger', 404],
    ] as const) {
      const answer = await portal
        .as(user)
        .post(VOLUMES, { name: 'data', size: '1Gi' });
      expect(answer.status).toBe(status);
    }
    expect(await portal.knex('volumes')).toEqual([]);
  });

  it('keeps the storage quota, also when many ask at once', async () => {
    await portal
      .as('administrator')
      .patch('/projects/demo', { quota: { storage: '5Gi' } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        portal.as('researcher').post(VOLUMES, { name: `v${i}`, size: '1Gi' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(201),
      ...Array(3).fill(409),
    ]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.error).toMatchObject({
      code: 'QuotaExceeded',
      field: 'size',
      message: expect.stringMatching(/5Gi.*5 GiB.*0 B.*1 GiB/),
      advice: expect.any(String),
    });
    const name = answers.find(({ status }) => status === 201)?.body.name;
    const resize = (size: string) =>
      portal.as('researcher').patch(`${VOLUMES}/${name}`, { size });
    expect((await resize('2Gi')).body.error.code).toBe('QuotaExceeded');
    expect((await resize('512Mi')).status).toBe(200);
    expect((await resize('1Gi')).status).toBe(200);
  });

  it('lists by pages what the caller may see', async () => {
    await portal.createProject({ name: 'other', members: [] });
    for (const name of ['b', 'a', 'c']) {
      await create(name);
    }
    await create('b', '1Gi', 'other');
    const names = async (user: 'viewer' | 'administrator', query: string) => {
      const { body } = await portal.as(user).get(`/volumes?${query}`);
      return [
        body.items.map(
          (v: { project: string; name: string }) => `${v.project}/${v.name}`,
        ),
        body.pageInfo.nextCursor,
      ];
    };
    expect(await names('viewer', '')).toEqual([
      ['demo/a', 'demo/b', 'demo/c'],
      undefined,
    ]);
    const [first, cursor] = await names('administrator', 'limit=2');
    expect(first).toEqual(['demo/a', 'demo/b']);
    expect(await names('administrator', `limit=2&cursor=${cursor}`)).toEqual([
      ['other/b', 'demo/c'],
      undefined,
    ]);
    expect(
      (await names('administrator', 'orderBy=name%20desc&limit=3'))[0],
    ).toEqual(['demo/c', 'other/b', 'demo/b']);
    expect((await names('administrator', 'q=B'))[0]).toEqual([
      'demo/b',
      'other/b',
    ]);
    expect((await names('administrator', 'q=_'))[0]).toEqual([]);
    expect((await names('administrator', 'project=other'))[0]).toEqual([
      'other/b',
    ]);
    expect(
      (await portal.as('viewer').get('/volumes?project=other')).status,
    ).toBe(404);
    expect(
      (await portal.as('viewer').get('/volumes?cursor=nonsense')).body.error
        .field,
    ).toBe('cursor');
    expect((await portal.as('stranger').get('/volumes')).body.items).toEqual(
      [],
    );
    const project = await portal.as('viewer').get(`${VOLUMES}?fields=name`);
    expect(project.body.items).toEqual([
      { name: 'a' },
      { name: 'b' },
      { name: 'c' },
    ]);
  });

  it('grows, and shrinks down to what it holds', async () => {
    await create('data', '1Mi');
    await portal
      .as('researcher')
      .put(`${VOLUMES}/data/files/f`)
      .set('Content-Type', 'application/octet-stream')
      .send(Buffer.alloc(1000));
    // A run writes without us.
    await writeFile(
      join(portal.dataDirectory, 'volumes/demo/data/by-a-run'),
      Buffer.alloc(2000),
    );
    const patch = (body: object) =>
      portal.as('researcher').patch(`${VOLUMES}/data`, body);
    const small = await patch({ size: '2k' });
    expect([small.status, small.body.error]).toMatchObject([
      409,
      { code: 'VolumeTooSmall', field: 'size' },
    ]);
    const changed = await patch({ size: '3k', description: 'Small' });
    expect(changed.body).toMatchObject({
      spec: { size: '3k' },
      description: 'Small',
      generation: 2,
      status: {
        phase: 'Available',
        observedGeneration: 2,
        capacityBytes: 3000,
        usedBytes: 3000,
        files: 2,
      },
    });
    expect((await patch({})).status).toBe(400);
    expect(
      (await portal.as('viewer').patch(`${VOLUMES}/data`, { size: '1Gi' }))
        .status,
    ).toBe(403);
  });

  it('is not deleted while runs need it', async () => {
    await create('data');
    const running = await mount('data', 'Running');
    const queued = await mount('data', 'Queued');
    await mount('data', 'Succeeded');
    const shown = await portal.as('viewer').get(`${VOLUMES}/data`);
    expect(shown.body.status).toMatchObject({
      phase: 'InUse',
      mountedBy: [running],
    });
    const remove = () => portal.as('owner').delete(`${VOLUMES}/data`);
    const busy = await remove();
    expect([busy.status, busy.body.error]).toMatchObject([
      409,
      { code: 'VolumeBusy', field: 'volume' },
    ]);
    expect(busy.body.error.message).toContain(running);
    expect(busy.body.error.message).toContain(queued);
    await portal.knex('runs').update({ phase: 'Cancelled' });
    expect(
      (await portal.as('researcher').delete(`${VOLUMES}/data`)).status,
    ).toBe(403);
    expect((await remove()).status).toBe(204);
    expect((await portal.as('viewer').get(`${VOLUMES}/data`)).status).toBe(404);
    expect((await remove()).body.error.code).toBe('VolumeNotFound');
    expect(
      await readdir(join(portal.dataDirectory, 'volumes', 'demo')),
    ).toEqual([]);
    await create('data');
  });

  it('goes on after being killed at any point', async () => {
    const folder = join(portal.dataDirectory, 'volumes', 'demo');
    for (const name of ['half-made', 'half-gone', 'shrinking']) {
      await create(name);
    }
    // As if the process had died before the reconciler had done its work.
    await portal
      .knex('volumes')
      .where({ name: 'half-made' })
      .update({ phase: 'Pending', observed_generation: 0 });
    await rm(join(folder, 'half-made'), { recursive: true });
    await portal
      .knex('volumes')
      .where({ name: 'half-gone' })
      .update({ phase: 'Deleting' });
    await mkdir(join(folder, '.removed-half-gone.1', 'rest'), {
      recursive: true,
    });
    await portal
      .knex('volumes')
      .where({ name: 'shrinking' })
      .update({ generation: 5 });
    await portal.knex('leases').update({ expires_at: 0 });
    await portal.restart();
    await until(async () => {
      const rows = await portal.knex('volumes').orderBy('name');
      return (
        rows.length === 2 &&
        rows.every(
          row =>
            row.phase === 'Available' &&
            row.observed_generation === row.generation,
        )
      );
    });
    expect((await readdir(folder)).sort()).toEqual(['half-made', 'shrinking']);
  });

  it('says in plain words what stands in the way, and tries again', async () => {
    await mkdir(join(portal.dataDirectory, 'volumes'), { recursive: true });
    await writeFile(join(portal.dataDirectory, 'volumes', 'demo'), 'no folder');
    await create('data');
    const shown = await portal.as('viewer').get(`${VOLUMES}/data`);
    expect(shown.body.status).toMatchObject({
      phase: 'Error',
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ProvisioningFailed' },
      ],
    });
    expect(JSON.stringify(shown.body)).not.toContain(portal.dataDirectory);
    const put = () =>
      portal
        .as('researcher')
        .put(`${VOLUMES}/data/files/f`)
        .set('Content-Type', 'application/octet-stream')
        .send('x');
    expect((await put()).body.error.code).toBe('VolumeNotReady');
    await rm(join(portal.dataDirectory, 'volumes', 'demo'));
    expect((await put()).status).toBe(201);
  });

  it('counts what runs write, soon and not too often', async () => {
    await create('data');
    await portal.restart();
    await mount('data', 'Running');
    await writeFile(
      join(portal.dataDirectory, 'volumes/demo/data/by-a-run'),
      Buffer.alloc(2000),
    );
    await portal.knex('leases').update({ expires_at: 0 });
    const usage = async () => {
      const { body } = await portal.as('viewer').get(`${VOLUMES}/data`);
      return body.status;
    };
    await until(async () => (await usage()).usedBytes > 0);
    expect(await usage()).toMatchObject({ usedBytes: 2000, files: 1 });
  });
});
