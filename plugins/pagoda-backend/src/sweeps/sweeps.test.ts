import { TestDatabases } from '@backstage/backend-test-utils';
import type { Sweep, SweepPoint } from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { addIdleCluster, IDLE_CLUSTER, moveRun } from '../testing/runsByHand';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const SWEEPS = '/projects/demo/sweeps';

const EXPERIMENT = {
  name: 'pi',
  spec: {
    image: 'node:24',
    command: ['true'],
    files: [{ path: 'pi.js', content: '3.14' }],
    parameterSchema: {
      type: 'object',
      properties: {
        samples: { type: 'integer', minimum: 1 },
        seed: { type: 'integer', default: 7 },
        mode: { enum: ['fast', 'exact'] },
      },
      required: ['samples'],
    },
  },
};

describe.each(databases.eachSupportedId())('sweeps on %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    await addIdleCluster(portal);
    await portal
      .as('researcher')
      .post('/projects/demo/experiments', EXPERIMENT)
      .expect(201);
  });

  afterAll(() => portal.stop());

  const post = (body: object, key?: string) => {
    const request = portal
      .as('researcher')
      .post(SWEEPS, { experiment: 'pi', cluster: IDLE_CLUSTER, ...body });
    return key === undefined ? request : request.set('Idempotency-Key', key);
  };

  async function submit(body: object): Promise<Sweep> {
    const answer = await post(body);
    expect(answer.body.error).toBeUndefined();
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function get(sweep: string): Promise<Sweep> {
    return (await portal.as('viewer').get(`/sweeps/${sweep}`).expect(200)).body;
  }

  async function points(sweep: string): Promise<SweepPoint[]> {
    const { body } = await portal
      .as('viewer')
      .get(`/sweeps/${sweep}/points`)
      .expect(200);
    return body.items;
  }

  /** Waits for the reconciler. */
  async function ended(sweep: string): Promise<Sweep> {
    for (;;) {
      const now = await get(sweep);
      if (now.status.phase !== 'Running') {
        return now;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  async function countRuns(): Promise<number> {
    const [{ count }] = await portal.knex('runs').count({ count: '*' });
    return Number(count);
  }

  it('makes a run of every combination, of pairs, and of a list', async () => {
    const sweep = await submit({
      parameters: { mode: 'fast' },
      matrix: { samples: [10, 20], seed: [1, 2, 3] },
      labels: { paper: 'fig2' },
      parallelism: 4,
    });
    expect(sweep).toMatchObject({
      points: 6,
      parameterNames: ['samples', 'seed'],
      owner: 'user:default/researcher',
      revision: 1,
      spec: { matrix: { samples: [10, 20] }, parallelism: 4 },
      status: { phase: 'Running', counts: { Queued: 6, Failed: 0 } },
    });
    const combined = await points(sweep.id);
    expect(combined.map(point => point.index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(combined.map(point => point.parameters)).toEqual(
      [10, 20].flatMap(samples =>
        [1, 2, 3].map(seed => ({ mode: 'fast', samples, seed })),
      ),
    );
    const page = await portal
      .as('viewer')
      .get(`/sweeps/${sweep.id}/points?limit=4`);
    const rest = await portal
      .as('viewer')
      .get(
        `/sweeps/${sweep.id}/points?limit=4&cursor=${page.body.pageInfo.nextCursor}`,
      );
    expect([...page.body.items, ...rest.body.items]).toEqual(combined);
    expect(rest.body.pageInfo).toEqual({});
    const { body: run } = await portal
      .as('viewer')
      .get(`/runs/${combined[5].run}`);
    expect(run).toMatchObject({
      sweep: sweep.id,
      index: 5,
      labels: { paper: 'fig2' },
      spec: { files: EXPERIMENT.spec.files },
    });

    const paired = await submit({
      zip: { samples: [1, 2], mode: ['fast', 'exact'] },
    });
    expect((await points(paired.id)).map(point => point.parameters)).toEqual([
      { samples: 1, mode: 'fast', seed: 7 },
      { samples: 2, mode: 'exact', seed: 7 },
    ]);
    const listed = await submit({
      parameters: { samples: 5 },
      list: [{ seed: 1 }, { seed: 1, samples: 9 }],
    });
    expect(listed.parameterNames).toEqual(['samples']);
    expect((await points(listed.id)).map(point => point.parameters)).toEqual([
      { samples: 5, seed: 1 },
      { samples: 9, seed: 1 },
    ]);

    const { body: newest } = await portal
      .as('viewer')
      .get('/sweeps?project=demo&limit=2');
    expect(newest.items.map((one: Sweep) => one.id)).toEqual([
      listed.id,
      paired.id,
    ]);
    const { body: older } = await portal
      .as('viewer')
      .get(`/sweeps?limit=2&cursor=${newest.pageInfo.nextCursor}`);
    expect(older.items[0]).toMatchObject({
      id: sweep.id,
      status: { counts: { Queued: 6 } },
    });
    expect(older.items[0].spec.matrix).toBeUndefined();
    expect((await portal.as('stranger').get('/sweeps')).body.items).toEqual([]);
    await portal.as('stranger').get(`/sweeps/${sweep.id}`).expect(404);
    await portal.as('viewer').post(`/sweeps/${sweep.id}:cancel`).expect(403);
  });

  it.each([
    [
      { matrix: { samples: [1, 0] } },
      400,
      'matrix.samples',
      'point 1: must be >= 1',
    ],
    [
      { zip: { samples: [1, 2, 'x'] } },
      400,
      'zip.samples.2',
      'point 2: must be an integer, not a string',
    ],
    [
      { list: [{ samples: 1 }, { sampels: 1 }] },
      400,
      'list.1.sampels',
      'known are samples, seed, mode',
    ],
    [
      { list: [{ samples: 1 }, {}] },
      400,
      'list.1.samples',
      'point 1: is required',
    ],
    [
      { matrix: { samples: Array(200).fill(1), seed: Array(51).fill(1) } },
      400,
      'matrix',
      '200 × 51 = 10200 points; at most 10000',
    ],
    [
      { zip: { samples: [1, 2], seed: [1] } },
      400,
      'zip.seed',
      'has 1 values, but samples has 2',
    ],
    [
      { parameters: { samples: 1 }, matrix: { samples: [1] } },
      400,
      'parameters.samples',
      'also in matrix',
    ],
    [{ matrix: { samples: [1] }, list: [{}] }, 400, 'matrix', 'exactly one'],
    [
      { matrix: { samples: [1] }, resources: { cpu: '65' } },
      409,
      'resources.cpu',
      "cluster 'idle' has 64 CPU",
    ],
    [
      { matrix: { samples: [1] }, cluster: 'mars' },
      404,
      'cluster',
      "Cluster 'mars' was not found",
    ],
    [
      { matrix: { samples: [1] }, experiment: 'nope' },
      404,
      'experiment',
      "Experiment 'nope' was not found",
    ],
  ])(
    'refuses no. %#, naming the field',
    async (body, status, field, message) => {
      const before = await countRuns();
      const answer = await post(body);
      expect(answer.body.error).toMatchObject({
        field,
        message: expect.stringContaining(message),
      });
      expect(answer.status).toBe(status);
      expect(await countRuns()).toBe(before);
    },
  );

  it('is made once for one key', async () => {
    const before = await countRuns();
    const body = { matrix: { samples: [1, 2] } };
    const [a, b] = await Promise.all([post(body, 'once'), post(body, 'once')]);
    expect(a.status).toBe(201);
    expect(b.body).toEqual(a.body);
    expect((await post(body, 'once')).body).toEqual(a.body);
    expect((await post({ matrix: { samples: [3] } }, 'once')).status).toBe(422);
    expect(await countRuns()).toBe(before + 2);
  });

  it('succeeds, or fails and says of what', async () => {
    const good = await submit({ matrix: { samples: [1, 2] } });
    for (const point of await points(good.id)) {
      await moveRun(portal, point.run, 'Succeeded', { metrics: { pi: 3 } });
    }
    expect((await ended(good.id)).status).toMatchObject({
      phase: 'Succeeded',
      explanation: null,
      counts: { Succeeded: 2 },
      finishedAt: expect.any(String),
    });
    expect((await points(good.id))[0]).toMatchObject({
      phase: 'Succeeded',
      metrics: { pi: 3 },
      code: null,
    });

    const bad = await submit({ matrix: { samples: [1, 2, 3] } });
    const [first, second, third] = await points(bad.id);
    await moveRun(portal, first.run, 'Failed');
    await moveRun(portal, second.run, 'Succeeded');
    expect((await get(bad.id)).status).toMatchObject({
      phase: 'Running',
      causes: [{ code: 'ExitCode', count: 1, example: first.run }],
    });
    await moveRun(portal, third.run, 'Failed');
    expect((await ended(bad.id)).status).toMatchObject({
      phase: 'Failed',
      explanation: {
        code: 'ExitCode',
        summary: '2 of 3 points failed.',
      },
      counts: { Failed: 2, Succeeded: 1 },
    });
  });

  it('cancels the rest after too many failures', async () => {
    const sweep = await submit({
      matrix: { samples: [1, 2, 3, 4] },
      maxFailures: 1,
    });
    const [a, b, c, d] = await points(sweep.id);
    await moveRun(portal, a.run, 'Running');
    await moveRun(portal, b.run, 'Failed');
    await moveRun(portal, c.run, 'Failed');
    const active = async () =>
      (await portal.as('viewer').get(`/runs/${a.run}`)).body.status;
    while ((await active()).cancelRequestedBy === null) {
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    expect((await active()).phase).toBe('Running');
    const { body: last } = await portal.as('viewer').get(`/runs/${d.run}`);
    expect(last.status).toMatchObject({
      phase: 'Cancelled',
      explanation: {
        code: 'Cancelled',
        summary:
          'Cancelled by its sweep, of which more than 1 points failed, before it started.',
      },
    });
    await moveRun(portal, a.run, 'Cancelled');
    expect((await ended(sweep.id)).status).toMatchObject({
      phase: 'Failed',
      explanation: {
        summary:
          '2 of 4 points failed, more than the 1 allowed; 2 were cancelled.',
      },
    });
  });

  it('is cancelled with all its points, whoever asks twice', async () => {
    const sweep = await submit({ matrix: { samples: [1, 2] } });
    await portal
      .as('researcher')
      .post(`/sweeps/${sweep.id}:cancel`)
      .expect(200);
    const { status } = await ended(sweep.id);
    expect(status).toMatchObject({
      phase: 'Cancelled',
      explanation: {
        code: 'Cancelled',
        summary: expect.stringContaining('Cancelled by researcher'),
      },
      counts: { Cancelled: 2 },
    });
    const again = await portal
      .as('owner')
      .post(`/sweeps/${sweep.id}:cancel`)
      .expect(200);
    expect(again.body.status).toEqual(status);
  });

  it('goes on with what a killed process left', async () => {
    const sweep = await submit({ matrix: { samples: [1] } });
    const [point] = await points(sweep.id);
    await portal.restart();
    await moveRun(portal, point.run, 'Succeeded');
    expect((await ended(sweep.id)).status.phase).toBe('Succeeded');
  });

  it('takes ten thousand points', async () => {
    const sweep = await submit({
      list: Array.from({ length: 10_000 }, (_, i) => ({ samples: i + 1 })),
    });
    expect(sweep.points).toBe(10_000);
    expect(await points(sweep.id)).toHaveLength(10_000);
  });
});
