import { createHash, randomBytes } from 'node:crypto';
import { podSettings } from '../../projects/clusters/podSettings';
import {
  createTestPortal,
  type TestPortal,
} from '../../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
  readPeerKubeconfig,
} from '../../testing/kubernetesPeer';
import { Gateways } from '../../volumes/gateways/Gateways';

jest.setTimeout(180_000);

const PREFIX = 'gateway-';

/** Writes results, a summary among them, and goes on until it is told to end. */
const SCRIPT = `
const { mkdirSync, writeFileSync, existsSync } = require('node:fs');
const out = process.env.PAGODA_OUTPUT_DIR;
mkdirSync(out + '/plots', { recursive: true });
writeFileSync(out + '/plots/a.html', '<a href="/">a</a>');
writeFileSync(out + '/growing.txt', 'first line\\n');
const end = Date.now() + Number(process.argv[1]);
while (Date.now() < end) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
writeFileSync(out + '/growing.txt', 'second line\\n', { flag: 'a' });
writeFileSync(out + '/result.json', JSON.stringify({ metrics: { accuracy: 0.5 } }));
`;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('results of runs on a real cluster', () => {
  const client = createKubernetesPeerClient();
  const project = `r${randomBytes(4).toString('hex')}`;
  const namespace = `${PREFIX}${project}`;
  let portal: TestPortal;

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
    const imported = await portal.as('administrator').post('/clusters', {
      name: 'peer',
      connection: { kind: 'kubeconfig', kubeconfig: readPeerKubeconfig() },
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

  const researcher = () => portal.as('researcher');

  async function submit(milliseconds: number): Promise<string> {
    const answer = await researcher().post(`/projects/${project}/runs`, {
      cluster: 'peer',
      spec: {
        image: 'pagoda.test/node:24',
        command: ['node', '-e', SCRIPT, String(milliseconds)],
        resources: { cpu: '100m', memory: '128Mi' },
      },
    });
    expect([answer.status, answer.body.id]).toEqual([201, expect.any(String)]);
    return answer.body.id;
  }

  const phase = (run: string, wanted: string) =>
    eventually(async () => {
      const { body } = await researcher().get(`/runs/${run}`);
      expect([body.status.phase, body.status.explanation ?? null]).toEqual([
        wanted,
        null,
      ]);
      return body;
    }, 60_000);

  it('are had while it runs and afterwards, and go with it', async () => {
    const run = await submit(12_000);
    await phase(run, 'Running');
    const early = await eventually(async () => {
      const { status, body } = await researcher().get(`/runs/${run}/results`);
      expect(status).toBe(200);
      expect(body.items.map((item: { path: string }) => item.path)).toEqual([
        'growing.txt',
        'plots',
        'plots/a.html',
      ]);
      return body;
    });
    expect(early.items[0].size).toBe(11);
    const running = await researcher().get(`/runs/${run}/results/growing.txt`);
    expect(running.headers.etag).toMatch(/^W\//);

    await phase(run, 'Succeeded');
    // They may follow a moment later.
    await eventually(async () => {
      const { body } = await researcher().get(`/runs/${run}`);
      expect(body.status.metrics).toEqual({ accuracy: 0.5 });
    });
    const { body: listing } = await researcher().get(`/runs/${run}/results`);
    expect(
      listing.items.map(({ path, sha256: sum }: Record<string, string>) => [
        path,
        sum,
      ]),
    ).toEqual([
      ['growing.txt', sha256('first line\nsecond line\n')],
      ['plots', undefined],
      ['plots/a.html', sha256('<a href="/">a</a>')],
      ['result.json', sha256('{"metrics":{"accuracy":0.5}}')],
    ]);
    const range = await researcher()
      .get(`/runs/${run}/results/growing.txt`)
      .set('Range', 'bytes=6-9');
    expect([range.status, range.text]).toEqual([206, 'line']);
    const html = await researcher().get(`/runs/${run}/results/plots/a.html`);
    expect(html.text).toBe('<a href="/">a</a>');
    const zip = await researcher()
      .get(`/runs/${run}/results?archive=zip`)
      .buffer()
      .parse((res, done) => {
        const parts: Buffer[] = [];
        res.on('data', part => parts.push(part));
        res.on('end', () => done(null, Buffer.concat(parts)));
      });
    expect(zip.body.readUInt32LE(0)).toBe(0x04034b50);

    const other = await submit(0);
    await phase(other, 'Succeeded');
    expect((await researcher().delete(`/runs/${run}`)).status).toBe(204);
    expect((await researcher().get(`/runs/${run}/results`)).status).toBe(404);
    const { body: kept } = await researcher().get(`/runs/${other}/results`);
    expect(kept.items).toHaveLength(4);
    const files = await runDirectories();
    expect(files).toEqual([other]);
  });

  it("are each point's own in a sweep, and no link of a point leads elsewhere", async () => {
    const experiment = await researcher().post(
      `/projects/${project}/experiments`,
      {
        name: 'points',
        spec: {
          image: 'pagoda.test/busybox:1',
          command: [
            'sh',
            '-c',
            'echo $PAGODA_SWEEP_INDEX > $PAGODA_OUTPUT_DIR/index.txt; ln -s /etc/passwd $PAGODA_OUTPUT_DIR/link',
          ],
          resources: { cpu: '100m', memory: '64Mi' },
          parameterSchema: {
            type: 'object',
            properties: { seed: { type: 'integer' } },
          },
        },
      },
    );
    expect(experiment.status).toBe(201);
    const sweep = await researcher().post(`/projects/${project}/sweeps`, {
      ...{ experiment: 'points', cluster: 'peer', matrix: { seed: [7, 8, 9] } },
    });
    expect([sweep.status, sweep.body.points]).toEqual([201, 3]);
    await eventually(async () => {
      const { body } = await researcher().get(`/sweeps/${sweep.body.id}`);
      expect(body.status).toMatchObject({ phase: 'Succeeded' });
    }, 90_000);
    const points = await researcher().get(`/sweeps/${sweep.body.id}/points`);
    for (const { run, index } of points.body.items) {
      const { body } = await researcher().get(`/runs/${run}/results`);
      expect(body.items.map((item: { path: string }) => item.path)).toEqual([
        'index.txt',
      ]);
      const text = await researcher().get(`/runs/${run}/results/index.txt`);
      expect(text.text).toBe(`${index}\n`);
      const link = await researcher().get(`/runs/${run}/results/link`);
      expect([link.status, link.body.error.code]).toEqual([400, 'InvalidPath']);
    }
    expect(points.body.items).toHaveLength(3);
  });

  it('are empty for a run that has left nothing', async () => {
    const answer = await researcher().post(`/projects/${project}/runs`, {
      cluster: 'peer',
      spec: {
        image: 'pagoda.test/busybox:1',
        command: ['true'],
        resources: { cpu: '100m', memory: '64Mi' },
      },
    });
    await phase(answer.body.id, 'Succeeded');
    const { body } = await researcher().get(`/runs/${answer.body.id}/results`);
    expect(body).toEqual({ items: [], truncated: false });
  });

  /** The directories of runs on the volume, seen by the gateway that the portal has made. */
  async function runDirectories(): Promise<string[]> {
    const gateways = new Gateways({
      clusters: { client: async () => client },
      namespaces: {
        ensure: async () => ({ namespace }),
        namespaceOf: () => namespace,
        podSettings: async () => podSettings(),
      },
      settings: { image: 'none', idleSeconds: 60, readyTimeout: 10_000 },
    });
    const target = {
      ...{ cluster: 'peer', project, claim: 'pagoda-results' },
      title: 'results',
    };
    const { items } = await gateways.files(target).list('runs');
    return items.map(({ path }) => path.replace('runs/', ''));
  }
});
