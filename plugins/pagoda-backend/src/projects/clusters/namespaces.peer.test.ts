import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  Namespace,
  Pod,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import { DataDirectory } from '../../DataDirectory';
import { readEncryptionKeys } from '../../encryption/readEncryptionKeys';
import { SecretBox } from '../../encryption/SecretBox';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import { ProjectStore } from '../ProjectStore';
import { ProjectSecretStore } from '../secrets/ProjectSecretStore';
import { NamespaceError } from './NamespaceError';
import { ProjectNamespaces } from './ProjectNamespaces';
import { ProjectNamespaceStore } from './ProjectNamespaceStore';

jest.setTimeout(120_000);

const CLUSTER = 'peer';
const PREFIX = 'namespaces-';

/** Fails loudly where there is no peer: see testing/peers/kubernetes. */
function readKubeconfig(): string {
  const path = process.env.PAGODA_PEER_KUBECONFIG;
  if (!path) {
    throw new Error(
      'PAGODA_PEER_KUBECONFIG names no kubeconfig; run this by npm run test:peers',
    );
  }
  return readFileSync(path, 'utf8');
}

/** Waits for what becomes true; the last failure is what is told. */
async function eventually<T>(
  look: () => Promise<T>,
  patience = 30_000,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > deadline) {
        throw error;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
}

describe("projects' namespaces on a real cluster", () => {
  const kubeconfig = readKubeconfig();
  const client = new KubernetesClient(parseKubeconfig(kubeconfig));
  const made: string[] = [];
  let portal: TestPortal;
  /** As the engine of another replica has it. */
  let namespaces: ProjectNamespaces;

  const administrator = () => portal.as('administrator');

  beforeAll(async () => {
    portal = await createTestPortal({
      empty: true,
      config: { kubernetes: { namespacePrefix: PREFIX } },
    });
    const imported = await administrator().post('/clusters', {
      name: CLUSTER,
      connection: { kind: 'kubeconfig', kubeconfig },
    });
    if (imported.status !== 201) {
      throw new Error(JSON.stringify(imported.body));
    }
    const keys = await readEncryptionKeys(new ConfigReader({}), {
      path: new DataDirectory(portal.dataDirectory).encryptionKey,
    });
    namespaces = new ProjectNamespaces({
      store: new ProjectNamespaceStore(portal.knex),
      projects: new ProjectStore(portal.knex),
      secrets: new ProjectSecretStore(portal.knex, new SecretBox(keys)),
      clusters: { client: async () => client },
      logger: mockServices.logger.mock(),
      prefix: PREFIX,
      portal: 'http://localhost:3000',
      resultsBytes: 100 * 2 ** 30,
      gpuResource: 'nvidia.com/gpu',
    });
  });

  afterAll(async () => {
    await portal?.stop();
    for (const name of made) {
      await client.delete({ resource: 'namespaces', name });
    }
    await client.close();
  });

  /** A new project and the name of its namespace. */
  async function newProject(settings: object = {}) {
    const project = `p${randomBytes(4).toString('hex')}`;
    const namespace = `${PREFIX}${project}`;
    made.push(namespace);
    await portal.createProject({ name: project, ...settings });
    return { project, namespace };
  }

  const readNamespace = (name: string) =>
    client.get<Namespace>({ resource: 'namespaces', name });
  const readPolicy = (namespace: string, name: string) =>
    client.get<NetworkPolicy>({
      ...{ group: 'networking.k8s.io', resource: 'networkpolicies' },
      ...{ namespace, name },
    });
  const readQuota = (namespace: string) =>
    client.get<ResourceQuota>({
      ...{ resource: 'resourcequotas', namespace, name: 'pagoda' },
    });
  const readSecret = (namespace: string, name: string) =>
    client.get<Secret>({ resource: 'secrets', namespace, name });
  const createPod = (namespace: string, name: string, spec: Pod['spec']) =>
    client.create<Pod>(
      { resource: 'pods', namespace },
      { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec },
    );

  async function stateOf(project: string) {
    const { body } = await administrator().get(
      `/clusters/${CLUSTER}/namespaces`,
    );
    return body.items.find(
      (item: { project: string }) => item.project === project,
    );
  }

  it('are made with all that belongs to them, once', async () => {
    const { project, namespace } = await newProject({
      quota: { cpu: '2', concurrentRuns: 3 },
      kubernetes: { podSecurity: 'baseline', allowedNetworks: ['10.9.0.0/16'] },
    });
    await portal
      .as('researcher')
      .put(`/projects/${project}/secrets/tracker`, { data: { key: 'value' } });
    expect(await namespaces.ensure(project, CLUSTER)).toEqual({ namespace });
    const { metadata } = await readNamespace(namespace);
    expect(metadata).toMatchObject({
      labels: {
        'app.kubernetes.io/managed-by': 'pagoda',
        'pagoda.io/project': project,
        'pod-security.kubernetes.io/enforce': 'baseline',
      },
      annotations: { 'pagoda.io/portal': 'http://localhost:3000' },
    });
    expect((await readQuota(namespace)).spec?.hard).toMatchObject({
      'requests.cpu': '3200m',
      pods: '16',
    });
    const egress = await readPolicy(namespace, 'pagoda-egress');
    expect(JSON.stringify(egress.spec)).toContain('10.9.0.0/16');
    const account = await client.get<ServiceAccount>({
      ...{ resource: 'serviceaccounts', namespace, name: 'pagoda-run' },
    });
    expect(account.automountServiceAccountToken).toBe(false);
    const secret = await readSecret(namespace, 'secret-tracker');
    expect(secret.data).toEqual({
      key: Buffer.from('value').toString('base64'),
    });
    const asked = (['get', 'create', 'apply', 'patch'] as const).map(name =>
      jest.spyOn(client, name),
    );
    await namespaces.ensure(project, CLUSTER);
    for (const spy of asked) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
    expect(await stateOf(project)).toMatchObject({
      phase: 'Active',
      waitingFor: [],
    });
    const seen = await portal
      .as('viewer')
      .get(`/projects/${project}/namespaces`);
    expect(seen.body.items).toMatchObject([{ cluster: CLUSTER, namespace }]);
  });

  it('follow the project', async () => {
    const { project, namespace } = await newProject({ quota: { cpu: '2' } });
    await namespaces.ensure(project, CLUSTER);
    const secrets = `/projects/${project}/secrets`;
    await administrator().put(`${secrets}/images`, {
      registry: { server: 'ghcr.io', username: 'ada', password: 'secret' },
    });
    const changed = await administrator().patch(`/projects/${project}`, {
      quota: { cpu: '4', gpu: 1 },
      kubernetes: { podSecurity: 'baseline', pullSecrets: ['images'] },
    });
    expect(changed.status).toBe(200);
    await eventually(async () => {
      const { metadata } = await readNamespace(namespace);
      expect(metadata?.labels?.['pod-security.kubernetes.io/enforce']).toBe(
        'baseline',
      );
      expect((await readQuota(namespace)).spec?.hard).toMatchObject({
        'requests.cpu': '5400m',
        'requests.nvidia.com/gpu': '1',
      });
      const { type } = await readSecret(namespace, 'secret-images');
      expect(type).toBe('kubernetes.io/dockerconfigjson');
    });
    await administrator().patch(`/projects/${project}`, { kubernetes: {} });
    await administrator().delete(`${secrets}/images`);
    await eventually(async () => {
      expect(
        await client.find({
          ...{ resource: 'secrets', namespace, name: 'secret-images' },
        }),
      ).toBeUndefined();
    });
  });

  it('are repaired when somebody changes them by hand', async () => {
    const { project, namespace } = await newProject({ quota: { cpu: '2' } });
    await portal
      .as('researcher')
      .put(`/projects/${project}/secrets/tracker`, { data: { key: 'value' } });
    await namespaces.ensure(project, CLUSTER);
    const policies = {
      group: 'networking.k8s.io',
      resource: 'networkpolicies',
    };
    // The portal's own watch has to have seen all of it, so that it can tell what is changed later.
    await eventually(async () => {
      await client.patch(
        { resource: 'namespaces', name: namespace },
        {
          metadata: { labels: { 'pod-security.kubernetes.io/enforce': null } },
        },
        'merge',
      );
      await new Promise(resolve => setTimeout(resolve, 1_000));
      const { metadata } = await readNamespace(namespace);
      expect(metadata?.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
      });
    });
    const began = Date.now();
    await client.patch(
      { resource: 'namespaces', name: namespace },
      {
        metadata: {
          labels: {
            'pod-security.kubernetes.io/enforce': 'privileged',
            // Without it, even a watch by label would not see it.
            'app.kubernetes.io/managed-by': null,
          },
        },
      },
      'merge',
    );
    await client.delete({
      ...policies,
      namespace,
      name: 'pagoda-default-deny',
    });
    await client.patch(
      { ...policies, namespace, name: 'pagoda-egress' },
      { spec: { egress: [{}] } },
      'merge',
    );
    await client.patch(
      { resource: 'resourcequotas', namespace, name: 'pagoda' },
      { spec: { hard: { 'requests.cpu': '64', configmaps: '0' } } },
      'merge',
    );
    await client.patch(
      { resource: 'serviceaccounts', namespace, name: 'pagoda-run' },
      { automountServiceAccountToken: true },
      'merge',
    );
    await client.delete({
      resource: 'secrets',
      namespace,
      name: 'secret-tracker',
    });
    await eventually(async () => {
      const { metadata } = await readNamespace(namespace);
      expect(metadata?.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
        'app.kubernetes.io/managed-by': 'pagoda',
      });
      await readPolicy(namespace, 'pagoda-default-deny');
      const egress = await readPolicy(namespace, 'pagoda-egress');
      expect(egress.spec?.egress).toHaveLength(2);
      expect((await readQuota(namespace)).spec?.hard).toEqual({
        'requests.cpu': '3200m',
        'services.loadbalancers': '0',
        'services.nodeports': '0',
      });
      const account = await client.get<ServiceAccount>({
        ...{ resource: 'serviceaccounts', namespace, name: 'pagoda-run' },
      });
      expect(account.automountServiceAccountToken).toBe(false);
      await readSecret(namespace, 'secret-tracker');
    });
    // By the watch, not by the slow look that comes after minutes.
    expect(Date.now() - began).toBeLessThan(15_000);
  });

  it('are made anew when somebody deletes them', async () => {
    const { project, namespace } = await newProject();
    await namespaces.ensure(project, CLUSTER);
    const before = await readNamespace(namespace);
    await client.delete({ resource: 'namespaces', name: namespace });
    await eventually(async () => {
      const { metadata } = await readNamespace(namespace);
      expect(metadata?.uid).not.toBe(before.metadata?.uid);
      expect(metadata?.deletionTimestamp).toBeUndefined();
      await readPolicy(namespace, 'pagoda-default-deny');
    }, 90_000);
    await eventually(async () => {
      expect(await stateOf(project)).toMatchObject({ phase: 'Active' });
    });
  });

  it('refuse pods above their security level and above their quota', async () => {
    const { project, namespace } = await newProject({ quota: { cpu: '1' } });
    await namespaces.ensure(project, CLUSTER);
    const container = (more: object = {}) => ({
      name: 'main',
      image: 'pagoda.test/busybox:1',
      command: ['true'],
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
      ...more,
    });
    const spec = {
      restartPolicy: 'Never',
      securityContext: {
        ...{ runAsNonRoot: true, runAsUser: 10001 },
        seccompProfile: { type: 'RuntimeDefault' },
      },
    };
    await expect(
      createPod(namespace, 'privileged', {
        ...spec,
        containers: [container({ securityContext: { privileged: true } })],
      }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('violates PodSecurity "restricted'),
    });
    // The cluster's quota controller has to have seen it once.
    await eventually(async () => {
      const { status } = await readQuota(namespace);
      expect(status?.hard).toHaveProperty(['requests.cpu'], '2100m');
    });
    await expect(
      createPod(namespace, 'greedy', {
        ...spec,
        containers: [container({ resources: { requests: { cpu: '3' } } })],
      }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('exceeded quota: pagoda'),
    });
    const modest = await createPod(namespace, 'modest', {
      ...spec,
      containers: [container()],
    });
    expect(modest.spec?.containers[0].resources).toEqual({
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { memory: '512Mi' },
    });
  });

  it('of somebody else are left alone, and the project is told so', async () => {
    const { project, namespace } = await newProject();
    await client.create(
      { resource: 'namespaces' },
      {
        ...{ apiVersion: 'v1', kind: 'Namespace' },
        metadata: { name: namespace, labels: { team: 'other' } },
      },
    );
    const refused = namespaces.ensure(project, CLUSTER);
    await expect(refused).rejects.toThrow(NamespaceError);
    await expect(refused).rejects.toMatchObject({
      explanation: {
        code: 'PolicyRefused',
        summary: `Namespace ${namespace} on cluster ${CLUSTER} is there already and is not PAGoDA's, so project ${project} cannot have it.`,
      },
    });
    expect((await readNamespace(namespace)).metadata?.labels).toEqual({
      'kubernetes.io/metadata.name': namespace,
      team: 'other',
    });
    expect(await stateOf(project)).toMatchObject({ phase: 'Refused' });
    // The project goes, the namespace stays.
    expect((await administrator().delete(`/projects/${project}`)).status).toBe(
      202,
    );
    await eventually(async () => {
      expect(await stateOf(project)).toBeUndefined();
    });
    expect(
      (await readNamespace(namespace)).metadata?.deletionTimestamp,
    ).toBeUndefined();
  });

  it('go with the project, and say what they wait for', async () => {
    const { project, namespace } = await newProject();
    await namespaces.ensure(project, CLUSTER);
    const stuck = { resource: 'configmaps', namespace, name: 'stuck' };
    await client.create(
      { resource: 'configmaps', namespace },
      {
        ...{ apiVersion: 'v1', kind: 'ConfigMap' },
        metadata: { name: 'stuck', finalizers: ['example.org/hold'] },
      },
    );
    const deleted = await administrator().delete(`/projects/${project}`);
    expect(deleted).toMatchObject({
      status: 202,
      body: {
        items: [{ cluster: CLUSTER, namespace, phase: 'Terminating' }],
      },
    });
    const waiting = await eventually(async () => {
      const state = await stateOf(project);
      expect(state.waitingFor).toEqual([
        {
          resource: 'configmaps',
          name: 'stuck',
          finalizers: ['example.org/hold'],
          deletionTimestamp: expect.any(String),
          message:
            'configmaps stuck waits for its finalizer example.org/hold, which whoever set it has to take off',
        },
      ]);
      return state;
    }, 60_000);
    expect(waiting).toMatchObject({
      phase: 'Terminating',
      projectDeleted: true,
      message: 'The namespace is being removed, and waits.',
    });
    // A new project of that name has to wait, and is told for what.
    await portal.createProject({ name: project });
    await expect(namespaces.ensure(project, CLUSTER)).rejects.toMatchObject({
      explanation: {
        code: 'NamespaceTerminating',
        evidence: [
          { source: 'cluster', message: waiting.waitingFor[0].message },
        ],
      },
    });
    await client.patch(stuck, { metadata: { finalizers: null } }, 'merge');
    await eventually(async () => {
      expect(await stateOf(project)).toBeUndefined();
    }, 60_000);
    expect(await namespaces.ensure(project, CLUSTER)).toEqual({ namespace });
  });

  it('show what was left behind, and let an administrator clean it up', async () => {
    const { project, namespace } = await newProject();
    await namespaces.ensure(project, CLUSTER);
    const run = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
    const labels = {
      'app.kubernetes.io/managed-by': 'pagoda',
      'pagoda.io/project': project,
      'pagoda.io/run': run,
    };
    const create = (name: string, metadata: object) =>
      client.create<{ metadata: { uid: string } }>(
        { resource: 'configmaps', namespace },
        {
          ...{ apiVersion: 'v1', kind: 'ConfigMap' },
          metadata: { name, ...metadata },
        },
      );
    await create('left', { labels, finalizers: ['example.org/hold'] });
    await create('kept', { labels: { team: 'other' } });
    const orphan = `${PREFIX}orphan-${randomBytes(4).toString('hex')}`;
    made.push(orphan);
    await client.create(
      { resource: 'namespaces' },
      {
        ...{ apiVersion: 'v1', kind: 'Namespace' },
        metadata: {
          name: orphan,
          labels: { ...labels, 'pagoda.io/project': 'nobody' },
          annotations: { 'pagoda.io/portal': 'http://localhost:3000' },
        },
      },
    );
    const mine = async () => {
      const { status, body } = await administrator().post('/fleet/leaks:look', {
        cluster: CLUSTER,
      });
      expect(status).toBe(200);
      return body.items.filter((item: { namespace?: string; name: string }) =>
        [namespace, orphan].includes(item.namespace ?? item.name),
      );
    };
    const leaks = await mine();
    expect(leaks).toMatchObject([
      {
        kind: 'ConfigMap',
        name: 'left',
        project,
        reason: `There is no run ${run}.`,
        finalizers: ['example.org/hold'],
      },
      {
        kind: 'Namespace',
        name: orphan,
        reason: 'There is no project nobody.',
      },
    ]);
    const cleaned = await administrator().post('/fleet/leaks:clean', {
      ids: [
        ...leaks.map((leak: { id: string }) => leak.id),
        `${CLUSTER}/Pod/x/y/z`,
      ],
    });
    expect(cleaned.body.items).toMatchObject([
      { deleted: true, message: expect.stringContaining('example.org/hold') },
      { deleted: true },
      { deleted: false, message: 'It is gone, or no leak any more.' },
    ]);
    await eventually(async () => {
      expect(await mine()).toMatchObject([
        { name: 'left', deletionTimestamp: expect.any(String) },
      ]);
    }, 60_000);
    await client.patch(
      { resource: 'configmaps', namespace, name: 'left' },
      { metadata: { finalizers: null } },
      'merge',
    );
    expect(await mine()).toEqual([]);
    await client.get({ resource: 'configmaps', namespace, name: 'kept' });
  });
});
