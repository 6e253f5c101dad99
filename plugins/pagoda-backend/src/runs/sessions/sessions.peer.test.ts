import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { decodeFrames, encodeFrame } from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
  readPeerKubeconfig,
} from '../../testing/kubernetesPeer';

jest.setTimeout(120_000);

const PREFIX = 'sessions-';

describe('sessions in runs on a real cluster', () => {
  const client = createKubernetesPeerClient();
  const project = `s${randomBytes(4).toString('hex')}`;
  let portal: TestPortal;
  let run: string;

  beforeAll(async () => {
    portal = await createTestPortal({
      config: {
        kubernetes: {
          namespacePrefix: PREFIX,
          gatewayImage: 'pagoda.test/gateway:1',
          results: { size: '1Gi' },
        },
      },
    });
    const administrator = portal.as('administrator');
    await administrator
      .post('/clusters', {
        name: 'peer',
        connection: { kind: 'kubeconfig', kubeconfig: readPeerKubeconfig() },
      })
      .expect(201);
    await portal.createProject({ name: project });
    const submitted = await portal
      .as('researcher')
      .post(`/projects/${project}/runs`, {
        cluster: 'peer',
        spec: {
          image: 'pagoda.test/busybox:1',
          command: ['sh', '-c', 'while true; do nc -l -p 8123 -e cat; done'],
          resources: { cpu: '100m', memory: '64Mi' },
        },
      });
    run = submitted.body.id;
    await eventually(async () => {
      const { body } = await portal.as('researcher').get(`/runs/${run}`);
      if (body.status?.phase !== 'Running') {
        throw new Error(`The run is ${JSON.stringify(body)}`);
      }
    }, 60_000);
  });

  afterAll(async () => {
    await portal?.stop();
    await client.delete({
      resource: 'namespaces',
      name: `${PREFIX}${project}`,
    });
    await client.close();
  });

  /** Sends while it receives, as clients do. */
  async function open(path: string) {
    const url = new URL(`${portal.baseUrl}/runs/${run}${path}`);
    const sent = request(url, {
      method: 'POST',
      headers: {
        Authorization: portal.header('researcher'),
        'Content-Type': 'application/octet-stream',
      },
    });
    sent.flushHeaders();
    const [answer] = await once(sent, 'response');
    return { sent, answer };
  }

  it('executes a command with what is typed, and tells how it ended', async () => {
    const command = encodeURIComponent('read x; echo "got $x"; exit 7');
    const { sent, answer } = await open(
      `/exec?command=sh&command=-c&command=${command}&stdin=true`,
    );
    expect(answer.statusCode).toBe(200);
    sent.write(encodeFrame({ channel: 0, data: Buffer.from('this\n') }));
    const found = new Map<number, string>();
    for await (const { channel, data } of decodeFrames(answer)) {
      const text = Buffer.from(data).toString('utf8');
      found.set(channel, (found.get(channel) ?? '') + text);
    }
    sent.end();
    expect(found.get(1)).toBe('got this\n');
    expect(JSON.parse(found.get(3) ?? '')).toMatchObject({
      details: { causes: [{ reason: 'ExitCode', message: '7' }] },
    });
  });

  it('forwards a port', async () => {
    const { sent, answer } = await open('/portforward?port=8123');
    expect(answer.statusCode).toBe(200);
    sent.write('there and back');
    const [data] = await once(answer, 'data');
    expect(String(data)).toBe('there and back');
    sent.destroy();
  });

  it('is for the owner of the run, while it runs, where the project allows it', async () => {
    const path = `/runs/${run}/exec?command=true`;
    await portal.as('viewer').post(path).expect(403);
    await portal.as('stranger').post(path).expect(404);
    const administrator = portal.as('administrator');
    await administrator
      .patch(`/projects/${project}`, { kubernetes: { interactive: false } })
      .expect(200);
    const off = await portal.as('researcher').post(path);
    expect([off.status, off.body.error.code]).toEqual([409, 'NotInteractive']);
    await administrator
      .patch(`/projects/${project}`, { kubernetes: {} })
      .expect(200);
    await portal.as('researcher').post(`/runs/${run}:cancel`).expect(200);
    await eventually(async () => {
      const over = await portal.as('researcher').post(path);
      expect([over.status, over.body.error.code]).toEqual([
        409,
        'RunNotRunning',
      ]);
    }, 40_000);
  });
});
