import { setTimeout as sleep } from 'node:timers/promises';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { createFullPortal, type FullPortal } from '../testing/createFullPortal';
import { pagodaKubernetesModule } from './pagodaKubernetesModule';

const TOKEN = 'a-token-that-must-not-be-seen';

describe('the Kubernetes tab', () => {
  let portal: FullPortal;
  const tokens: Record<string, string> = {};

  const send = (persona: string, method: string, path: string, body?: object) =>
    portal.send(method, path, tokens[persona], body);
  const objectsOf = (persona: string, entityRef: string) =>
    send(persona, 'POST', '/api/kubernetes/resources/workloads/query', {
      entityRef,
      auth: {},
    });

  beforeAll(async () => {
    portal = await createFullPortal({
      config: {
        kubernetes: {
          serviceLocatorMethod: { type: 'multiTenant' },
          clusterLocatorMethods: [],
          objectTypes: ['pods', 'jobs'],
        },
      },
      features: [kubernetesPlugin, pagodaKubernetesModule],
    });
    for (const persona of [
      'researcher',
      'researcher2',
      'viewer',
      'administrator',
    ]) {
      tokens[persona] = await portal.signIn(persona);
    }
    const done = async (path: string, body: object) => {
      const answer = await send(
        'administrator',
        'POST',
        `/api/pagoda/v1${path}`,
        body,
      );
      expect([path, answer.status]).toEqual([path, 201]);
    };
    await done('/projects', {
      name: 'demo',
      members: [{ subject: 'user:default/researcher', role: 'researcher' }],
    });
    await done('/projects', {
      name: 'other',
      members: [{ subject: 'user:default/researcher2', role: 'researcher' }],
    });
    for (const project of ['demo', 'other']) {
      await done(`/projects/${project}/experiments`, {
        name: 'pi',
        spec: { image: 'docker.io/library/busybox:1', command: ['true'] },
      });
    }
    await done('/clusters', {
      name: 'lab',
      connection: { kind: 'token', server: 'http://127.0.0.1:1', token: TOKEN },
      force: true,
    });
    for (const entity of [
      'component/default/demo.pi',
      'component/default/other.pi',
      'resource/default/lab',
    ]) {
      const path = `/api/catalog/entities/by-name/${entity}`;
      while ((await send('administrator', 'GET', path)).status !== 200) {
        await sleep(100);
      }
    }
  }, 120_000);

  afterAll(async () => {
    await portal?.stop();
  }, 60_000);

  it('finds the objects of entities by labels and namespace', async () => {
    const entity = async (name: string) =>
      (
        await send(
          'administrator',
          'GET',
          `/api/catalog/entities/by-name/${name}`,
        )
      ).body.metadata.annotations;
    expect(await entity('component/default/demo.pi')).toMatchObject({
      'backstage.io/kubernetes-namespace': 'pagoda-demo',
      'backstage.io/kubernetes-label-selector':
        'pagoda.io/project=demo,pagoda.io/experiment=pi',
    });
    expect(await entity('resource/default/lab')).toMatchObject({
      'pagoda.io/cluster': 'lab',
      'backstage.io/kubernetes-label-selector':
        'app.kubernetes.io/managed-by=pagoda',
    });
    expect(JSON.stringify(await entity('resource/default/lab'))).not.toMatch(
      /127\.0\.0\.1|a-token/,
    );
  });

  it('names the clusters, and no credentials', async () => {
    const { status, body } = await send(
      'researcher',
      'GET',
      '/api/kubernetes/clusters',
    );
    expect([status, body]).toEqual([
      200,
      {
        items: [{ name: 'lab', title: 'lab', authProvider: 'serviceAccount' }],
      },
    ]);
  });

  it('shows administrators a cluster with what is wrong with it', async () => {
    const { status, body } = await objectsOf(
      'administrator',
      'resource:default/lab',
    );
    expect([status, body.items]).toMatchObject([
      200,
      [
        {
          cluster: { name: 'lab' },
          errors: [
            {
              errorType: 'FETCH_ERROR',
              message: expect.stringContaining('ECONNREFUSED'),
            },
            { errorType: 'FETCH_ERROR' },
          ],
        },
      ],
    ]);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  it('shows others nothing but experiments in their own projects', async () => {
    expect(await objectsOf('researcher', 'component:default/demo.pi')).toEqual({
      status: 200,
      body: { items: [] },
    });
    // In no project there is nothing of one's own.
    const viewer = await objectsOf('viewer', 'resource:default/lab');
    expect([viewer.status, viewer.body.error.message]).toEqual([
      403,
      expect.stringContaining('objects of your own projects'),
    ]);
    // The catalog does not show it to them.
    expect(
      (await objectsOf('researcher', 'component:default/other.pi')).status,
    ).toBe(400);
    const custom = await send(
      'researcher',
      'POST',
      '/api/kubernetes/resources/custom/query',
      {
        entityRef: 'component:default/demo.pi',
        auth: {},
        customResources: [
          { group: '', apiVersion: 'v1', plural: 'configmaps' },
        ],
      },
    );
    expect(custom.status).toBe(403);
    const own = await send(
      'researcher',
      'POST',
      '/api/kubernetes/services/pi',
      {
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'demo.pi',
            annotations: {
              'backstage.io/kubernetes-namespace': 'pagoda-other',
            },
          },
          spec: { type: 'experiment' },
        },
      },
    );
    expect([own.status, own.body.items]).toEqual([200, []]);
  });

  it('lets nobody but administrators through to a cluster', async () => {
    const through = (persona: string) =>
      portal
        .send('GET', '/api/kubernetes/proxy/api/v1/pods', tokens[persona])
        .then(({ status }) => status);
    expect(await through('researcher')).toBe(403);
    expect(await through('administrator')).not.toBe(403);
  });

  it('tells no user how clusters are reached', async () => {
    for (const path of ['clusters', 'credential', 'objects']) {
      const { status, body } = await send(
        'administrator',
        'POST',
        `/api/pagoda/internal/kubernetes/${path}`,
        { cluster: 'lab' },
      );
      expect([path, status]).toEqual([path, 403]);
      expect(JSON.stringify(body)).not.toContain(TOKEN);
    }
  });
});
