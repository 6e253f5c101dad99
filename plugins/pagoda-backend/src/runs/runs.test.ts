import { TestDatabases } from '@backstage/backend-test-utils';
import type { Run } from '@pagoda/plugin-pagoda-common';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import { addIdleCluster, IDLE_CLUSTER, moveRun } from '../testing/runsByHand';
import { RunPlacement } from './RunPlacement';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const RUNS = '/projects/demo/runs';
const NO_RUN = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';

const SPEC = { image: 'node:24', command: ['true'] };
const EXPERIMENT = {
  name: 'pi',
  spec: {
    ...SPEC,
    files: [{ path: 'lib/pi.js', content: '3.14' }],
    environment: { LANG: 'C' },
    resources: { cpu: '500m' },
    parameterSchema: {
      type: 'object',
      properties: {
        samples: { type: 'integer', minimum: 1 },
        seed: { type: 'integer', default: 7 },
      },
      required: ['samples'],
    },
  },
};

describe.each(databases.eachSupportedId())('runs on %p', id => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    await addIdleCluster(portal);
    await portal
      .as('researcher')
      .post('/projects/demo/experiments', EXPERIMENT)
      .expect(201);
    await portal.createProject({
      name: 'small',
      quota: { concurrentRuns: 2, cpu: '4', memory: '1Gi', gpu: 1 },
    });
    await portal.createProject({
      name: 'closed',
      quota: { concurrentRuns: 0 },
    });
  });

  afterAll(() => portal.stop());

  const as = (user: Parameters<TestPortal['as']>[0] = 'researcher') =>
    portal.as(user);

  async function submit(body: object = {}, project = 'demo'): Promise<Run> {
    const answer = await as().post(`/projects/${project}/runs`, {
      spec: SPEC,
      cluster: IDLE_CLUSTER,
      ...body,
    });
    expect(answer.body.error).toBeUndefined();
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function get(run: string): Promise<Run> {
    return (await as('viewer').get(`/runs/${run}`).expect(200)).body;
  }

  /** How much is stored of what requests write; events and changes of runs come from the reconcilers, too. */
  async function countRows(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const table of [
      'runs',
      'sources',
      'idempotency_keys',
      'experiments',
    ]) {
      const [{ count }] = await portal.knex(table).count({ count: '*' });
      counts[table] = Number(count);
    }
    return counts;
  }

  describe('submit', () => {
    it('stores a run of an experiment, complete in itself', async () => {
      const { body, status } = await as().post(RUNS, {
        experiment: 'pi',
        parameters: { samples: 10 },
        labels: { paper: 'fig2' },
        cluster: IDLE_CLUSTER,
        resources: { memory: '1Gi' },
        timeoutSeconds: 60,
        retries: { limit: 2 },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        project: 'demo',
        experiment: 'pi',
        revision: 1,
        sweep: null,
        owner: 'user:default/researcher',
        cluster: IDLE_CLUSTER,
        labels: { paper: 'fig2' },
        spec: {
          image: 'node:24',
          command: ['true'],
          environment: { LANG: 'C' },
          parameters: { samples: 10, seed: 7 },
          resources: { cpu: '500m', memory: '1Gi', gpu: 0 },
          volumes: [],
          timeoutSeconds: 60,
          retries: { limit: 2, backoffSeconds: 10 },
        },
        status: { phase: 'Queued', attempt: 0, explanation: null },
        rerunOf: null,
      });
      expect(body.spec.files).toBeUndefined();
      expect((await get(body.id)).spec.files).toEqual(EXPERIMENT.spec.files);
      const next = await submit();
      expect(next.number).toBe(body.number + 1);
      expect(next.id > body.id).toBe(true);
      const events = await as('viewer').get(`/runs/${body.id}/events`);
      expect(events.body.items).toEqual([
        {
          time: expect.any(String),
          type: 'Normal',
          reason: 'Queued',
          message: 'Submitted by user:default/researcher',
        },
      ]);
    });

    it('numbers the runs of each project without gaps, however many come at once', async () => {
      await portal.createProject({ name: 'many' });
      const runs = await Promise.all(
        Array.from({ length: 40 }, () => submit({}, 'many')),
      );
      expect(runs.map(run => run.number).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
      const byNumber = [...runs].sort((a, b) => a.number - b.number);
      expect(byNumber.map(run => run.id)).toEqual(
        runs.map(run => run.id).sort(),
      );
    });

    const bad: [string, object | string, number, string, string][] = [
      [
        'unknown field',
        { spec: SPEC, color: 'red' },
        400,
        'color',
        'known are experiment',
      ],
      [
        'wrong type',
        { spec: SPEC, timeoutSeconds: 'soon' },
        400,
        'timeoutSeconds',
        'must be an integer, not a string',
      ],
      ['neither', {}, 400, 'experiment', 'exactly one of experiment, spec'],
      [
        'both',
        { experiment: 'pi', spec: SPEC },
        400,
        'experiment',
        'exactly one of experiment, spec',
      ],
      [
        'revision of a spec',
        { spec: SPEC, revision: 1 },
        400,
        'revision',
        'belongs to an experiment',
      ],
      [
        'too small',
        { experiment: 'pi', parameters: { samples: 0 } },
        400,
        'parameters.samples',
        'must be >= 1',
      ],
      [
        'no number',
        { experiment: 'pi', parameters: { samples: '9' } },
        400,
        'parameters.samples',
        'must be an integer, not a string',
      ],
      [
        'missing',
        { experiment: 'pi' },
        400,
        'parameters.samples',
        'is required',
      ],
      [
        'misspelt',
        { experiment: 'pi', parameters: { sampels: 1 } },
        400,
        'parameters.sampels',
        'known are samples, seed',
      ],
      [
        'name of a parameter',
        { spec: SPEC, parameters: { 'a b': 1 } },
        400,
        'parameters.a b',
        'letters, digits',
      ],
      [
        'experiment',
        { experiment: 'nope' },
        404,
        'experiment',
        "Experiment 'nope' was not found",
      ],
      [
        'revision',
        { experiment: 'pi', revision: 9 },
        404,
        'revision',
        "Revision 'pi@9' was not found",
      ],
      [
        'cluster',
        { spec: SPEC, cluster: 'mars' },
        404,
        'cluster',
        "Cluster 'mars' was not found",
      ],
      [
        'volume',
        { spec: SPEC, volumes: [{ name: 'nope', path: 'data' }] },
        404,
        'volumes.0.name',
        "Volume 'nope' was not found",
      ],
      [
        'path',
        { spec: SPEC, volumes: [{ name: 'v', path: '../data' }] },
        400,
        'volumes.0.path',
        'does not fit',
      ],
      [
        'absolute path',
        { spec: { ...SPEC, files: [{ path: '/etc/x', content: '' }] } },
        400,
        'spec.files.0.path',
        'must match',
      ],
      [
        'volumes at one place',
        {
          spec: { ...SPEC, volumes: [{ name: 'a', path: 'data' }] },
          volumes: [{ name: 'b', path: 'data/b' }],
        },
        400,
        'volumes.0.path',
        "'data/b' and 'data' of volume 'a' are in each other's way",
      ],
      [
        'CPU in bytes',
        { spec: SPEC, resources: { cpu: '1Gi' } },
        400,
        'resources.cpu',
        'not an amount of cores',
      ],
      [
        'little memory',
        { spec: SPEC, resources: { memory: '512' } },
        400,
        'resources.memory',
        'less than 1Mi',
      ],
      [
        'cluster capacity',
        { spec: SPEC, cluster: IDLE_CLUSTER, resources: { cpu: '65' } },
        409,
        'resources.cpu',
        "65 CPU asked, cluster 'idle' has 64 CPU",
      ],
      ['NUL', { spec: SPEC, labels: { a: 'x\u0000' } }, 400, 'labels.a', 'NUL'],
      ['broken JSON', '{"spec": ', 400, 'body', 'JSON'],
      [
        'too large',
        `{"spec": "${'x'.repeat(5 * 1024 * 1024)}"}`,
        413,
        'body',
        'too large',
      ],
    ];
    it.each(bad)(
      'refuses what is wrong (%s), naming the field, and stores nothing',
      async (_name, body, status, field, message) => {
        const before = await countRows();
        const send = (path: string) =>
          as()
            .post(path)
            .set('Content-Type', 'application/json')
            .set('Idempotency-Key', `bad ${_name}`)
            .send(typeof body === 'string' ? body : JSON.stringify(body));
        const answer = await send(RUNS);
        expect(answer.body.error).toMatchObject({
          field,
          message: expect.stringContaining(message),
          code: expect.any(String),
        });
        expect(answer.status).toBe(status);
        // What would never fit is an answer there, no error.
        const dryRun = await send(`${RUNS}:validate`);
        expect(dryRun.status).toBe(status === 409 ? 200 : status);
        expect(dryRun.body.error).toEqual(
          status === 409 ? undefined : { ...answer.body.error },
        );
        expect(await countRows()).toEqual(before);
      },
    );

    it('refuses a volume that is deleted while the run is being submitted, and stores nothing', async () => {
      const createVolume = () =>
        as()
          .post('/projects/demo/volumes', { name: 'passing', size: '1Mi' })
          .expect(201);
      await createVolume();
      await as()
        .post('/projects/demo/experiments', {
          name: 'mounts',
          spec: { ...SPEC, volumes: [{ name: 'passing', path: 'in' }] },
        })
        .expect(201);
      const { number } = await submit();
      const before = await countRows();
      // The deletion is done when all has been checked, and nothing is stored yet.
      const { place } = RunPlacement.prototype;
      const spy = jest
        .spyOn(RunPlacement.prototype, 'place')
        .mockImplementation(async function placeAndDelete(
          this: RunPlacement,
          ...request
        ) {
          const placed = await place.apply(this, request);
          await portal
            .as('owner')
            .delete('/projects/demo/volumes/passing')
            .expect(204);
          return placed;
        });
      try {
        for (const [path, body, field] of [
          [
            RUNS,
            { spec: SPEC, volumes: [{ name: 'passing', path: 'in' }] },
            'volumes.0.name',
          ],
          [RUNS, { experiment: 'mounts' }, 'experiment'],
          [
            '/projects/demo/sweeps',
            {
              experiment: 'mounts',
              matrix: { x: [1, 2] },
              volumes: [{ name: 'passing', path: 'other' }],
            },
            'volumes.0.name',
          ],
        ] as const) {
          const answer = await as().post(path, body);
          expect(answer.body.error).toMatchObject({
            code: 'VolumeNotFound',
            message: "Volume 'passing' was not found",
            field,
          });
          expect(answer.status).toBe(404);
          expect(await countRows()).toEqual(before);
          await createVolume();
        }
      } finally {
        spy.mockRestore();
      }
      const { body } = await as()
        .post(RUNS, { experiment: 'mounts' })
        .expect(201);
      expect(body.number).toBe(number + 1);
    });

    it('refuses what would never fit into the quota, and lets the rest wait', async () => {
      const small = (resources: object) =>
        as().post('/projects/small/runs', {
          spec: SPEC,
          cluster: IDLE_CLUSTER,
          resources,
        });
      const tooMuch = await small({ cpu: '5', gpu: 2 });
      expect(tooMuch.status).toBe(409);
      expect(tooMuch.body.error).toMatchObject({
        code: 'QuotaExceeded',
        field: 'resources.cpu',
        message:
          "5 CPU asked, the quota of project 'small' is 4 CPU; 2 GPU asked, the quota of project 'small' is 1 GPU",
      });
      const never = await as().post('/projects/closed/runs', { spec: SPEC });
      expect(never.status).toBe(409);
      expect(never.body.error).toMatchObject({
        code: 'QuotaExceeded',
        field: 'project',
      });

      const validate = (resources: object) =>
        as().post('/projects/small/runs:validate', {
          spec: SPEC,
          cluster: IDLE_CLUSTER,
          resources,
        });
      expect((await validate({ cpu: '4' })).body).toMatchObject({
        fits: true,
        waits: false,
        shortBy: [],
        run: { resources: { cpu: '4', memory: '512Mi', gpu: 0 } },
      });
      const { body: running } = await small({ cpu: '3' });
      await moveRun(portal, running.id, 'Running');
      expect((await validate({ cpu: '2' })).body).toMatchObject({
        fits: true,
        waits: true,
        shortBy: [
          {
            resource: 'cpu',
            asked: 2,
            limit: 4,
            left: 1,
            message:
              "2 CPU asked, 1 CPU left of the quota of project 'small' (4 CPU)",
          },
        ],
      });
      expect((await validate({ memory: '2Gi' })).body).toMatchObject({
        fits: false,
        waits: false,
        shortBy: [{ resource: 'memory', limit: 2 ** 30 }],
      });
      expect((await small({ cpu: '2' })).status).toBe(201);
      await moveRun(portal, running.id, 'Succeeded');
    });

    it('is for researchers and owners alone', async () => {
      const ofViewer = await as('viewer').post(RUNS, { spec: SPEC });
      expect(ofViewer.status).toBe(403);
      const ofStranger = await as('stranger').post(RUNS, { spec: SPEC });
      expect(ofStranger.status).toBe(404);
    });
  });

  describe('Idempotency-Key', () => {
    const post = (
      key: string,
      body: object,
      user: 'researcher' | 'owner' = 'researcher',
    ) => portal.as(user).post(RUNS, body).set('Idempotency-Key', key);
    const body = { spec: SPEC, cluster: IDLE_CLUSTER };

    it('gives one run for the same request, one after the other or at once', async () => {
      const before = await countRows();
      const first = await post('k1', body);
      const again = await post('k1', body);
      expect(first.status).toBe(201);
      expect(again.status).toBe(201);
      expect(again.body).toEqual(first.body);
      expect(again.headers['idempotency-replayed']).toBe('true');
      const many = await Promise.all(
        Array.from({ length: 10 }, () => post('k2', body)),
      );
      expect(new Set(many.map(one => one.body.id)).size).toBe(1);
      expect(new Set(many.map(one => one.status))).toEqual(new Set([201]));
      expect(await countRows()).toMatchObject({
        runs: before.runs + 2,
        idempotency_keys: before.idempotency_keys + 2,
      });
    });

    it('refuses another request, and belongs to its user', async () => {
      await post('k3', body).expect(201);
      const other = await post('k3', { ...body, labels: { a: 'b' } });
      expect(other.status).toBe(422);
      expect(other.body.error).toMatchObject({
        code: 'IdempotencyKeyReused',
        field: 'Idempotency-Key',
      });
      const { body: mine } = await post('k3', body);
      const { body: theirs } = await post('k3', body, 'owner');
      expect(theirs.id).not.toBe(mine.id);
    });

    it('keeps run and answer together when the process dies in between', async () => {
      const before = await countRows();
      // The transaction breaks where the answer would be stored, after everything else.
      const refuse =
        id === 'SQLITE_3'
          ? `create trigger broken before insert on idempotency_keys begin select raise(abort, 'killed'); end`
          : `create function broken() returns trigger as $$ begin raise 'killed'; end $$ language plpgsql;
             create trigger broken before insert on idempotency_keys for each row execute function broken()`;
      await portal.knex.raw(refuse);
      const failed = await post('k4', body);
      await portal.knex.raw(
        id === 'SQLITE_3'
          ? 'drop trigger broken'
          : 'drop trigger broken on idempotency_keys',
      );
      expect(failed.status).toBe(500);
      expect(await countRows()).toEqual(before);
      const { status } = await post('k4', body);
      expect(status).toBe(201);
      expect(await countRows()).toMatchObject({ runs: before.runs + 1 });
    });
  });

  describe('list', () => {
    it('pages through the visible projects, newest first, with the fields asked for', async () => {
      const labels = { batch: 'list' };
      const runs: Run[] = [];
      for (let i = 0; i < 5; i += 1) {
        runs.push(await submit({ labels }, i % 2 ? 'demo' : 'small'));
      }
      const ids = runs.map(run => run.id).reverse();
      const page = (query: string) =>
        as('viewer').get(`/runs?label=batch%3Dlist&${query}`);
      const first = await page('limit=3&fields=id,status.phase');
      expect(first.body.items).toEqual(
        ids.slice(0, 3).map(one => ({ id: one, status: { phase: 'Queued' } })),
      );
      const second = await page(
        `limit=3&cursor=${first.body.pageInfo.nextCursor}`,
      );
      expect(second.body.items.map((run: Run) => run.id)).toEqual(ids.slice(3));
      expect(second.body.pageInfo).toEqual({});
      const oldest = await page('orderBy=createdAt%20asc&limit=1');
      expect(oldest.body.items[0].id).toBe(ids[4]);
      const demo = await page('project=demo&phase=Queued&phase=Running');
      expect(demo.body.items).toHaveLength(2);
      expect((await page('phase=Failed')).body.items).toEqual([]);
      expect((await page('q=batch')).body.items).toHaveLength(5);
      const since = await page(
        `since=${encodeURIComponent(runs[3].createdAt)}&project=demo`,
      );
      expect(since.body.items.map((run: Run) => run.id)).toEqual([ids[1]]);
    });

    it('shows nothing of other projects', async () => {
      expect((await as('stranger').get('/runs')).body.items).toEqual([]);
      const hidden = await as('stranger').get('/runs?project=demo');
      expect(hidden.status).toBe(404);
      const bad = await as().get('/runs?cursor=x');
      expect(bad.status).toBe(400);
      expect(bad.body.error.field).toBe('cursor');
      const { body } = await as('administrator').get('/runs?limit=1');
      expect(body.items).toHaveLength(1);
    });
  });

  it('cancels what waits at once, and asks for the end of what runs', async () => {
    const waits = await submit();
    const { body: cancelled } = await as()
      .post(`/runs/${waits.id}:cancel`)
      .expect(200);
    expect(cancelled.status).toMatchObject({
      phase: 'Cancelled',
      cancelRequestedBy: 'user:default/researcher',
      finishedAt: expect.any(String),
      explanation: {
        code: 'Cancelled',
        summary: 'Cancelled by researcher before it started.',
      },
    });
    const explanation = await as('viewer').get(`/runs/${waits.id}/explanation`);
    expect(explanation.body.explanation.code).toBe('Cancelled');
    const again = await as('owner').post(`/runs/${waits.id}:cancel`);
    expect(again.body).toEqual(cancelled);

    const active = await submit();
    await moveRun(portal, active.id, 'Running');
    const { body: asked } = await as().post(`/runs/${active.id}:cancel`);
    expect(asked).toMatchObject({
      generation: 2,
      status: {
        phase: 'Running',
        observedGeneration: 1,
        cancelRequestedBy: 'user:default/researcher',
      },
    });
    await as('owner').post(`/runs/${active.id}:cancel`).expect(200);
    const events = await as().get(`/runs/${active.id}/events`);
    expect(events.body.items.at(-1)).toMatchObject({
      reason: 'CancelRequested',
      message: 'Cancelling was asked for by user:default/researcher',
    });
    expect(events.body.items).toHaveLength(2);
    await as('viewer').post(`/runs/${active.id}:cancel`).expect(403);
    await as('stranger').post(`/runs/${active.id}:cancel`).expect(404);
    await as().post(`/runs/${NO_RUN}:cancel`).expect(404);
  });

  it('reruns the same, with changes, even when the experiment is gone', async () => {
    await as().post('/projects/demo/experiments', {
      ...EXPERIMENT,
      name: 'brief',
    });
    const { body: first } = await as().post(RUNS, {
      experiment: 'brief',
      parameters: { samples: 10 },
      labels: { paper: 'fig1' },
      cluster: IDLE_CLUSTER,
    });
    const { body: second, status } = await as()
      .post(`/runs/${first.id}:rerun`, {
        parameters: { seed: 8 },
        resources: { cpu: '2' },
      })
      .set('Idempotency-Key', 'rerun');
    expect(status).toBe(201);
    expect(second).toMatchObject({
      experiment: 'brief',
      revision: 1,
      rerunOf: first.id,
      labels: { paper: 'fig1' },
      cluster: IDLE_CLUSTER,
      spec: {
        parameters: { samples: 10, seed: 8 },
        resources: { cpu: '2', memory: '512Mi' },
      },
    });
    const bad = await as().post(`/runs/${first.id}:rerun`, {
      parameters: { samples: 0 },
    });
    expect(bad.body.error.field).toBe('parameters.samples');
    await as().delete('/projects/demo/experiments/brief').expect(204);
    const { body: third } = await as().post(`/runs/${first.id}:rerun`);
    expect(third.error).toBeUndefined();
    expect((await get(third.id)).spec.files).toEqual(EXPERIMENT.spec.files);

    const compared = await as('viewer').get(
      `/runs:compare?a=${first.id}&b=${second.id}`,
    );
    expect(compared.body.differences).toEqual([
      { group: 'parameters', path: 'spec.parameters.seed', a: 7, b: 8 },
      { group: 'resources', path: 'spec.resources.cpu', a: '500m', b: '2' },
    ]);
    await as('stranger')
      .get(`/runs:compare?a=${first.id}&b=${second.id}`)
      .expect(404);
  });

  it('deletes a run that has ended, with all that belongs to it', async () => {
    const content = 'only here';
    const run = await submit({
      spec: { ...SPEC, files: [{ path: 'a.txt', content }] },
      labels: { gone: 'soon' },
    });
    const busy = await as().delete(`/runs/${run.id}`);
    expect(busy.status).toBe(409);
    expect(busy.body.error).toMatchObject({ code: 'RunActive' });
    await moveRun(portal, run.id, 'Succeeded', { metrics: { pi: 3 } });
    const metrics = await as('viewer').get(`/runs/${run.id}/metrics`);
    expect(metrics.body).toMatchObject({
      metrics: { pi: 3 },
      usage: { requestedCpu: 1, requestedMemoryBytes: 512 * 2 ** 20 },
    });
    const before = await countRows();
    await as('viewer').delete(`/runs/${run.id}`).expect(403);
    await as().delete(`/runs/${run.id}`).expect(204);
    await as().get(`/runs/${run.id}`).expect(404);
    await as().delete(`/runs/${run.id}`).expect(404);
    expect((await as().get('/runs?label=gone')).body.items).toEqual([]);
    expect((await as().get('/runs?q=soon')).body.items).toEqual([]);
    const after = await countRows();
    expect(after.sources).toBe(before.sources - 1);
    const changes = await portal
      .knex('run_changes')
      .where({ run: run.id, deleted: true });
    expect(changes).toHaveLength(1);
  });
});
