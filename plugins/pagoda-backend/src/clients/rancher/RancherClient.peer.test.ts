import { randomBytes } from 'node:crypto';
import { RancherPeer } from '../../testing/RancherPeer';
import { KubernetesClient } from '../kubernetes/KubernetesClient';
import { parseKubeconfig } from '../kubernetes/parseKubeconfig';
import { RancherClient } from './RancherClient';
import { rancherStatus } from './RancherError';

jest.setTimeout(60_000);

const NAMESPACE = 'fleet-default';
const CLUSTERS = {
  ...{ group: 'provisioning.cattle.io', resource: 'clusters' },
  namespace: NAMESPACE,
};
const CONFIGS = {
  ...{ group: 'rke-machine-config.cattle.io', resource: 'openstackconfigs' },
  namespace: NAMESPACE,
};
const NAME = `client-${randomBytes(3).toString('hex')}`;

let peer: RancherPeer;
let client: RancherClient;

const connect = (token = peer.token) =>
  new RancherClient({
    ...{ url: `${peer.url}/`, ca: peer.ca, token, callsPerMinute: 60_000 },
    timeouts: { requestMs: 2_000 },
  });

const config = (fields: object) => ({
  apiVersion: 'rke-machine-config.cattle.io/v1',
  kind: 'OpenstackConfig',
  metadata: { name: NAME, namespace: NAMESPACE },
  ...fields,
});

/** Waits for the id of the management cluster, and until Rancher speaks with it. */
async function connected(name: string): Promise<string> {
  for (;;) {
    const { status } = await client.kubernetes.get<{
      status?: { clusterName?: string; ready?: boolean };
    }>({ ...CLUSTERS, name });
    if (status?.ready && status.clusterName) {
      return status.clusterName;
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

beforeAll(async () => {
  peer = await RancherPeer.connect();
  client = connect();
});
afterEach(() => peer.clearFaults());
afterAll(async () => {
  await client.kubernetes.delete({ ...CLUSTERS, name: NAME });
  await client.kubernetes.delete({ ...CONFIGS, name: NAME });
  await client.close();
});

describe('RancherClient', () => {
  it('speaks to the API of Rancher’s objects, which refuses fields it does not know', async () => {
    const { gitVersion } = await client.kubernetes.version();
    expect(gitVersion).toMatch(/^v1\./);
    await expect(
      client.kubernetes.create(CONFIGS, config({ flavourName: 'm1.small' })),
    ).rejects.toThrow(/unknown field "flavourName"/);
    await client.kubernetes.create(CONFIGS, config({ flavorName: 'm1.small' }));
  });

  it('reaches a cluster through Rancher, and makes kubeconfigs that end', async () => {
    await client.kubernetes.create(CLUSTERS, {
      apiVersion: 'provisioning.cattle.io/v1',
      kind: 'Cluster',
      metadata: { name: NAME, namespace: NAMESPACE },
      spec: {
        kubernetesVersion: 'v1.34.1+rke2r1',
        rkeConfig: {
          machinePools: [
            {
              ...{ name: 'cp', quantity: 1, controlPlaneRole: true },
              machineConfigRef: { kind: 'OpenstackConfig', name: NAME },
            },
          ],
        },
      },
    });
    const id = await connected(NAME);
    const own = new KubernetesClient(client.clusterConnection(id));
    expect((await own.version()).gitVersion).toMatch(/^v1\./);
    await own.close();

    const made = await client.createKubeconfig({
      ...{ cluster: id, ttlSeconds: 600, description: 'a test' },
    });
    expect(made.spec?.ttl).toBe(600);
    const given = new KubernetesClient(
      parseKubeconfig(made.status?.value ?? ''),
    );
    await given.version();
    await client.deleteKubeconfig(made.metadata.name);
    await expect(given.version()).rejects.toMatchObject({ status: 401 });
    await given.close();

    for (const ttlSeconds of [-1, 8_000_000]) {
      await expect(
        client.createKubeconfig({ cluster: id, ttlSeconds }),
      ).rejects.toMatchObject({
        status: 400,
        message: expect.stringMatching(/ttl/),
      });
    }
    const robot = connect(await peer.createUser({ kind: 'serviceAccount' }));
    await expect(
      robot.createKubeconfig({ cluster: id, ttlSeconds: 60 }),
    ).rejects.toMatchObject({ status: 403 });
    await robot.close();
    expect(parseKubeconfig(await client.generateKubeconfig(id)).server).toBe(
      `${peer.url}/k8s/clusters/${id}`,
    );
  });

  it('makes tokens and cloud credentials by the other API, and tells its errors', async () => {
    const { token, name } = await client.createToken({
      ...{ description: 'a test', ttlMilliseconds: 60_000 },
    });
    const other = connect(token);
    await other.kubernetes.version();
    await client.deleteToken(name);
    await expect(other.kubernetes.version()).rejects.toMatchObject({
      status: 401,
    });
    await expect(
      other.createCloudCredential({ name: 'x', password: 'y' }),
    ).rejects.toMatchObject({ status: 401, code: 'Unauthorized' });
    await other.close();

    const id = await client.createCloudCredential({
      ...{ name: NAME, password: 'secret' },
    });
    expect(id).toMatch(/^cattle-global-data:cc-/);
    await client.kubernetes.patch(
      { ...CLUSTERS, name: NAME },
      { spec: { cloudCredentialSecretName: id } },
      'merge',
    );
    await expect(client.deleteCloudCredential(id)).rejects.toMatchObject({
      ...{ status: 422, code: 'InvalidAction' },
      message: expect.stringContaining(NAME),
    });
    await client.kubernetes.patch(
      { ...CLUSTERS, name: NAME },
      { spec: { cloudCredentialSecretName: null } },
      'merge',
    );
    await client.deleteCloudCredential(id);
    await expect(client.deleteCloudCredential(id)).rejects.toMatchObject({
      ...{ status: 404, code: 'NotFound' },
    });
    await expect(
      client.createToken({ description: '', ttlMilliseconds: -1 }),
    ).rejects.toMatchObject({ status: 422, fieldName: 'ttl' });
  });

  it('takes names as names', async () => {
    await expect(
      client.generateKubeconfig('../tokens?x='),
    ).rejects.toMatchObject({ status: 404 });
    const [request] = (await peer.requests()).slice(-1);
    expect(request.path).toBe(
      '/v3/clusters/..%2Ftokens%3Fx%3D?action=generateKubeconfig',
    );
  });

  it.each([
    ['an empty 401', { status: 401 }, 401, /401.*empty/],
    ['a text', { status: 502, body: 'Bad Gateway' }, 502, /502.*Bad Gateway/],
    ['HTML instead of JSON', { garbage: true }, 0, /something else than/],
    ['half an answer', { cutAfter: 20 }, 0, /not reached/],
    ['a lost answer', { lose: true }, 0, /not reached/],
    ['a broken connection', { reset: true }, 0, /not reached/],
    ['silence', { hang: true }, 0, /not reached.*(timeout|aborted)/i],
    ['an error', { status: 500, body: '{"message":"oh"}' }, 500, /oh/],
  ])(
    'says what is wrong with %s, of both APIs',
    async (_, fault, status, text) => {
      const failures = [];
      for (const call of [
        () => client.kubernetes.get({ ...CLUSTERS, name: NAME }),
        () => client.createToken({ description: '', ttlMilliseconds: 1000 }),
      ]) {
        await peer.fault({ ...fault, times: 1 });
        const error: Error = await call().then(
          () => new Error('it worked'),
          problem => problem,
        );
        failures.push({ status: rancherStatus(error), message: error.message });
      }
      expect(failures).toEqual([
        { status, message: expect.stringMatching(text) },
        { status, message: expect.stringMatching(text) },
      ]);
      expect(JSON.stringify(failures)).not.toContain(peer.token);
    },
  );

  it('asks a busy Rancher again', async () => {
    await peer.fault({
      status: 429,
      headers: { 'Retry-After': '1' },
      times: 1,
    });
    const begun = Date.now();
    await client.kubernetes.get({ ...CLUSTERS, name: NAME });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(950);
  });
});
