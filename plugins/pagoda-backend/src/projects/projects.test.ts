import { TestDatabases } from '@backstage/backend-test-utils';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('projects, %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
  }, 60_000);
  afterAll(async () => {
    await portal?.stop();
  });

  it('are made by administrators, once by each key', async () => {
    const project = {
      name: 'vision',
      title: 'Computer vision',
      quota: { concurrentRuns: 2, cpu: '1500m', memory: '4Gi' },
      members: [{ subject: 'user:default/Owner', role: 'owner' }],
    };
    const administrator = portal.as('administrator');
    const create = () =>
      administrator.post('/projects', project).set('Idempotency-Key', 'one');
    const created = await create();
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: 'vision',
        title: 'Computer vision',
        description: '',
        quota: project.quota,
        createdBy: 'user:default/administrator',
        generation: 1,
      },
    });
    const again = await create();
    expect(again.body).toEqual(created.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const taken = await administrator.post('/projects', project);
    expect(taken).toMatchObject({
      status: 409,
      body: { error: { code: 'NameTaken', field: 'name' } },
    });
    // References are compared in lower case.
    const mine = await portal.as('owner').get('/projects/vision');
    expect(mine.body).toMatchObject({ role: 'owner' });
  });

  it('refuse what is wrong, and say what would be right', async () => {
    const administrator = portal.as('administrator');
    const members = [{ subject: 'user:default/owner', role: 'owner' }];
    for (const [body, field, message] of [
      [{ name: 'Über' }, 'name', /./],
      [{ name: 'a', color: 'red' }, 'color', /./],
      [{ name: 'a', quota: { cpu: '4Gi' } }, 'quota.cpu', /write cores/],
      [{ name: 'a', quota: { memory: 'much' } }, 'quota.memory', /./],
      [
        { name: 'a', members: [{ subject: 'me', role: 'owner' }] },
        'members.0.subject',
        /./,
      ],
      [
        { name: 'a', members: [{ ...members[0], role: 'boss' }] },
        'members.0.role',
        /owner, researcher, viewer/,
      ],
      [{ name: 'a', members: [...members, ...members] }, /members\.1/, /twice/],
    ] as const) {
      const answer = await administrator.post('/projects', body);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        code: 'InvalidInput',
        field: expect.stringMatching(field),
        message: expect.stringMatching(message),
      });
    }
    expect((await administrator.get('/projects/a')).status).toBe(404);
  });

  it('list what the caller may see, page by page', async () => {
    for (const name of ['alpha', 'beta', 'gamma']) {
      await portal.createProject({ name, title: `Letter 100%_${name}` });
    }
    const names = async (user: 'viewer' | 'administrator', query: string) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await portal
          .as(user)
          .get(`/projects?limit=2${query}${cursor ? `&cursor=${cursor}` : ''}`);
        found.push(...body.items.map((item: { name: string }) => item.name));
        cursor = body.pageInfo.nextCursor;
      } while (cursor);
      return found;
    };
    expect(await names('viewer', '')).toEqual([
      'alpha',
      'beta',
      'demo',
      'gamma',
    ]);
    expect(await names('viewer', '&orderBy=name+desc&q=100%25_')).toEqual([
      'gamma',
      'beta',
      'alpha',
    ]);
    expect(await names('administrator', '&q=VIS')).toEqual(['vision']);
  });

  it('are changed by owners, their quotas by administrators', async () => {
    const owner = portal.as('owner');
    const changed = await owner.patch('/projects/demo', { title: 'New' });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: 'New', generation: 2 },
    });
    const quota = { quota: { gpu: 8 } };
    expect(await owner.patch('/projects/demo', quota)).toMatchObject({
      status: 403,
      body: { error: { message: /administrators/ } },
    });
    expect(
      await portal.as('researcher').patch('/projects/demo', { title: 'X' }),
    ).toMatchObject({
      status: 403,
      body: {
        error: {
          message:
            "pagoda.project.update in project 'demo' needs the role owner; you are its researcher",
        },
      },
    });
    const granted = await portal
      .as('administrator')
      .patch('/projects/demo', quota);
    expect(granted.body).toMatchObject({ quota: { gpu: 8 }, title: 'New' });
  });

  it('have settings for Kubernetes, which administrators change', async () => {
    const administrator = portal.as('administrator');
    const fresh = await administrator.get('/projects/gamma');
    expect(fresh.body.kubernetes).toEqual({
      podSecurity: 'restricted',
      allowRoot: false,
      allowedNetworks: [],
      nodeSelectors: [],
      tolerations: [],
      proxy: { noProxy: [] },
      pullSecrets: [],
      interactive: true,
    });
    const kubernetes = {
      podSecurity: 'baseline',
      allowedNetworks: ['10.2.0.0/16'],
      nodeSelectors: [{ key: 'disk', values: ['ssd'] }],
      tolerations: [{ key: 'gpu', effect: 'NoSchedule' }],
      proxy: { http: 'http://proxy:3128' },
    };
    const owner = await portal
      .as('owner')
      .patch('/projects/gamma', { kubernetes });
    expect(owner.status).toBe(403);
    const changed = await administrator.patch('/projects/gamma', {
      kubernetes,
    });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        generation: 2,
        kubernetes: {
          ...kubernetes,
          proxy: { http: 'http://proxy:3128', noProxy: [] },
          interactive: true,
        },
      },
    });
    await administrator.put('/projects/gamma/secrets/values', {
      data: { key: 'value' },
    });
    for (const [settings, field, message] of [
      [{ allowRoot: true }, 'allowRoot', /set podSecurity to baseline/],
      [{ podSecurity: 'privileged' }, 'podSecurity', /restricted, baseline/],
      [{ allowedNetworks: ['10.0.0.0'] }, 'allowedNetworks.0', /10.2.0.0/],
      [{ nodeSelectors: [{ key: 'a b' }] }, 'nodeSelectors.0.key', /./],
      [{ pullSecrets: ['none'] }, 'pullSecrets.0', /make it first/],
      [{ pullSecrets: ['values'] }, 'pullSecrets.0', /no login to a registry/],
      [{ color: 'red' }, 'color', /./],
    ] as const) {
      const refused = await administrator.patch('/projects/gamma', {
        kubernetes: settings,
      });
      expect(refused).toMatchObject({
        status: 400,
        body: {
          error: {
            field: `kubernetes.${field}`,
            message: expect.stringMatching(message),
          },
        },
      });
    }
    const login = { server: 'ghcr.io', username: 'ada', password: 'secret' };
    const images = '/projects/gamma/secrets/images';
    await administrator.put(images, { registry: login });
    const pulling = await administrator.patch('/projects/gamma', {
      kubernetes: { pullSecrets: ['images'] },
    });
    expect(pulling.body.kubernetes).toMatchObject({
      podSecurity: 'restricted',
      pullSecrets: ['images'],
    });
    expect(await administrator.delete(images)).toMatchObject({
      status: 409,
      body: { error: { code: 'SecretInUse' } },
    });
  });

  it('keep at least one owner', async () => {
    const owner = portal.as('owner');
    const refused = await owner.put('/projects/beta/members', {
      items: [{ subject: 'user:default/viewer', role: 'viewer' }],
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { field: 'items', message: /must be an owner/ } },
    });
    const items = [
      { subject: 'group:default/lab', role: 'viewer' },
      { subject: 'user:default/owner', role: 'owner' },
    ];
    const replaced = await owner.put('/projects/beta/members', { items });
    expect(replaced.body).toEqual({ items });
    expect((await portal.as('viewer').get('/projects/beta')).status).toBe(404);
    const seen = await portal.as('administrator').get('/projects/beta/members');
    expect(seen.body).toEqual({ items });
  });

  it('tell what of the quota is used', async () => {
    await portal.createProject({
      name: 'lab',
      quota: { concurrentRuns: 2, cpu: '1500m', storage: '1Gi' },
    });
    await portal.knex('volumes').insert({
      ...{ project: 'lab', name: 'data', description: '', cluster: 'local' },
      ...{ provider: 'directory', owner: 'user:default/owner', size: '256Mi' },
      ...{ size_bytes: 268435456, phase: 'Ready', created_at: 0 },
    });
    const { body } = await portal.as('viewer').get('/projects/lab/usage');
    expect(body).toEqual({
      project: 'lab',
      concurrentRuns: { quota: 2, used: 0, left: 2 },
      cpu: { quota: 1.5, used: 0, left: 1.5 },
      memory: { used: 0 },
      gpu: { used: 0 },
      storage: { quota: 1073741824, used: 268435456, left: 805306368 },
      queuedRuns: 0,
    });
    const refused = await portal.as('administrator').delete('/projects/lab');
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: {
          code: 'ProjectInUse',
          message: "Project 'lab' still has volumes: data",
        },
      },
    });
    await portal.knex('volumes').where({ project: 'lab' }).delete();
  });

  it('are deleted with what is in them, once their runs have ended', async () => {
    const administrator = portal.as('administrator');
    const submitted = await portal.as('researcher').post('/projects/lab/runs', {
      spec: {
        image: 'docker.io/library/node:24',
        command: ['node', '-e', 'setTimeout(() => {}, 60_000)'],
      },
    });
    expect(submitted.status).toBe(201);
    const run = submitted.body;
    const refused = await administrator.delete('/projects/lab');
    expect(refused).toMatchObject({
      status: 409,
      body: {
        error: {
          message: `Project 'lab' still has unfinished runs: #${run.number}`,
        },
      },
    });
    await administrator.post(`/runs/${run.id}:cancel`);
    let deleted;
    const deadline = Date.now() + 20_000;
    do {
      deleted = await administrator.delete('/projects/lab');
    } while (deleted.status === 409 && Date.now() < deadline);
    expect(deleted.status).toBe(204);
    for (const path of ['/projects/lab', `/runs/${run.id}`]) {
      expect((await administrator.get(path)).status).toBe(404);
    }
    expect((await portal.as('owner').delete('/projects/alpha')).status).toBe(
      403,
    );
    expect((await portal.as('stranger').delete('/projects/alpha')).status).toBe(
      404,
    );
  }, 40_000);
});
