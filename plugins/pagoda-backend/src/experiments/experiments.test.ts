import { TestDatabases } from '@backstage/backend-test-utils';
import type { Experiment, Revision } from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const EXPERIMENTS = '/projects/demo/experiments';
const SPEC = { image: 'node:24', command: ['node', 'pi.js'] };

describe.each(databases.eachSupportedId())('experiments on %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    await portal.createProject({ name: 'other' });
  });

  afterAll(() => portal.stop());

  const as = (user: Parameters<TestPortal['as']>[0] = 'researcher') =>
    portal.as(user);

  async function create(name: string, body: object = {}): Promise<Experiment> {
    const answer = await as().post(EXPERIMENTS, { name, spec: SPEC, ...body });
    expect(answer.body.error).toBeUndefined();
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function revisions(name: string, query = ''): Promise<Revision[]> {
    const { body } = await as('viewer')
      .get(`${EXPERIMENTS}/${name}/revisions${query}`)
      .expect(200);
    return body.items;
  }

  it('makes a revision where the definition differs, and only there', async () => {
    const created = await create('growing', { description: 'First' });
    expect(created).toMatchObject({
      project: 'demo',
      name: 'growing',
      title: 'growing',
      description: 'First',
      readme: '',
      revision: 1,
      spec: SPEC,
      owner: 'user:default/researcher',
      generation: 1,
    });
    const put = (body: object) =>
      as('owner').put(`${EXPERIMENTS}/growing`, body);
    const same = await put({
      spec: { command: SPEC.command, image: 'node:24' },
    });
    expect(same.body).toEqual(created);
    const titled = await put({ title: 'Growing', spec: SPEC });
    expect(titled.body).toMatchObject({
      title: 'Growing',
      description: 'First',
      revision: 1,
      generation: 2,
    });
    const next = { ...SPEC, image: 'node:25' };
    const changed = await put({ spec: next });
    expect(changed.body).toMatchObject({
      title: 'Growing',
      revision: 2,
      spec: next,
      owner: 'user:default/researcher',
    });
    expect((await as('viewer').get(`${EXPERIMENTS}/growing`)).body).toEqual(
      changed.body,
    );
    const old = await as('viewer').get(`${EXPERIMENTS}/growing?revision=1`);
    expect(old.body).toMatchObject({ revision: 1, spec: SPEC });
    expect(await revisions('growing')).toMatchObject([
      { revision: 2, spec: next, createdBy: 'user:default/owner' },
      { revision: 1, spec: SPEC, createdBy: 'user:default/researcher' },
    ]);
    const page = await as().get(`${EXPERIMENTS}/growing/revisions?limit=1`);
    expect(
      await revisions('growing', `?cursor=${page.body.pageInfo.nextCursor}`),
    ).toMatchObject([{ revision: 1 }]);

    const many = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        as().put(`${EXPERIMENTS}/raced`, {
          spec: { ...SPEC, image: `node:${i}` },
        }),
      ),
    );
    expect(many.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await revisions('raced')).map(one => one.revision)).toEqual([
      6, 5, 4, 3, 2, 1,
    ]);
  });

  it('lists by name over the projects that one may see', async () => {
    for (const name of ['list-b', 'list-a', 'list-c']) {
      await create(name);
    }
    await as()
      .post('/projects/other/experiments', { name: 'list-b', spec: SPEC })
      .expect(201);
    const page = async (
      query: string,
      user: 'viewer' | 'stranger' = 'viewer',
    ) => (await as(user).get(query).expect(200)).body;
    const names = (body: { items: Experiment[] }) =>
      body.items.map(one => `${one.project}/${one.name}`);
    const first = await page('/experiments?q=LIST-&limit=2');
    expect(names(first)).toEqual(['demo/list-a', 'demo/list-b']);
    const second = await page(
      `/experiments?q=list-&limit=2&cursor=${first.pageInfo.nextCursor}`,
    );
    expect(names(second)).toEqual(['other/list-b', 'demo/list-c']);
    expect(second.pageInfo).toEqual({});
    const down = await page(
      `${EXPERIMENTS}?q=list-&orderBy=name%20desc&limit=1&fields=project,name`,
    );
    expect(down.items).toEqual([{ project: 'demo', name: 'list-c' }]);
    expect((await page('/experiments', 'stranger')).items).toEqual([]);
    await as('stranger').get('/experiments?project=demo').expect(404);
    await as('stranger').get(`${EXPERIMENTS}/list-a`).expect(404);
  });

  it('is deleted, and made once for one key', async () => {
    const post = () =>
      as()
        .post(EXPERIMENTS, { name: 'once', spec: SPEC })
        .set('Idempotency-Key', 'once');
    const [a, b] = await Promise.all([post(), post()]);
    expect(a.status).toBe(201);
    expect(b.body).toEqual(a.body);
    const taken = await as().post(EXPERIMENTS, { name: 'once', spec: SPEC });
    expect(taken.status).toBe(409);
    expect(taken.body.error).toMatchObject({
      code: 'NameTaken',
      field: 'name',
    });
    await as('viewer').delete(`${EXPERIMENTS}/once`).expect(403);
    await as().delete(`${EXPERIMENTS}/once`).expect(204);
    await as().get(`${EXPERIMENTS}/once`).expect(404);
    await as().delete(`${EXPERIMENTS}/once`).expect(404);
  });

  const schema = (properties: object, rest: object = {}) => ({
    ...SPEC,
    parameterSchema: { type: 'object', properties, ...rest },
  });
  const file = (path: string, content = '') => ({ path, content });
  it.each<[object, string, string]>([
    [{ name: 'Bad Name', spec: SPEC }, 'name', 'DNS label'],
    [{ name: 'x', spec: { image: 'a' } }, 'spec.command', 'is required'],
    [{ name: 'x', spec: SPEC, colour: 1 }, 'colour', 'not known here'],
    [
      { name: 'x', spec: { ...SPEC, files: [file('a'), file('a')] } },
      'spec.files.1.path',
      'twice',
    ],
    [
      { name: 'x', spec: { ...SPEC, files: [file('a'), file('a/b')] } },
      'spec.files.0.path',
      'also the folder',
    ],
    [
      { name: 'x', spec: { ...SPEC, files: [file('../a')] } },
      'spec.files.0.path',
      'must match',
    ],
    [
      {
        name: 'x',
        spec: {
          ...SPEC,
          files: [
            file('a', 'ü'.repeat(200_000)),
            file('b', 'x'.repeat(200_000)),
          ],
        },
      },
      'spec.files',
      'are 600000 bytes together; at most 524288',
    ],
    [
      {
        name: 'x',
        spec: { ...SPEC, command: Array(20).fill('x'.repeat(8000)) },
      },
      'spec.command',
      'put code into files',
    ],
    [
      { name: 'x', spec: { ...SPEC, resources: { cpu: '0' } } },
      'spec.resources.cpu',
      'not an amount of cores',
    ],
    [
      { name: 'x', spec: { ...SPEC, resources: { memory: 'lots' } } },
      'spec.resources.memory',
      'Kubernetes quantity',
    ],
    [
      { name: 'x', spec: { ...SPEC, volumes: [{ name: 'nope', path: 'a' }] } },
      'spec.volumes.0.name',
      "Volume 'nope' was not found",
    ],
    [
      {
        name: 'x',
        spec: {
          ...SPEC,
          volumes: [
            { name: 'v', path: 'a' },
            { name: 'w', path: 'a/b' },
          ],
        },
      },
      'spec.volumes.1.path',
      "in each other's way",
    ],
    [
      { name: 'x', spec: schema({ 'a b': {} }) },
      'spec.parameterSchema.properties.a b',
      'letters, digits',
    ],
    [
      { name: 'x', spec: schema({ 'a-b': {}, a_b: {} }) },
      'spec.parameterSchema.properties.a_b',
      'PAGODA_PARAM_A_B',
    ],
    [
      { name: 'x', spec: schema({ a: { type: 'integr' } }) },
      'spec.parameterSchema',
      'is not a JSON Schema',
    ],
    [
      { name: 'x', spec: schema({ a: { minimun: 1 } }) },
      'spec.parameterSchema',
      'unknown keyword: "minimun"',
    ],
    [
      { name: 'x', spec: schema({ a: { $ref: '#/$defs/none' } }) },
      'spec.parameterSchema',
      "can't resolve reference",
    ],
    [
      { name: 'x', spec: schema({ a: { type: 'integer', default: 'x' } }) },
      'spec.parameterSchema.properties.a.default',
      'must be an integer, not a string',
    ],
    [
      {
        name: 'x',
        spec: schema({ a: { type: 'string', pattern: '^(a+)+$' } }),
      },
      'spec.parameterSchema.properties.a.pattern',
      'may take forever',
    ],
  ])('refuses no. %#, naming the field', async (body, field, message) => {
    const answer = await as().post(EXPERIMENTS, body);
    expect(answer.body.error).toMatchObject({
      field,
      message: expect.stringContaining(message),
    });
    expect([400, 404]).toContain(answer.status);
    await as().get(`${EXPERIMENTS}/x`).expect(404);
  });

  it('takes schemas that compose, with keywords for the form', async () => {
    await create('composed', {
      spec: schema(
        {
          mode: { enum: ['a', 'b'], 'ui:widget': 'radio' },
          name: { type: 'string', pattern: '^[a-z]+(-[a-z]{1,9})?$' },
        },
        { allOf: [{ properties: { extra: { type: 'integer' } } }] },
      ),
    });
    const validate = (parameters: object) =>
      as().post('/projects/demo/runs:validate', {
        experiment: 'composed',
        parameters,
      });
    const good = await validate({ mode: 'a', name: 'x-y', extra: 1 });
    expect(good.status).toBe(200);
    const bad = await validate({ mode: 'c', other: 1 });
    expect(bad.body.error.problems).toEqual([
      {
        field: 'parameters.other',
        message: expect.stringContaining('known are mode, name'),
      },
      { field: 'parameters.mode', message: 'must be one of a, b' },
    ]);
  });
});
