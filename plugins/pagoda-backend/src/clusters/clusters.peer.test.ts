import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  renderAccessManifest,
  type Cluster,
  type ClusterConnection,
} from '@pagoda/plugin-pagoda-common';
import createKnex, { type Knex } from 'knex';
import { parseAllDocuments } from 'yaml';
import { KubernetesClient } from '../clients/kubernetes/KubernetesClient';
import type { KubernetesConnection } from '../clients/kubernetes/KubernetesConnection';
import { parseKubeconfig } from '../clients/kubernetes/parseKubeconfig';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(120_000);

const NAMESPACE = `clusters-${randomBytes(3).toString('hex')}`;

function kubeconfigOf(variable: string): string {
  const path = process.env[variable];
  if (!path) {
    throw new Error(
      `${variable} names no kubeconfig; run this by npm run test:peers`,
    );
  }
  return readFileSync(path, 'utf8');
}

const KUBECONFIG = kubeconfigOf('PAGODA_PEER_KUBECONFIG');
const PEER: KubernetesConnection = parseKubeconfig(KUBECONFIG);

const RESOURCES: Record<
  string,
  { group?: string; resource: string; namespaced?: boolean }
> = {
  Namespace: { resource: 'namespaces' },
  ServiceAccount: { resource: 'serviceaccounts', namespaced: true },
  Secret: { resource: 'secrets', namespaced: true },
  ClusterRole: { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
  ClusterRoleBinding: {
    group: 'rbac.authorization.k8s.io',
    resource: 'clusterrolebindings',
  },
};

const client = new KubernetesClient(PEER);
const applied: (() => Promise<void>)[] = [];

/** Applies a manifest as an administrator of the cluster would. */
async function apply(manifest: string): Promise<void> {
  for (const document of parseAllDocuments(manifest)) {
    const object = document.toJS();
    const { group, resource, namespaced } = RESOURCES[object.kind];
    const path = {
      ...{ group, resource, name: object.metadata.name },
      ...(namespaced && { namespace: object.metadata.namespace }),
    };
    await client.apply(path, object);
    if (!namespaced) {
      applied.push(() => client.delete(path));
    }
  }
}

/** A token of an account in the test's namespace. */
async function tokenOf(account: string): Promise<string> {
  const { status } = await client.create<{ status: { token: string } }>(
    {
      ...{ resource: 'serviceaccounts', namespace: NAMESPACE, name: account },
      subresource: 'token',
    },
    {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3_600 },
    },
  );
  return status.token;
}

function withToken(
  token: string,
  more: Partial<ClusterConnection> = {},
): ClusterConnection {
  return { kind: 'token', server: PEER.server, token, ca: PEER.ca, ...more };
}

/** Where a test server listens. */
function listen(server: Server | HttpServer, port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve((server.address() as AddressInfo).port),
    );
  });
}

/** Passes bytes on to the API server; connections can be cut. */
function createForwarder() {
  const { hostname, port } = new URL(PEER.server);
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer(near => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  return {
    server,
    async stop() {
      sockets.forEach(socket => socket.destroy());
      await new Promise(done => {
        server.close(done);
      });
    },
  };
}

let portal: TestPortal;

const admin = () => portal.as('administrator');

async function check(connection: ClusterConnection) {
  const { status, body, text } = await admin().post('/clusters:check', {
    connection,
  });
  expect([status, body.error?.message]).toEqual([200, undefined]);
  for (const secret of [connection.token, connection.kubeconfig]) {
    if (secret) {
      expect(text).not.toContain(secret);
    }
  }
  return body;
}

async function waitFor(name: string, isDone: (cluster: Cluster) => boolean) {
  const until = Date.now() + 60_000;
  for (;;) {
    const { body } = await portal.as('viewer').get(`/clusters/${name}`);
    if (isDone(body)) {
      return body as Cluster;
    }
    if (Date.now() > until) {
      throw new Error(`Not so after a minute: ${JSON.stringify(body.status)}`);
    }
    await sleep(250);
  }
}

beforeAll(async () => {
  await apply(renderAccessManifest({ name: NAMESPACE, namespace: NAMESPACE }));
  await apply(`
apiVersion: v1
kind: ServiceAccount
metadata: { name: poor, namespace: ${NAMESPACE} }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: ${NAMESPACE}-poor }
rules:
  - { apiGroups: [''], resources: [nodes, pods], verbs: [get, list, watch] }
  - { apiGroups: [batch], resources: [jobs], verbs: [create] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: ${NAMESPACE}-poor }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${NAMESPACE}-poor }
subjects: [{ kind: ServiceAccount, name: poor, namespace: ${NAMESPACE} }]
`);
});

afterAll(async () => {
  await Promise.all(applied.map(remove => remove()));
  await client.close();
});

beforeEach(async () => {
  portal = await createTestPortal();
});
afterEach(async () => {
  await portal.stop();
});

describe('importing a real cluster', () => {
  it('takes a kubeconfig, and shows what is there', async () => {
    const { status, body } = await admin().post('/clusters', {
      ...{ name: 'peer', title: 'The peer' },
      connection: { kind: 'kubeconfig', kubeconfig: KUBECONFIG },
    });
    expect([status, body]).toMatchObject([
      201,
      {
        engine: 'kubernetes',
        version: expect.stringMatching(/^v1\.\d+\.\d+/),
        features: {
          storageClasses: expect.arrayContaining([
            expect.objectContaining({ name: 'standard', default: true }),
            expect.objectContaining({
              name: 'standard-wait',
              waitsForConsumer: true,
            }),
          ]),
          kueue: { installed: false },
        },
        status: { phase: 'Ready', contactedAt: expect.any(String) },
      },
    ]);
    const conditions = Object.fromEntries(
      (body as Cluster).status.conditions.map(({ type, status: holds }) => [
        type,
        holds,
      ]),
    );
    expect(conditions).toMatchObject({ Ready: 'True', RightsComplete: 'True' });

    const nodes = await portal.as('viewer').get('/clusters/peer/nodes');
    const real = await client.listAll<{ metadata: { name: string } }>({
      resource: 'nodes',
    });
    const names: string[] = [];
    for await (const { metadata } of real) {
      names.push(metadata.name);
    }
    expect(nodes.body.items.map(({ name }: { name: string }) => name)).toEqual(
      names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    );
    expect(nodes.body.items).toContainEqual(
      expect.objectContaining({
        ...{
          name: 'node-1',
          ready: true,
          version: expect.stringMatching(/^v1/),
        },
        operatingSystem: expect.stringContaining('Linux'),
        allocatable: expect.objectContaining({ cpu: expect.any(Number) }),
      }),
    );
    const { cpu } = nodes.body.items
      .filter(({ ready }: { ready: boolean }) => ready)
      .reduce(
        (sum: { cpu: number }, node: { allocatable: { cpu: number } }) => ({
          cpu: sum.cpu + node.allocatable.cpu,
        }),
      );
    expect(body.capacity.cpu).toBeGreaterThan(0);
    expect(cpu).toBeDefined();

    const shown = await admin().get('/clusters/peer/connection');
    expect(shown.body).toMatchObject({
      ...{ kind: 'kubeconfig', server: PEER.server },
      authentication: 'certificate',
      caFingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}/),
      expiresAt: expect.any(String),
    });
    expect(shown.text).not.toContain('PRIVATE KEY');
  });

  it('finds Kueue where it is', async () => {
    const kueue = await check({
      kind: 'kubeconfig',
      kubeconfig: kubeconfigOf('PAGODA_PEER_KWOK_KUBECONFIG'),
    });
    expect(kueue.features.kueue).toMatchObject({
      installed: true,
      version: expect.stringMatching(/^v1/),
    });
  });

  it('has all rights by the manifest, and no other', async () => {
    const found = await check(withToken(await tokenOf(NAMESPACE)));
    expect(found).toMatchObject({
      ...{ usable: true, reachable: true, missingRights: [] },
      problems: [],
    });
    expect(Date.parse(found.expiresAt)).toBeGreaterThan(Date.now());
    const account = new KubernetesClient({
      ...PEER,
      auth: { token: await tokenOf(NAMESPACE) },
    });
    await expect(
      account.list({
        group: 'rbac.authorization.k8s.io',
        resource: 'clusterroles',
      }),
    ).rejects.toMatchObject({ status: 403 });
    await account.close();
  });

  it('lists which rights are missing, and refuses the cluster', async () => {
    const connection = withToken(await tokenOf('poor'));
    const { usable, problems, missingRights, nodes } = await check(connection);
    expect([usable, problems[0]]).toMatchObject([
      false,
      { reason: 'RightsMissing', fatal: true },
    ]);
    expect(nodes.total).toBeGreaterThan(0);
    const missing = (missingRights as { resource: string; verb: string }[]).map(
      ({ verb, resource }) => `${verb} ${resource}`,
    );
    expect(missing).toEqual(
      expect.arrayContaining([
        'create namespaces',
        'delete pods',
        'delete jobs',
        'get pods/log',
      ]),
    );
    for (const granted of ['list nodes', 'watch pods', 'create jobs']) {
      expect(missing).not.toContain(granted);
    }
    const refused = await admin().post('/clusters', {
      name: 'poor',
      connection,
    });
    expect([refused.status, refused.body.error]).toMatchObject([
      409,
      { code: 'ClusterNotUsable', advice: expect.stringContaining('force') },
    ]);
    expect(JSON.stringify(refused.body.error.problems)).toContain(
      'create, patch, delete namespaces',
    );
    const forced = await admin().post('/clusters', {
      ...{ name: 'poor', connection, force: true },
    });
    expect([forced.status, forced.body.status.phase]).toEqual([
      201,
      'Degraded',
    ]);
  });
});

describe('the rights of the manifest', () => {
  it('are enough for a run with its volume, files, log and results, and for its end', async () => {
    const prefix = `${NAMESPACE}-`;
    await portal.stop();
    portal = await createTestPortal({
      config: {
        kubernetes: {
          namespacePrefix: prefix,
          gatewayImage: 'pagoda.test/gateway:1',
        },
      },
    });
    applied.push(() =>
      client.delete({ resource: 'namespaces', name: `${prefix}demo` }),
    );
    const imported = await admin().post('/clusters', {
      ...{ name: 'lab', connection: withToken(await tokenOf(NAMESPACE)) },
    });
    expect([imported.status, imported.body.status.phase]).toEqual([
      201,
      'Ready',
    ]);
    const researcher = portal.as('researcher');
    const submitted = await researcher.post('/projects/demo/runs', {
      cluster: 'lab',
      spec: {
        image: 'pagoda.test/busybox:1',
        command: ['sh', 'hello.sh'],
        files: [
          {
            path: 'hello.sh',
            content: 'echo hello; echo 42 > "$PAGODA_OUTPUT_DIR/answer.txt"',
          },
        ],
        resources: { cpu: '50m', memory: '32Mi' },
      },
    });
    expect([submitted.status, submitted.body.error]).toEqual([201, undefined]);
    const { id } = submitted.body;
    const until = Date.now() + 90_000;
    let run;
    do {
      await sleep(500);
      run = (await researcher.get(`/runs/${id}`)).body;
    } while (!run.status.finishedAt && Date.now() < until);
    expect([run.status.phase, run.status.explanation ?? null]).toEqual([
      'Succeeded',
      null,
    ]);
    const logs = await researcher.get(`/runs/${id}/logs`);
    expect(logs.text).toContain('hello');
    const answer = await researcher.get(`/runs/${id}/results/answer.txt`);
    expect([answer.status, answer.text]).toEqual([200, '42\n']);
    const { body } = await admin().get('/clusters/lab');
    expect(body.status.phase).toBe('Ready');
    const deleted = await researcher.delete(`/runs/${id}`);
    expect([deleted.status, deleted.body.error]).toEqual([204, undefined]);
  });
});

describe('a connection that does not work', () => {
  const problemOf = async (connection: ClusterConnection) => {
    const { reachable, problems } = await check(connection);
    expect([reachable, problems]).toEqual([false, [expect.anything()]]);
    return problems[0].reason;
  };

  it('is told by its certificate, token or address', async () => {
    const token = await tokenOf(NAMESPACE);
    // A certificate that did not sign that of the server: the client's own.
    const { certificate } = PEER.auth as { certificate: string };
    expect(await problemOf(withToken(token, { ca: certificate }))).toBe(
      'CertificateNotTrusted',
    );
    expect(await problemOf(withToken(token, { ca: undefined }))).toBe(
      'CertificateNotTrusted',
    );
    expect(
      await problemOf(withToken(token, { tlsServerName: 'other.example.org' })),
    ).toBe('CertificateOtherName');
    expect(await problemOf(withToken('not-a-token'))).toBe(
      'CredentialsRefused',
    );
    const payload = Buffer.from(JSON.stringify({ exp: 1_700_000_000 }));
    const old = `e30.${payload.toString('base64url')}.signature`;
    expect(await problemOf(withToken(old))).toBe('CredentialsExpired');
    expect(
      await problemOf(
        withToken(token, {
          server: PEER.server.replace('https:', 'http:'),
          ca: undefined,
        }),
      ),
    ).toBe('NotKubernetes');
    expect(
      await problemOf(withToken(token, { server: `${PEER.server}/elsewhere` })),
    ).toMatch(/NotKubernetes|Forbidden/);
    expect(
      await problemOf(
        withToken(token, { server: 'https://cluster.invalid:6443' }),
      ),
    ).toBe('NameNotResolved');
    const silent = createServer(() => {});
    const port = await listen(silent);
    expect(
      await problemOf(
        withToken(token, {
          server: `https://127.0.0.1:${port}`,
          connectTimeoutSeconds: 1,
          requestTimeoutSeconds: 2,
        }),
      ),
    ).toBe('Timeout');
    silent.close();
    expect(await problemOf({ kind: 'inCluster' })).toBe('NotInCluster');
    const skipped = withToken(token, { insecureSkipTlsVerify: true });
    delete skipped.ca;
    expect((await check(skipped)).usable).toBe(true);
  });

  it('is noticed when the cluster goes, and when it comes back', async () => {
    const first = createForwarder();
    const port = await listen(first.server);
    const connection = withToken(await tokenOf(NAMESPACE), {
      server: `https://127.0.0.1:${port}`,
    });
    const { body } = await admin().post('/clusters', {
      name: 'away',
      connection,
    });
    expect(body.status.phase).toBe('Ready');
    await first.stop();
    // A look that was under way sees its connection close instead; the next one is refused.
    const gone = await waitFor(
      'away',
      ({ status: { conditions } }) =>
        conditions[0].reason === 'ConnectionRefused',
    );
    expect(gone.status.phase).toBe('Unreachable');
    expect(gone.status.conditions[0]).toMatchObject({
      ...{ type: 'Ready', status: 'False' },
    });
    // What was known stays, with when it was.
    expect(gone.nodes?.total).toBe(body.nodes.total);
    expect(Date.parse(gone.status.contactedAt!)).toBeLessThan(
      Date.parse(gone.status.observedAt!),
    );
    const second = createForwarder();
    await listen(second.server, port);
    await waitFor('away', c => c.status.phase === 'Ready');
    await second.stop();
  });

  it('is noticed when the token is revoked, and mended by another', async () => {
    await apply(`
apiVersion: v1
kind: ServiceAccount
metadata: { name: gone, namespace: ${NAMESPACE} }
`);
    const connection = withToken(await tokenOf('gone'));
    await admin().post('/clusters', { name: 'lab', connection, force: true });
    await client.delete({
      ...{ resource: 'serviceaccounts', namespace: NAMESPACE, name: 'gone' },
    });
    const refused = await waitFor('lab', c => c.status.phase === 'Unreachable');
    expect(refused.status.conditions[0]).toMatchObject({
      reason: 'CredentialsRefused',
      message: expect.stringContaining('Edit connection'),
    });
    const { status, body } = await admin().patch('/clusters/lab', {
      connection: withToken(await tokenOf(NAMESPACE)),
    });
    expect([status, body.status.phase]).toEqual([200, 'Ready']);
  });
});

describe('ways to a cluster', () => {
  it('lead through an HTTP proxy', async () => {
    const seen: string[] = [];
    const proxy = createHttpServer();
    proxy.on('connect', (req, near) => {
      seen.push(`${req.url} ${req.headers['proxy-authorization']}`);
      const [host, port] = String(req.url).split(':');
      const far = connect(Number(port), host, () => {
        near.write('HTTP/1.1 200 OK\r\n\r\n');
        near.pipe(far).pipe(near);
      });
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
    });
    const port = await listen(proxy);
    const found = await check(
      withToken(await tokenOf(NAMESPACE), {
        proxy: `http://someone:secret@127.0.0.1:${port}`,
      }),
    );
    proxy.closeAllConnections();
    proxy.close();
    expect(found.usable).toBe(true);
    const basic = Buffer.from('someone:secret').toString('base64');
    expect(seen[0]).toBe(`${new URL(PEER.server).host} Basic ${basic}`);
  });

  it('lead below a path, as Rancher’s do', async () => {
    const prefix = '/k8s/clusters/c-m-x1';
    const { hostname, port: peerPort } = new URL(PEER.server);
    const rancher = createHttpServer((req, res) => {
      if (!req.url?.startsWith(prefix)) {
        res.writeHead(404).end('<html>Rancher</html>');
        return;
      }
      const path = req.url.slice(prefix.length);
      const { method, headers } = req;
      const onwards = httpsRequest(
        { hostname, port: peerPort, path, method, headers, ca: PEER.ca },
        answer => {
          res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(res);
        },
      );
      onwards.on('error', () => res.destroy());
      req.pipe(onwards);
    });
    const port = await listen(rancher);
    const token = await tokenOf(NAMESPACE);
    const server = `http://127.0.0.1:${port}${prefix}`;
    expect(await check({ kind: 'token', server, token })).toMatchObject({
      usable: true,
      server,
    });
    expect(
      await check({ kind: 'token', token, server: `http://127.0.0.1:${port}` }),
    ).toMatchObject({ problems: [{ reason: 'NotKubernetes' }] });
    rancher.closeAllConnections();
    rancher.close();
  });
});

describe('a change of the encryption key', () => {
  it('keeps clusters reachable, step by step', async () => {
    const knex: Knex = createKnex({
      client: 'better-sqlite3',
      connection: ':memory:',
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    const token = await tokenOf(NAMESPACE);
    const key = (id: string) => ({ id, secret: id.repeat(40) });
    const ids = async () =>
      (await knex('cluster_connections').pluck('sealed')).map(
        sealed => sealed.split(':')[1],
      );
    const withKeys = async (keys: string[], work: () => Promise<void>) => {
      const former = portal;
      portal = await createTestPortal({
        ...{ knex, empty: true },
        config: { encryption: { keys: keys.map(key) } },
      });
      try {
        await work();
      } finally {
        await portal.stop();
        portal = former;
      }
    };
    const isReached = async () => {
      const { body } = await admin().post('/clusters:check', {
        cluster: 'lab',
      });
      expect(body.usable).toBe(true);
    };
    await withKeys(['a'], async () => {
      await admin().post('/clusters', {
        ...{ name: 'lab', connection: withToken(token) },
      });
      await isReached();
      expect(await ids()).toEqual(['a']);
    });
    await withKeys(['a', 'b'], isReached);
    await withKeys(['b', 'a'], async () => {
      expect(await ids()).toEqual(['b']);
      await isReached();
    });
    await withKeys(['b'], isReached);
    await withKeys(['c'], async () => {
      const lab = await waitFor('lab', c =>
        c.status.conditions.some(
          ({ reason }) => reason === 'CredentialsUnreadable',
        ),
      );
      expect(lab.status.phase).toBe('Unreachable');
    });
    await knex.destroy();
  });
});
