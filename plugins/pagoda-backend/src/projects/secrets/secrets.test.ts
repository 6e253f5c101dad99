import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  isFinal,
  type Run,
  type SecretMount,
} from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const VALUE = 'hunter2-hunter2-hunter2';

/** The files below a directory in which a text is. */
async function filesWith(directory: string, text: string): Promise<string[]> {
  const entries = await readdir(directory, {
    recursive: true,
    withFileTypes: true,
  });
  const found = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const path = join(entry.parentPath, entry.name);
        const content = await readFile(path, 'utf8');
        return content.includes(text) ? [path] : [];
      }),
  );
  return found.flat();
}

describe.each(databases.eachSupportedId())('secrets, %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
  });
  afterAll(async () => {
    await portal?.stop();
  });

  const researcher = () => portal.as('researcher');
  const put = (name: string, data: Record<string, string>) =>
    researcher().put(`/projects/demo/secrets/${name}`, { data });
  const submit = (script: string, secrets: SecretMount[]) =>
    researcher().post('/projects/demo/runs', {
      spec: {
        image: 'docker.io/library/busybox:1',
        command: ['sh', '-c', script],
        secrets,
      },
    });

  async function ended(run: string): Promise<Run> {
    for (;;) {
      const { body } = await researcher().get(`/runs/${run}`);
      if (isFinal(body.status.phase)) {
        return body;
      }
      await sleep(50);
    }
  }

  it('take values and never give them back', async () => {
    const stored = await put('tracker', { token: VALUE, user: 'ada' });
    expect(stored).toMatchObject({
      status: 200,
      body: {
        project: 'demo',
        name: 'tracker',
        type: 'Opaque',
        keys: ['token', 'user'],
        updatedBy: 'user:default/researcher',
      },
    });
    const login = await researcher().put('/projects/demo/secrets/images', {
      registry: { server: 'ghcr.io', username: 'ada', password: VALUE },
    });
    expect(login.body).toMatchObject({
      type: 'Registry',
      registry: 'ghcr.io',
      keys: ['.dockerconfigjson'],
    });
    const list = await portal.as('viewer').get('/projects/demo/secrets');
    expect(list.body.items.map((item: { name: string }) => item.name)).toEqual([
      'images',
      'tracker',
    ]);
    const rows = await portal.knex('project_secrets');
    for (const shown of [stored.body, login.body, list.body, rows]) {
      expect(JSON.stringify(shown)).not.toContain(VALUE);
      expect(JSON.stringify(shown)).not.toContain(
        Buffer.from(VALUE).toString('base64'),
      );
    }
  });

  it('reach a run as variables and files, and stay nowhere else', async () => {
    await put('tracker', { token: VALUE, user: 'ada' });
    await put('single', { only: 'one' });
    const script = [
      'test "$TOKEN" = "$(cat "$PAGODA_SECRETS_DIR/keys/token")"',
      'test "$(cat "$PAGODA_SECRETS_DIR/tracker/user")" = ada',
      'test "$SINGLE" = one',
      'ls -l "$PAGODA_SECRETS_DIR/keys/token" | grep -q "^-rw-------"',
      'echo "length ${#TOKEN}"',
    ].join(' && ');
    const { status, body } = await submit(script, [
      { name: 'tracker', key: 'token', env: 'TOKEN' },
      { name: 'tracker', key: 'token', path: 'keys/token' },
      { name: 'tracker' },
      { name: 'single', env: 'SINGLE' },
    ]);
    expect(status).toBe(201);
    const run = await ended(body.id);
    const logs = await researcher().get(`/runs/${body.id}/logs`);
    expect([run.status.phase, logs.body.items.at(-1)?.text]).toEqual([
      'Succeeded',
      `length ${VALUE.length}`,
    ]);
    // Kubernetes has to be told the key, so that the run names it.
    expect(run.spec.secrets?.at(-1)).toEqual({
      ...{ name: 'single', key: 'only', env: 'SINGLE' },
    });
    expect(JSON.stringify(run)).not.toContain(VALUE);
    expect(await filesWith(portal.dataDirectory, VALUE)).toEqual([]);
    const again = await researcher().post(`/runs/${body.id}:rerun`);
    expect((await ended(again.body.id)).status.phase).toBe('Succeeded');
  });

  it('are looked for when a run is submitted', async () => {
    await put('tracker', { token: VALUE, user: 'ada' });
    await researcher().put('/projects/demo/secrets/images', {
      registry: { server: 'ghcr.io', username: 'ada', password: VALUE },
    });
    for (const [mount, wanted, code, field] of [
      [{ name: 'none', env: 'A' }, 404, 'SecretNotFound', '0.name'],
      [
        { name: 'tracker', key: 'no', env: 'A' },
        404,
        'SecretNotFound',
        '0.key',
      ],
      [{ name: 'tracker', env: 'A' }, 400, 'InvalidInput', '0.key'],
      [{ name: 'images' }, 400, 'InvalidInput', '0.name'],
      [
        { name: 'tracker', key: 'user', env: 'PATH' },
        400,
        'InvalidInput',
        '0.env',
      ],
      [{ name: 'tracker', path: '../../etc' }, 400, 'InvalidInput', '0.path'],
    ] as const) {
      const { status, body } = await submit('true', [mount]);
      expect([status, body.error.code, body.error.field]).toEqual([
        wanted,
        code,
        `spec.secrets.${field}`,
      ]);
    }
    const twice = await submit('true', [
      { name: 'tracker', path: 'a' },
      { name: 'tracker', key: 'user', path: 'a/b' },
    ]);
    expect(twice.body.error).toMatchObject({
      field: 'spec.secrets.1.path',
      message: expect.stringContaining("in each other's way"),
    });
  });

  it('that are gone when a run starts are named as the cause', async () => {
    await put('brief', { key: VALUE });
    const administrator = portal.as('administrator');
    await administrator.patch('/projects/demo', {
      quota: { concurrentRuns: 1 },
    });
    const first = await submit('sleep 60', []);
    const { body } = await submit('true', [{ name: 'brief', env: 'A' }]);
    const path = '/projects/demo/secrets/brief';
    expect((await researcher().delete(path)).status).toBe(204);
    await researcher().post(`/runs/${first.body.id}:cancel`);
    const run = await ended(body.id);
    expect(run.status).toMatchObject({
      phase: 'Failed',
      explanation: {
        code: 'SecretNotFound',
        evidence: [{ message: "there is no secret 'brief'" }],
      },
    });
  });

  it('belong to those who may run', async () => {
    await put('mine', { key: 'value' });
    const path = '/projects/demo/secrets/mine';
    expect(
      (await portal.as('viewer').put(path, { data: { a: 'b' } })).status,
    ).toBe(403);
    expect((await portal.as('stranger').get(path)).status).toBe(404);
    const changed = await researcher().put(path, {
      registry: { server: 'ghcr.io', username: 'a', password: 'b' },
    });
    expect(changed).toMatchObject({
      status: 409,
      body: { error: { code: 'SecretTypeFixed', field: 'registry' } },
    });
    for (const [body, field] of [
      [{ data: { '../a': 'b' } }, /data/],
      [{ data: { a: 'x'.repeat(400_000), b: 'x'.repeat(200_000) } }, /data/],
      [{}, /./],
    ] as const) {
      const refused = await researcher().put(path, body);
      expect(refused.status).toBe(400);
      expect(refused.body.error.field).toMatch(field);
    }
    expect((await researcher().delete(path)).status).toBe(204);
    expect((await researcher().delete(path)).status).toBe(404);
  });
});
