import { createBackendModule } from '@backstage/backend-plugin-api';
import type { Cluster } from '@pagoda/plugin-pagoda-common';
import type { CloudReader } from '../../clouds/types';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
} from '../../testing/kubernetesPeer';
import { RancherPeer } from '../../testing/RancherPeer';
import { json, ScriptedCloud } from '../../testing/ScriptedCloud';
import { provisionersExtensionPoint } from '../extensionPoint';
import { PEER_OFFERS } from './testing/RancherTarget';
import { uniqueName } from './testing/TestCluster';

jest.setTimeout(180_000);

const PREFIX = 'ranch-';
const VERSIONS = ['v1.33.5+rke2r1', 'v1.34.1+rke2r1'];

/** What the OpenStack behind it would say; none of its services is needed for that. */
const CAMPUS: CloudReader = {
  health: async () => ({
    phase: 'Ready',
    reason: 'Answers',
    message: 'It does.',
  }),
  offers: async () => PEER_OFFERS,
  quota: async () => [
    { resource: 'instances', limit: 5, used: 0, left: 5 },
    { resource: 'cores', limit: 20, used: 0, left: 20 },
  ],
  describeError: error => ({ reason: 'Error', message: String(error) }),
};

describe('a portal with Rancher', () => {
  const name = uniqueName('lab');
  const project = uniqueName('p');
  // Rancher's proxy leads there; see scripts/test.mjs.
  const downstream = createKubernetesPeerClient('real');
  const cloud = new ScriptedCloud();
  let peer: RancherPeer;
  let portal: TestPortal;

  const get = async (path: string) =>
    (await portal.as('administrator').get(path)).body;
  const cluster = (): Promise<Cluster> => get(`/clusters/${name}`);

  beforeAll(async () => {
    peer = await RancherPeer.connect();
    await cloud.open();
    cloud.script = [json(200, { servers: [] })];
    portal = await createTestPortal({
      config: {
        provisioning: { pollSeconds: 0.3 },
        kubernetes: {
          namespacePrefix: PREFIX,
          gatewayImage: 'pagoda.test/gateway:1',
          results: { size: '1Gi' },
        },
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl: `${cloud.url}/v3` },
              applicationCredential: { id: 'ac-1', secret: 'quite-secret' },
            },
          ],
          rancher: [
            {
              ...{ name: 'ranch', openstack: 'campus', versions: VERSIONS },
              ...{ url: peer.url, token: peer.token, ca: peer.ca },
              callsPerMinute: 60_000,
            },
          ],
        },
      },
      features: [
        createBackendModule({
          ...{ pluginId: 'pagoda', moduleId: 'campus' },
          register(env) {
            env.registerInit({
              deps: { provisioners: provisionersExtensionPoint },
              async init({ provisioners }) {
                provisioners.setCloudReader('openstack', () => CAMPUS);
              },
            });
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await cloud.close();
    await downstream.delete({ resource: 'namespaces', name: PREFIX + project });
    await downstream.close();
  });

  const thePlan = (count: number) => ({
    ...{ name, provisioner: 'rancher', cloud: 'ranch', network: 'research' },
    ...{ version: VERSIONS[0], deletionProtection: false },
    pools: [
      {
        ...{ name: 'control', role: 'control-plane', count: 1 },
        ...{ flavor: 'm1.small', image: 'Ubuntu 24.04' },
      },
      {
        ...{ name: 'work', role: 'worker', count },
        ...{ flavor: 'm1.small', image: 'Ubuntu 24.04' },
      },
    ],
  });

  it('refuses what does not fit, and makes what fits', async () => {
    await eventually(async () => {
      expect(await get('/clouds/ranch')).toMatchObject({ phase: 'Ready' });
      const { versions, flavors } = await get('/clouds/ranch/offers');
      expect([versions, flavors.length]).toEqual([VERSIONS, 2]);
    });
    const { body } = await portal
      .as('administrator')
      .post('/clusters:provision', thePlan(7));
    expect(body.error).toMatchObject({ code: 'DoesNotFit' });
    const made = await portal
      .as('administrator')
      .post('/clusters:provision', thePlan(2));
    expect([made.status, made.body]).toEqual([201, expect.anything()]);
    await eventually(async () => {
      const { status } = await cluster();
      expect([status.phase, status.conditions]).toEqual([
        'Ready',
        expect.anything(),
      ]);
    }, 60_000);
  });

  it('executes runs on it, through Rancher, though nobody has imported it', async () => {
    await portal.createProject({ name: project });
    const submitted = await portal
      .as('researcher')
      .post(`/projects/${project}/runs`, {
        cluster: name,
        spec: {
          image: 'pagoda.test/busybox:1',
          command: ['sh', '-c', 'echo through Rancher'],
          resources: { cpu: '100m', memory: '64Mi' },
        },
      });
    expect([submitted.status, submitted.body]).toEqual([
      201,
      expect.anything(),
    ]);
    const { id } = submitted.body;
    await eventually(async () => {
      const { body } = await portal.as('researcher').get(`/runs/${id}`);
      expect([body.status.phase, body.status.explanation ?? null]).toEqual([
        'Succeeded',
        null,
      ]);
    }, 90_000);
    await eventually(async () => {
      const { body } = await portal.as('researcher').get(`/runs/${id}/logs`);
      expect(JSON.stringify(body)).toContain('through Rancher');
    });
    const paths = (await peer.requests()).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          `^/k8s/clusters/c-m-[a-z0-9]+/.*/namespaces/${PREFIX}${project}/`,
        ),
      ]),
    );
  });

  it('tells no secret of it', async () => {
    const answers = await Promise.all(
      ['', '/machines', '/events', '/operations', '/connection']
        .map(part => `/clusters/${name}${part}`)
        .concat('/clouds', '/clouds/ranch', '/clusters')
        .map(get),
    );
    const text = JSON.stringify(answers);
    expect(text).toContain(name);
    expect(text).not.toContain('quite-secret');
    expect(text).not.toContain(peer.token);
    expect(text).not.toContain(peer.token.split(':')[1]);
  });

  it('scales it, upgrades it, and removes it with all that belongs to it', async () => {
    const administrator = portal.as('administrator');
    const scaled = await administrator.patch(`/clusters/${name}`, {
      pools: thePlan(3).pools,
    });
    expect([scaled.status, scaled.body.plan]).toEqual([
      200,
      expect.objectContaining({ pools: thePlan(3).pools }),
    ]);
    await eventually(async () => {
      const { machines } = await get(`/clusters/${name}/machines`);
      expect(machines.map(({ phase }: { phase: string }) => phase)).toEqual([
        'Running',
        'Running',
        'Running',
        'Running',
      ]);
    }, 60_000);
    await eventually(async () => {
      expect((await cluster()).status.phase).toBe('Ready');
    });
    const upgrade = await administrator.post(`/clusters/${name}:upgrade`, {
      version: VERSIONS[1],
    });
    expect([upgrade.status, upgrade.body]).toEqual([202, expect.anything()]);
    await eventually(async () => {
      const { items } = await get(`/clusters/${name}/operations`);
      expect(items[0]).toMatchObject({ kind: 'upgrade', phase: 'Succeeded' });
      const { allowed } = await get(`/clusters/${name}/versions`);
      expect(allowed).toEqual([]);
    }, 60_000);
    const deleted = await administrator.delete(`/clusters/${name}`);
    expect([deleted.status, deleted.body]).toEqual([202, expect.anything()]);
    await eventually(async () => {
      const { status } = await administrator.get(`/clusters/${name}`);
      expect(status).toBe(404);
    }, 60_000);
    // It has looked for servers that Rancher might have forgotten.
    expect(cloud.asked.map(({ url }) => url)).toEqual(
      expect.arrayContaining([expect.stringContaining('/servers/detail')]),
    );
  });
});
