import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { KubernetesClient } from '../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../clients/kubernetes/parseKubeconfig';
import { createFullPortal, type FullPortal } from '../testing/createFullPortal';
import { pagodaKubernetesModule } from './pagodaKubernetesModule';

jest.setTimeout(120_000);

const PREFIX = `clusters-${randomBytes(3).toString('hex')}-`;
const MEMBERS = { demo: 'researcher', other: 'researcher2' };

function readKubeconfig(): string {
  const path = process.env.PAGODA_PEER_KUBECONFIG;
  if (!path) {
    throw new Error(
      'PAGODA_PEER_KUBECONFIG names no kubeconfig; run this by npm run test:peers',
    );
  }
  return readFileSync(path, 'utf8');
}

describe('the Kubernetes tab on a real cluster', () => {
  const kubeconfig = readKubeconfig();
  const client = new KubernetesClient(parseKubeconfig(kubeconfig));
  const tokens: Record<string, string> = {};
  let portal: FullPortal;

  const send = (persona: string, method: string, path: string, body?: object) =>
    portal.send(method, path, tokens[persona], body);

  /** Namespaces and names of the pods that a tab shows. */
  async function podsOf(persona: string, entityRef: string): Promise<string[]> {
    const { status, body } = await send(
      persona,
      'POST',
      '/api/kubernetes/resources/workloads/query',
      { entityRef, auth: {} },
    );
    expect([status, body.error?.message]).toEqual([200, undefined]);
    const found: string[] = [];
    for (const { errors, resources } of body.items) {
      expect(errors).toEqual([]);
      for (const { type, resources: objects } of resources) {
        if (type === 'pods') {
          for (const { metadata } of objects) {
            found.push(`${metadata.namespace}/${metadata.name}`);
          }
        }
      }
    }
    return found.filter(name => name.startsWith(PREFIX)).sort();
  }

  /** A pod as PAGoDA makes them; whether it runs is of no matter. */
  async function createPod(namespace: string, name: string, project: string) {
    await client.create(
      { resource: 'pods', namespace },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name,
          labels: {
            'app.kubernetes.io/managed-by': 'pagoda',
            'pagoda.io/project': project,
            'pagoda.io/experiment': name,
          },
        },
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              name: 'main',
              image: 'pagoda.test/busybox:1',
              command: ['sleep', '600'],
            },
          ],
          terminationGracePeriodSeconds: 0,
        },
      },
    );
  }

  beforeAll(async () => {
    portal = await createFullPortal({
      config: {
        kubernetes: {
          serviceLocatorMethod: { type: 'multiTenant' },
          clusterLocatorMethods: [],
          objectTypes: ['pods', 'jobs'],
        },
      },
      pagoda: { kubernetes: { namespacePrefix: PREFIX } },
      features: [kubernetesPlugin, pagodaKubernetesModule],
    });
    for (const persona of ['researcher', 'researcher2', 'administrator']) {
      tokens[persona] = await portal.signIn(persona);
    }
    const create = async (path: string, body: object) => {
      const answer = await send(
        'administrator',
        'POST',
        `/api/pagoda/v1${path}`,
        body,
      );
      expect([path, answer.status, answer.body.error]).toEqual([
        path,
        201,
        undefined,
      ]);
    };
    await create('/clusters', {
      name: 'peer',
      connection: { kind: 'kubeconfig', kubeconfig },
    });
    for (const [project, member] of Object.entries(MEMBERS)) {
      await create('/projects', {
        name: project,
        members: [{ subject: `user:default/${member}`, role: 'researcher' }],
      });
      const namespace = `${PREFIX}${project}`;
      await client.create(
        { resource: 'namespaces' },
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      );
      for (const experiment of ['a', 'b']) {
        await create(`/projects/${project}/experiments`, {
          name: experiment,
          spec: { image: 'pagoda.test/busybox:1', command: ['true'] },
        });
        await createPod(namespace, experiment, project);
      }
    }
    for (const entity of [
      'component/default/other.b',
      'resource/default/peer',
    ]) {
      const path = `/api/catalog/entities/by-name/${entity}`;
      while ((await send('administrator', 'GET', path)).status !== 200) {
        await sleep(100);
      }
    }
  });

  afterAll(async () => {
    await portal?.stop();
    for (const project of Object.keys(MEMBERS)) {
      await client.delete({
        resource: 'namespaces',
        name: `${PREFIX}${project}`,
      });
    }
    await client.close();
  });

  it('shows the pods of an experiment to members of its project', async () => {
    expect(await podsOf('researcher', 'component:default/demo.a')).toEqual([
      `${PREFIX}demo/a`,
    ]);
    expect(await podsOf('researcher2', 'component:default/other.b')).toEqual([
      `${PREFIX}other/b`,
    ]);
    expect(await podsOf('administrator', 'component:default/other.a')).toEqual([
      `${PREFIX}other/a`,
    ]);
  });

  it('shows of a cluster all to administrators, and to others what is theirs', async () => {
    expect(await podsOf('administrator', 'resource:default/peer')).toEqual([
      `${PREFIX}demo/a`,
      `${PREFIX}demo/b`,
      `${PREFIX}other/a`,
      `${PREFIX}other/b`,
    ]);
    expect(await podsOf('researcher', 'resource:default/peer')).toEqual([
      `${PREFIX}demo/a`,
      `${PREFIX}demo/b`,
    ]);
  });
});
