import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestDatabases } from '@backstage/backend-test-utils';
import { RunStore } from '../runs/RunStore';
import type { NewRun } from '../runs/types';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const TOKEN = 'a-token-that-must-not-be-seen';
/** Nothing listens at port 1. */
const NOWHERE = { kind: 'token', server: 'http://127.0.0.1:1', token: TOKEN };

const queuedRun = (cluster: string) =>
  ({
    project: 'demo',
    owner: 'user:default/researcher',
    cluster,
    labels: {},
    spec: {
      image: 'none',
      command: ['true'],
      parameters: {},
      resources: { cpu: '1', memory: '1Gi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 60,
      retries: { limit: 0 },
    },
  }) as NewRun;

describe.each(databases.eachSupportedId())('imported clusters on %p', id => {
  let portal: TestPortal;

  beforeEach(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
  });
  afterEach(async () => {
    await portal.stop();
  });

  const importCluster = (
    body: object,
    user: 'administrator' | 'owner' = 'administrator',
  ) => portal.as(user).post('/clusters', { name: 'lab', ...body });

  it('names each field that is wrong, and never repeats a secret', async () => {
    const refuse = async (connection: object) => {
      const { status, body, text } = await importCluster({ connection });
      expect(status).toBe(400);
      expect(text).not.toContain('hunter2');
      return Object.fromEntries(
        (body.error.problems as { field: string; message: string }[]).map(
          ({ field, message }) => [field, message],
        ),
      );
    };
    expect(await refuse({ kind: 'ssh' })).toEqual({
      'connection.kind': expect.stringContaining(
        'kubeconfig, token, inCluster',
      ),
    });
    expect(await refuse({ kind: 'token', token: 'hunter2 hunter2' })).toEqual({
      'connection.server': expect.stringContaining('required'),
      'connection.token': expect.stringContaining('without spaces'),
    });
    expect(
      await refuse({
        kind: 'inCluster',
        server: 'https://root:hunter2@lab.example.org',
        ca: 'hunter2',
        proxy: 'socks5://root:hunter2@proxy',
      }),
    ).toEqual({
      'connection.server': expect.stringMatching(/does not go|without user/),
      'connection.ca': expect.stringContaining('PEM'),
      'connection.proxy': expect.stringContaining('http://proxy'),
    });
    expect(
      await refuse({ kind: 'kubeconfig', kubeconfig: 'hunter2: hunter2' }),
    ).toEqual({ 'connection.kubeconfig': expect.any(String) });
    expect(
      await refuse({
        kind: 'kubeconfig',
        kubeconfig: JSON.stringify({
          'current-context': 'a',
          contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
          clusters: [{ name: 'a', cluster: { server: 'https://a' } }],
          users: [
            { name: 'a', user: { exec: { command: 'rm', args: ['hunter2'] } } },
          ],
        }),
      }),
    ).toEqual({ 'connection.kubeconfig': expect.stringMatching(/exec/) });
    const reserved = await importCluster({
      name: 'local',
      connection: NOWHERE,
    });
    expect([reserved.status, reserved.body.error.field]).toEqual([400, 'name']);
  });

  it('refuses a cluster that it does not reach, unless told to take it', async () => {
    const refused = await importCluster({ connection: NOWHERE });
    expect([refused.status, refused.body.error]).toMatchObject([
      409,
      {
        code: 'ClusterNotUsable',
        field: 'connection',
        message: expect.stringContaining('Nothing accepts connections'),
        advice: expect.stringContaining('force'),
      },
    ]);
    expect((await portal.as('viewer').get('/clusters/lab')).status).toBe(404);

    const taken = await importCluster({ connection: NOWHERE, force: true });
    expect([taken.status, taken.body]).toMatchObject([
      201,
      {
        name: 'lab',
        title: 'lab',
        provisioner: 'existing',
        engine: 'kubernetes',
        capacity: { cpu: 0, memoryBytes: 0, gpu: 0 },
        status: {
          phase: 'Unreachable',
          conditions: [
            {
              type: 'Ready',
              status: 'False',
              reason: 'ConnectionRefused',
              message: expect.stringContaining('http://127.0.0.1:1'),
            },
          ],
        },
      },
    ]);
    const again = await importCluster({ connection: NOWHERE, force: true });
    expect([again.status, again.body.error.code]).toEqual([409, 'NameTaken']);
    expect((await portal.as('viewer').get('/clusters/lab/nodes')).body).toEqual(
      { items: [] },
    );
  });

  it('says of a server that is no cluster what it is', async () => {
    const page: Server = createServer((_req, res) => {
      res.writeHead(404, { 'Content-Type': 'text/html' }).end('<h1>No</h1>');
    });
    await new Promise<void>(done => {
      page.listen(0, '127.0.0.1', done);
    });
    const { port } = page.address() as AddressInfo;
    try {
      const { status, body } = await portal
        .as('administrator')
        .post('/clusters:check', {
          connection: { ...NOWHERE, server: `http://127.0.0.1:${port}` },
        });
      expect([status, body]).toMatchObject([
        200,
        {
          usable: false,
          reachable: false,
          problems: [{ reason: 'NotKubernetes', fatal: true }],
        },
      ]);
    } finally {
      page.close();
    }
  });

  it('keeps credentials to itself: encrypted in the database, in no answer', async () => {
    await importCluster({
      connection: {
        ...NOWHERE,
        proxy: 'http://someone:hunter2@127.0.0.1:1',
        connectTimeoutSeconds: 3,
      },
      force: true,
    });
    const [row] = await portal.knex('cluster_connections');
    expect(JSON.stringify(row)).not.toMatch(/a-token|127\.0\.0\.1|hunter2/);
    const shown = await portal
      .as('administrator')
      .get('/clusters/lab/connection');
    expect(shown.body).toEqual({
      kind: 'token',
      server: 'http://127.0.0.1:1',
      authentication: 'token',
      proxy: 'http://127.0.0.1:1',
      connectTimeoutSeconds: 3,
      updatedAt: expect.any(String),
      updatedBy: 'user:default/administrator',
    });
    for (const path of ['/clusters', '/clusters/lab', '/clusters/lab/nodes']) {
      const { text } = await portal.as('administrator').get(path);
      expect(text).not.toMatch(/a-token|hunter2/);
    }
    // Another row cannot use it, and a restart can.
    await portal.restart();
    const checked = await portal
      .as('administrator')
      .post('/clusters:check', { cluster: 'lab' });
    expect(checked.body).toMatchObject({ server: 'http://127.0.0.1:1' });
  });

  it('changes a connection as a whole, and forgets a cluster with it', async () => {
    await importCluster({ connection: NOWHERE, force: true });
    const admin = portal.as('administrator');
    const changed = await admin.patch('/clusters/lab', {
      title: 'The lab',
      connection: { ...NOWHERE, server: 'http://127.0.0.1:2/' },
      force: true,
    });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { title: 'The lab', generation: 2 },
    ]);
    const { body } = await admin.get('/clusters/lab/connection');
    expect(body.server).toBe('http://127.0.0.1:2');
    const local = await admin.patch('/clusters/local', { title: 'Mine' });
    expect([local.status, local.body.error.code]).toEqual([409, 'NotImported']);
    expect((await admin.delete('/clusters/local')).status).toBe(409);

    const [{ run, version }] = await new RunStore(portal.knex).create([
      queuedRun('lab'),
    ]);
    const inUse = await admin.delete('/clusters/lab');
    expect([inUse.status, inUse.body.error]).toMatchObject([
      409,
      { code: 'ClusterInUse', message: expect.stringContaining('1 run is') },
    ]);
    await new RunStore(portal.knex).observe(run.id, version, {
      phase: 'Cancelled',
    });
    expect((await admin.delete('/clusters/lab')).status).toBe(204);
    expect((await admin.get('/clusters/lab')).status).toBe(404);
    expect((await admin.delete('/clusters/lab')).status).toBe(404);
    expect(await portal.knex('cluster_connections')).toEqual([]);
  });

  it('says when no key opens the credentials any more', async () => {
    await importCluster({ connection: NOWHERE, force: true });
    const [{ sealed }] = await portal.knex('cluster_connections');
    await portal
      .knex('cluster_connections')
      .update({ sealed: sealed.replace(':generated:', ':lost:') });
    await portal.restart();
    const { status, body } = await portal
      .as('administrator')
      .post('/clusters:check', { cluster: 'lab' });
    expect([status, body.error]).toMatchObject([
      409,
      {
        code: 'CredentialsUnreadable',
        message: expect.stringContaining("the key 'lost'"),
      },
    ]);
    const replaced = await portal
      .as('administrator')
      .patch('/clusters/lab', { connection: NOWHERE, force: true });
    expect(replaced.status).toBe(200);
  });
});
