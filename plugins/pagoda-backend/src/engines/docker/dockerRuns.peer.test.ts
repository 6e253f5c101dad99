import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  isFinal,
  type LogLine,
  type Run,
  type RunEvent,
} from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';

jest.setTimeout(120_000);

const socket = process.env.PODMAN_PEER_SOCKET;
if (!socket) {
  throw new Error('PODMAN_PEER_SOCKET is missing: npm run test:peers');
}
const IMAGE = 'pagoda.test/node:24';

describe('runs on a server with Podman', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({
      config: {
        docker: [
          {
            ...{ name: 'lab', title: 'Lab server', socket },
            ...{ network: 'none', graceSeconds: 1, cpu: 4, memory: '4Gi' },
          },
          { name: 'gone', socket: '/nowhere/docker.sock' },
        ],
      },
    });
  });

  afterAll(() => portal.stop());

  async function submit(spec: object, rest: object = {}): Promise<Run> {
    const { status, body } = await portal
      .as('researcher')
      .post('/projects/demo/runs', {
        spec: { image: IMAGE, ...spec },
        cluster: 'lab',
        ...rest,
      });
    expect({ status, body }).toMatchObject({ status: 201 });
    return body;
  }

  async function until(id: string, ready: (run: Run) => boolean): Promise<Run> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const { body } = await portal.as('researcher').get(`/runs/${id}`);
      if (ready(body)) {
        return body;
      }
      if (Date.now() > deadline) {
        throw new Error(`Run is still ${JSON.stringify(body.status)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  const ended = (id: string) =>
    until(id, ({ status }) => isFinal(status.phase));

  async function untilEvent(id: string, wanted: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const { body } = await portal.as('viewer').get(`/runs/${id}/events`);
      if (body.items.some(({ reason }: RunEvent) => reason === wanted)) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`There was no event ${wanted}`);
  }

  async function lines(id: string): Promise<string[]> {
    const { body } = await portal.as('viewer').get(`/runs/${id}/logs`);
    return body.items.map((line: LogLine) => line.text);
  }

  it('shows each server as a cluster, and how it is', async () => {
    const lab = await portal.as('researcher').get('/clusters/lab');
    expect(lab.body).toMatchObject({
      title: 'Lab server',
      provisioner: 'docker',
      engine: 'docker',
      capacity: { cpu: 4, memoryBytes: 4 * 2 ** 30, gpu: 0 },
      status: { phase: 'Ready' },
    });
    const nodes = await portal.as('researcher').get('/clusters/lab/nodes');
    expect(nodes.body.items).toMatchObject([{ ready: true }]);
    const gone = await portal.as('researcher').get('/clusters/gone');
    expect(gone.body.status).toMatchObject({
      phase: 'Unreachable',
      conditions: [{ status: 'False', reason: 'NotReached' }],
    });
    const engines = await portal.as('researcher').get('/engines');
    expect(engines.body.items).toContainEqual(
      expect.objectContaining({ name: 'docker', clusters: ['gone', 'lab'] }),
    );
  });

  it('executes runs there, with volumes, results and metrics', async () => {
    const created = await portal
      .as('researcher')
      .post('/projects/demo/volumes', {
        ...{ name: 'inputs', size: '1Mi', cluster: 'lab' },
      });
    expect(created.status).toBe(201);
    const directory = join(portal.dataDirectory, 'volumes', 'demo', 'inputs');
    while (!existsSync(directory)) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    const { id } = await submit(
      {
        command: [
          'sh',
          '-c',
          `echo 1 > $PAGODA_INPUT_DIR/in/x && echo '{"loss": 0.5}' > $PAGODA_OUTPUT_DIR/result.json && echo done`,
        ],
      },
      { volumes: [{ name: 'inputs', path: 'in', readOnly: false }] },
    );
    const { status } = await ended(id);
    expect(await lines(id)).toEqual(['done']);
    expect(status).toMatchObject({
      phase: 'Succeeded',
      metrics: { loss: 0.5 },
      placement: { image: expect.stringMatching(/@sha256:/) },
    });
    expect(await lines(id)).toEqual(['done']);
    const files = await portal
      .as('viewer')
      .get('/projects/demo/volumes/inputs/files');
    expect(files.body.items).toMatchObject([{ path: 'x' }]);
  });

  it('explains what goes wrong, and tells of images', async () => {
    const { id } = await submit({
      image: '127.0.0.1:15100/pagoda/none:1',
      command: ['true'],
    });
    expect((await ended(id)).status.explanation).toMatchObject({
      code: 'ImageNotFound',
      summary: expect.stringContaining('has no such image'),
    });
    // Nobody answers there, and it is tried several times.
    const pulling = await submit({
      image: '127.0.0.1:1/none:1',
      command: ['true'],
    });
    await untilEvent(pulling.id, 'Pulling');
    await portal.as('owner').post(`/runs/${pulling.id}:cancel`);
    expect((await ended(pulling.id)).status.phase).toBe('Cancelled');
    const missing = await submit({ command: ['no-such-tool'] });
    expect((await ended(missing.id)).status.explanation?.code).toBe(
      'CommandNotFound',
    );
    const endless = await submit({
      command: ['sleep', '60'],
      timeoutSeconds: 1,
    });
    expect((await ended(endless.id)).status.explanation?.code).toBe('Timeout');
  });

  it('goes on with what ran when the portal was restarted', async () => {
    const { id } = await submit({
      command: ['sh', '-c', 'echo before; sleep 4; echo after; exit 4'],
    });
    await until(id, ({ status }) => status.phase === 'Running');
    await portal.restart();
    expect((await ended(id)).status).toMatchObject({
      phase: 'Failed',
      attempt: 1,
      exitCode: 4,
    });
    expect(await lines(id)).toEqual(['before', 'after']);
    const cancelled = await submit({ command: ['sleep', '60'] });
    await until(cancelled.id, ({ status }) => status.phase === 'Running');
    await portal.as('researcher').post(`/runs/${cancelled.id}:cancel`);
    expect((await ended(cancelled.id)).status.phase).toBe('Cancelled');
  });
});
