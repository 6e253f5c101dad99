import type { IncomingMessage } from 'node:http';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProgram } from '../../program';
import {
  createTestContext,
  type TestContext,
} from '../../testing/createTestContext';
import {
  answer,
  startServer,
  type TestServer,
} from '../../testing/startServer';
import { createCluster } from './createCluster';
import { getKubeconfig } from './getKubeconfig';
import { scaleCluster } from './scaleCluster';

const PLAN = {
  name: 'lab',
  provisioner: 'magnum',
  cloud: 'campus',
  clusterTemplate: 'k8s',
  pools: [
    { name: 'control', role: 'control-plane', count: 1, flavor: 'm1.medium' },
    { name: 'work', role: 'worker', count: 2, flavor: 'm1.large' },
  ],
};

const CORES = { resource: 'cores', limit: 20, used: 12, left: 8 };

function clusterIn(phase: string, observedGeneration = 0) {
  return {
    ...{ name: 'lab', title: 'lab', provisioner: 'magnum' },
    ...{ engine: 'kubernetes', cloud: 'campus', plan: PLAN, generation: 1 },
    owner: 'user:default/ada',
    capacity: { cpu: 0, memoryBytes: 0, gpu: 0 },
    allocated: { cpu: 0, memoryBytes: 0, gpu: 0 },
    runs: { queued: 0, active: 0 },
    pools: [{ name: 'work', role: 'worker', wanted: 2, ready: 1 }],
    status: { phase, conditions: [], observedGeneration },
  };
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of req) {
    text += part;
  }
  return text === '' ? undefined : JSON.parse(text);
}

describe('clusters made by commands', () => {
  let server: TestServer;
  let test: TestContext;
  let preflight: object;
  let looks: object[];
  const bodies: unknown[] = [];
  const said: string[] = [];

  beforeEach(async () => {
    bodies.length = 0;
    said.length = 0;
    looks = [];
    preflight = { fits: true, items: [], problems: [] };
    jest.spyOn(process.stderr, 'write').mockImplementation(text => {
      said.push(String(text));
      return true;
    });
    jest.spyOn(process.stdout, 'write').mockImplementation(text => {
      said.push(String(text));
      return true;
    });
    server = await startServer(async (req, res) => {
      const path = req.url?.replace(/^\/api\/pagoda\/v1/, '');
      if (req.method !== 'GET') {
        bodies.push(await bodyOf(req));
      }
      if (path?.startsWith('/clusters:preflight')) {
        answer(res, 200, preflight);
      } else if (path === '/clusters:provision') {
        answer(res, 201, clusterIn('Pending'));
      } else if (path === '/clouds/campus') {
        answer(res, 200, { name: 'campus', provisioners: ['magnum'] });
      } else if (path === '/clusters/lab/kubeconfig') {
        answer(res, 200, {
          kubeconfig: 'apiVersion: v1\n',
          expiresAt: '2027-01-01T00:00:00Z',
        });
      } else {
        answer(res, 200, looks.shift() ?? clusterIn('Ready', 1));
      }
    });
    test = await createTestContext(server.url);
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await server.close();
    await test.remove();
  });

  it('take a file with flags over it, show what is short, and make nothing in a dry run', async () => {
    const file = join(test.directory, 'lab.yaml');
    const { provisioner: _, ...rest } = PLAN;
    await writeFile(file, JSON.stringify({ ...rest, name: 'other' }));
    preflight = {
      fits: false,
      items: [{ ...CORES, needed: 12, leftAfter: -4, short: 4 }],
      problems: [],
    };
    await expect(
      createCluster(
        test.context,
        { file, dryRun: true, pool: ['name=work,count=4'], image: 'ubuntu' },
        'lab',
      ),
    ).rejects.toMatchObject({
      exitCode: 5,
      message: 'The plan does not fit: short of Cores',
    });
    expect(bodies).toEqual([
      {
        ...PLAN,
        pools: [
          { ...PLAN.pools[0], image: 'ubuntu' },
          { ...PLAN.pools[1], count: 4, image: 'ubuntu' },
        ],
      },
    ]);
    expect(said.join('')).toMatch(/Cores +12 +8 +short by 4/);
    expect(server.requests.join()).not.toContain('provision');

    preflight = {
      ...preflight,
      problems: [{ field: 'version', message: 'is old', advice: 'Take v2.' }],
    };
    await expect(
      createCluster(test.context, { file, dryRun: true }),
    ).rejects.toMatchObject({ exitCode: 2 });
    expect(said.join('')).toContain('version is old. Take v2.');
  });

  it('wait until the cluster is ready, and tell of each change', async () => {
    const file = join(test.directory, 'lab.json');
    await writeFile(file, JSON.stringify(PLAN));
    looks = [clusterIn('Provisioning')];
    await createCluster(test.context, { file, wait: true });
    const text = said.join('');
    expect(text).toContain('Provisioning: work 1 of 2 ready');
    expect(text).toContain('lab (lab): Ready');

    looks = [clusterIn('Failed')];
    await expect(
      createCluster(test.context, { file, wait: true }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('Cluster lab has failed'),
      advice: 'pagoda cluster events lab',
    });
  });

  it('scale by the whole list of pools, based on what was read', async () => {
    await scaleCluster(test.context, {}, 'lab', ['work=5']);
    expect(bodies).toEqual([
      {
        pools: [PLAN.pools[0], { ...PLAN.pools[1], count: 5 }],
        generation: 1,
      },
    ]);
    await expect(
      scaleCluster(test.context, {}, 'lab', []),
    ).rejects.toMatchObject({ exitCode: 2, message: 'Nothing to change' });
  });

  it('write a kubeconfig for its owner alone, over nothing that is there', async () => {
    const output = join(test.directory, 'kubeconfig');
    await getKubeconfig(test.context, { ttl: 60, output }, 'lab');
    expect(bodies).toEqual([{ ttlSeconds: 60 }]);
    expect(await readFile(output, 'utf8')).toBe('apiVersion: v1\n');
    await expect(
      getKubeconfig(test.context, { output }, 'lab'),
    ).rejects.toThrow('EEXIST');
  });

  it('say what is wrong before anything is asked', async () => {
    await expect(
      createProgram().parseAsync(
        ['cluster', 'extend', 'lab', '--until', 'soon'],
        { from: 'user' },
      ),
    ).rejects.toThrow(/12h, 30d/);
    await expect(
      createCluster(test.context, { pool: ['name=a'] }, 'lab'),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: 'The cloud is missing: --cloud',
    });
    expect(server.requests).toEqual([]);
  });
});
