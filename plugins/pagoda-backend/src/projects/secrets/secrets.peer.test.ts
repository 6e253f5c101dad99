import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type Run } from '@pagoda/plugin-pagoda-common';
import type { Job } from 'kubernetes-types/batch/v1';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';

jest.setTimeout(180_000);

const CLUSTER = 'peer';
const PREFIX = 'namespaces-';
const VALUE = 'hunter2-hunter2-hunter2';
/** The peer's registry that wants a login, and the login: see testing/peers/kubernetes. */
const REGISTRY = {
  server: '127.0.0.1:15001',
  username: 'puller',
  password: 'puller',
};

const PEER = resolve(__dirname, '../../../../../testing/peers/kubernetes');

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

describe('secrets of runs on a real cluster', () => {
  const kubeconfig = readKubeconfig();
  const client = new KubernetesClient(parseKubeconfig(kubeconfig));
  const project = `s${randomBytes(4).toString('hex')}`;
  const namespace = `${PREFIX}${project}`;
  const secrets = `/projects/${project}/secrets`;
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({
      empty: true,
      config: { kubernetes: { namespacePrefix: PREFIX } },
    });
    const imported = await portal.as('administrator').post('/clusters', {
      name: CLUSTER,
      connection: { kind: 'kubeconfig', kubeconfig },
    });
    if (imported.status !== 201) {
      throw new Error(JSON.stringify(imported.body));
    }
    await portal.createProject({ name: project });
  });
  afterAll(async () => {
    await portal?.stop();
    await client.delete({ resource: 'namespaces', name: namespace });
    await client.close();
  });

  async function execute(spec: object): Promise<Run> {
    const submitted = await portal
      .as('researcher')
      .post(`/projects/${project}/runs`, { cluster: CLUSTER, spec });
    expect(submitted.status).toBe(201);
    for (;;) {
      const { body } = await portal
        .as('researcher')
        .get(`/runs/${submitted.body.id}`);
      if (isFinal(body.status.phase)) {
        return body;
      }
      await sleep(200);
    }
  }

  const linesOf = async ({ id }: Run) => {
    const { body } = await portal.as('researcher').get(`/runs/${id}/logs`);
    return body.items.map((item: { text: string }) => item.text);
  };

  it('are variables and files, proxies are variables, and Jobs have no value in them', async () => {
    await portal
      .as('researcher')
      .put(`${secrets}/tracker`, { data: { token: VALUE, user: 'ada' } });
    await portal.as('administrator').patch(`/projects/${project}`, {
      kubernetes: { proxy: { http: 'http://proxy.example.org:3128' } },
    });
    const run = await execute({
      image: 'pagoda.test/busybox:1',
      command: [
        'sh',
        '-c',
        'echo "${#TOKEN} $(cat $PAGODA_SECRETS_DIR/tracker/user) $http_proxy"; [ "$TOKEN" = "$(cat $PAGODA_SECRETS_DIR/k/token)" ] && echo same',
      ],
      secrets: [
        { name: 'tracker', key: 'token', env: 'TOKEN' },
        { name: 'tracker' },
        { name: 'tracker', key: 'token', path: 'k/token' },
      ],
    });
    expect([run.status.phase, await linesOf(run)]).toEqual([
      'Succeeded',
      [`${VALUE.length} ada http://proxy.example.org:3128`, 'same'],
    ]);
    const jobs = await client.list<Job>({
      ...{ group: 'batch', resource: 'jobs', namespace },
    });
    expect(jobs.items.length).toBeGreaterThan(0);
    for (const shown of [run, jobs]) {
      expect(JSON.stringify(shown)).not.toContain(VALUE);
    }
  });

  it('pull images that want a login, which fails without', async () => {
    // One that no node has: it would be started without asking the registry.
    const image = `${REGISTRY.server}/${project}:1`;
    execFileSync(`${PEER}/image.sh`, [image, 'busybox', 'true'], {
      env: {
        ...process.env,
        K8S_ROOT: resolve(process.env.PAGODA_PEER_KUBECONFIG ?? '', '../..'),
      },
    });
    const spec = { image, command: ['true'] };
    const refused = await execute(spec);
    expect(refused.status).toMatchObject({
      phase: 'Failed',
      explanation: { code: 'ImagePullDenied' },
    });
    await portal
      .as('administrator')
      .put(`${secrets}/images`, { registry: REGISTRY });
    const changed = await portal
      .as('administrator')
      .patch(`/projects/${project}`, {
        kubernetes: { pullSecrets: ['images'] },
      });
    expect(changed.status).toBe(200);
    const pulled = await execute(spec);
    expect(pulled.status).toMatchObject({ phase: 'Succeeded' });
  });
});
