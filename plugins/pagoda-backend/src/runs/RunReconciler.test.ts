import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Quota, RunSpec } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { Leases } from '../database/Leases';
import { openDatabase } from '../database/PagodaDatabase';
import { EngineProblemError } from '../engines/EngineProblemError';
import type { Attempt, EngineProblem } from '../engines/types';
import { FileLogStore } from '../logs/FileLogStore';
import { ProjectStore } from '../projects/ProjectStore';
import { ScriptedEngine } from '../testing/ScriptedEngine';
import { Admission } from './Admission';
import { AttemptReconciler } from './AttemptReconciler';
import { explainCancelled } from './explain/explainCancelled';
import { RunQueue } from './RunQueue';
import { RunReconciler } from './RunReconciler';
import { RunStore } from './RunStore';
import type { NewRun, RunRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const CLUSTER = 'local';

describe.each(databases.eachSupportedId())('RunReconciler, %p', id => {
  let knex: Knex;
  let store: RunStore;
  let engine: ScriptedEngine;
  let reconcilers: RunReconciler[];
  let metrics: Record<string, number>;

  beforeEach(async () => {
    knex = await openDatabase({ getClient: () => databases.init(id) });
    store = new RunStore(knex);
    engine = new ScriptedEngine();
    reconcilers = [];
    metrics = {};
  });

  afterEach(async () => {
    await Promise.all(reconcilers.map(reconciler => reconciler.stop()));
  });

  function start(
    options: {
      leases?: Leases;
      alone?: boolean;
      on?: ScriptedEngine;
      onTheWay?: number;
    } = {},
  ): RunReconciler {
    const {
      leases = new Leases(knex, uuid()),
      alone = true,
      on = engine,
      onTheWay,
    } = options;
    const projects = new ProjectStore(knex);
    const reconciler = new RunReconciler({
      cluster: CLUSTER,
      engine: on,
      store,
      attempts: new AttemptReconciler({
        engine: on,
        store,
        logs: new FileLogStore(() => '/nonexistent'),
        readMetrics: async () => metrics,
      }),
      admission: new Admission({
        cluster: CLUSTER,
        engine: on,
        store,
        queue: new RunQueue(knex),
        quotas: names => projects.quotas(names),
        onTheWay,
      }),
      leases,
      alone,
      logger: mockServices.logger.mock(),
    });
    reconcilers.push(reconciler);
    reconciler.start();
    return reconciler;
  }

  async function createProject(name: string, quota: Quota = {}) {
    await knex('projects').insert({
      name,
      title: name,
      description: '',
      quota_json: JSON.stringify(quota),
      created_at: 0,
      created_by: 'user:default/ada',
    });
  }

  function newRun(spec: Partial<RunSpec> = {}, rest: Partial<NewRun> = {}) {
    return {
      project: 'demo',
      owner: 'user:default/ada',
      cluster: CLUSTER,
      labels: {},
      spec: {
        image: 'node:24',
        command: ['true'],
        parameters: {},
        resources: { cpu: '1', memory: '512Mi', gpu: 0 },
        volumes: [],
        timeoutSeconds: 60,
        retries: {},
        ...spec,
      },
      ...rest,
    };
  }

  async function submit(spec?: Partial<RunSpec>, rest?: Partial<NewRun>) {
    const [record] = await store.create([newRun(spec, rest)]);
    return record.run.id;
  }

  async function until(
    run: string,
    ready: (record: RunRecord) => boolean,
  ): Promise<RunRecord> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const record = await store.get(run);
      if (record && ready(record)) {
        return record;
      }
      if (Date.now() > deadline) {
        throw new Error(`Run is ${JSON.stringify(record?.run.status)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  const inPhase = (run: string, phase: string) =>
    until(run, record => record.run.status.phase === phase);

  const reasons = async (run: string) =>
    (await store.events(run)).map(({ reason }) => reason);

  it('takes a run from the queue to its end', async () => {
    await createProject('demo');
    start();
    const run = await submit({
      files: [{ path: 'main.js', content: 'code' }],
    });
    const running = await inPhase(run, 'Running');
    expect(running.run.status).toMatchObject({ attempt: 1, exitCode: null });
    expect(engine.launched).toMatchObject([
      {
        run,
        attempt: 1,
        project: 'demo',
        spec: { files: [{ path: 'main.js', content: 'code' }] },
        environment: { PAGODA_RUN_NUMBER: '1' },
      },
    ]);
    metrics = { pi: 3.14 };
    engine.end({ run, attempt: 1 }, { exitCode: 0 });
    const { run: ended, usage } = await inPhase(run, 'Succeeded');
    expect(ended.status).toMatchObject({
      exitCode: 0,
      explanation: null,
      metrics: { pi: 3.14 },
      finishedAt: expect.any(String),
    });
    expect(usage).toEqual({ cpuSeconds: 1 });
    expect(await reasons(run)).toEqual([
      'Queued',
      'Starting',
      'Started',
      'Succeeded',
    ]);
    await until(run, () => engine.removed.includes(run));
  });

  it('hands a cluster what it can place, so that no project waits behind thousands of another', async () => {
    await createProject('many');
    await createProject('few');
    engine.launchedAs = 'Starting';
    const many = [];
    for (let i = 0; i < 6; i += 1) {
      many.push(await submit({}, { project: 'many' }));
    }
    start({ onTheWay: 3 });
    await inPhase(many[2], 'Starting');
    await submit({}, { project: 'few' });
    engine.set(
      { run: many[0], attempt: 1 },
      { state: 'Starting', placement: { node: 'node-1' } },
    );
    await until(many[0], () => engine.launched.length === 4);
    expect(engine.launched.map(({ project }) => project)).toEqual([
      ...['many', 'many', 'many'],
      'few',
    ]);
    expect((await store.get(many[3]))?.run.status).toMatchObject({
      phase: 'Queued',
      explanation: null,
    });
  });

  it('goes on with the same attempt after a crash between the record and the launch', async () => {
    await createProject('demo');
    const first = start();
    engine.beforeLaunch = () => {
      throw new Error('as if killed here');
    };
    const run = await submit();
    await inPhase(run, 'Starting');
    await first.stop();
    engine.beforeLaunch = () => {};
    start();
    await inPhase(run, 'Running');
    expect(engine.attemptsOf(run)).toEqual([1]);
    expect(await reasons(run)).toEqual(['Queued', 'Starting', 'Started']);
  });

  it('records the end of what ended while nobody looked, and forgets what is over', async () => {
    await createProject('demo');
    const first = start();
    const run = await submit();
    await inPhase(run, 'Running');
    await first.stop();
    engine.end({ run, attempt: 1 }, { exitCode: 3 });
    const gone = uuid();
    engine.end({ run: gone, attempt: 1 }, { exitCode: 0 });
    start();
    expect((await inPhase(run, 'Failed')).run.status).toMatchObject({
      exitCode: 3,
      explanation: { code: 'ExitCode' },
    });
    await until(run, () => engine.removed.length === 2);
    expect(engine.removed.sort()).toEqual([gone, run].sort());
  });

  it('explains a run that the engine has lost, and tries it again where that is wanted', async () => {
    await createProject('demo');
    start();
    const [once, twice] = [
      await submit(),
      await submit({ retries: { limit: 1, backoffSeconds: 0 } }),
    ];
    await inPhase(once, 'Running');
    await inPhase(twice, 'Running');
    engine.forget({ run: once, attempt: 1 });
    engine.forget({ run: twice, attempt: 1 });
    expect(
      (await inPhase(once, 'Failed')).run.status.explanation,
    ).toMatchObject({ code: 'EngineRestarted' });
    await until(
      twice,
      ({ run }) => run.status.attempt === 2 && run.status.phase === 'Running',
    );
    expect(await reasons(twice)).toEqual([
      'Queued',
      'Starting',
      'Started',
      'Retried',
      'Starting',
      'Started',
    ]);
  });

  it('retries by the rules, waiting twice as long each time', async () => {
    await createProject('demo');
    start();
    const run = await submit({
      retries: {
        limit: 5,
        backoffSeconds: 0.4,
        rules: [{ exitCodes: [42], action: 'Fail' }],
      },
    });
    for (const [attempt, seconds] of [
      [1, 0.4],
      [2, 0.8],
    ]) {
      await until(
        run,
        record =>
          record.run.status.phase === 'Running' &&
          record.run.status.attempt === attempt,
      );
      const begin = Date.now();
      engine.end({ run, attempt }, { exitCode: 1 });
      const { status } = (await inPhase(run, 'Queued')).run;
      expect(status).toMatchObject({
        attempt,
        explanation: {
          code: 'ExitCode',
          summary: expect.stringContaining(
            `Retry ${attempt} of 5 begins at ${status.nextAttemptAt}`,
          ),
        },
      });
      const wait = Date.parse(String(status.nextAttemptAt)) - begin;
      expect(wait).toBeGreaterThanOrEqual(seconds * 1000);
      expect(wait).toBeLessThan(seconds * 1000 + 10_000);
    }
    await until(run, record => record.run.status.attempt === 3);
    engine.end({ run, attempt: 3 }, { exitCode: 42 });
    const { status } = (await inPhase(run, 'Failed')).run;
    expect(status).toMatchObject({ attempt: 3, exitCode: 42 });
    expect(engine.attemptsOf(run)).toEqual([1, 2, 3]);
  });

  it('does not repeat what would only end the same way', async () => {
    await createProject('demo');
    start();
    const run = await submit({ retries: { limit: 3, backoffSeconds: 0 } });
    await inPhase(run, 'Running');
    engine.end({ run, attempt: 1 }, { reason: 'CommandNotFound' });
    expect((await inPhase(run, 'Failed')).run.status.attempt).toBe(1);
  });

  it('gives a run up that the engine cannot start, and deals with the others', async () => {
    await createProject('demo');
    engine.beforeLaunch = task => {
      if (task.spec.command[0] === 'bad') {
        throw new Error('no space left on device');
      }
    };
    start();
    const bad = await submit({ command: ['bad'] });
    const good = await submit();
    await inPhase(good, 'Running');
    expect((await inPhase(bad, 'Failed')).run.status.explanation).toMatchObject(
      {
        code: 'Unknown',
        summary: expect.stringContaining('no space left on device'),
      },
    );
  });

  it('cancels what runs, and says who wanted it', async () => {
    await createProject('demo');
    start();
    const run = await submit({ retries: { limit: 3 } });
    await inPhase(run, 'Running');
    const by = 'user:default/bob';
    await store.requestCancel(
      run,
      by,
      explainCancelled({ by, started: false }),
    );
    await until(run, () => engine.cancelled.length > 0);
    expect(engine.cancelled[0]).toEqual({ run, attempt: 1 });
    engine.end({ run, attempt: 1 }, { signal: 'SIGTERM', reason: 'Cancelled' });
    expect((await inPhase(run, 'Cancelled')).run.status).toMatchObject({
      explanation: {
        code: 'Cancelled',
        summary: 'Cancelled by bob while it ran.',
      },
    });
  });

  it('lets success stand that came before the request to cancel was heard', async () => {
    await createProject('demo');
    start();
    const run = await submit();
    await inPhase(run, 'Running');
    engine.end({ run, attempt: 1 }, { exitCode: 0 });
    const by = 'user:default/bob';
    await store.requestCancel(
      run,
      by,
      explainCancelled({ by, started: false }),
    );
    const { status } = (await inPhase(run, 'Succeeded')).run;
    expect(status.explanation).toBeNull();
  });

  it('ends a run that is cancelled before the engine has heard of it', async () => {
    await createProject('demo');
    engine.beforeLaunch = () => {
      throw new Error('not now');
    };
    const first = start();
    const run = await submit();
    await inPhase(run, 'Starting');
    await first.stop();
    const by = 'user:default/bob';
    await store.requestCancel(
      run,
      by,
      explainCancelled({ by, started: false }),
    );
    start();
    await inPhase(run, 'Cancelled');
    expect(engine.launched).toEqual([]);
  });

  it('works on a cluster only while it holds its lease', async () => {
    await createProject('demo');
    const leases = () => new Leases(knex, uuid(), 600);
    const silent = new ScriptedEngine();
    start({ leases: leases(), alone: false });
    const run = await submit();
    await inPhase(run, 'Running');
    const second = start({ leases: leases(), alone: false, on: silent });
    const [other] = await store.create([newRun()]);
    await inPhase(other.run.id, 'Running');
    expect(silent.launched).toEqual([]);
    await second.stop();

    // The holder loses it: somebody else has the row from now on.
    await knex('leases').update({
      holder: 'another',
      expires_at: Date.now() + 2_000,
      term: 99,
    });
    await new Promise(resolve => setTimeout(resolve, 700));
    const waiting = await submit();
    await new Promise(resolve => setTimeout(resolve, 500));
    expect((await store.get(waiting))?.run.status.phase).toBe('Queued');
    // Past its end, it may be taken over.
    await inPhase(waiting, 'Running');
  });

  it('explains why runs wait, with a bounded number of writes however many there are', async () => {
    await createProject('demo', { concurrentRuns: 1 });
    await createProject('other');
    const sweep = uuid();
    const points = Array.from({ length: 3_000 }, (_, index) =>
      newRun({}, { sweep, index }),
    );
    const records = await store.create(points);
    const observe = jest.spyOn(store, 'observe');
    start();
    const [first, second] = records.map(({ run }) => run.id);
    await inPhase(first, 'Running');
    const waiting = await until(
      second,
      record => record.run.status.explanation !== null,
    );
    expect(waiting.run.status.explanation).toMatchObject({
      code: 'ConcurrencyLimit',
      summary: expect.stringContaining('number 1 in the queue'),
    });
    // Nobody else waits behind the three thousand.
    const other = await submit({}, { project: 'other' });
    await inPhase(other, 'Running');
    await new Promise(resolve => setTimeout(resolve, 2_500));
    expect(observe.mock.calls.length).toBeLessThan(120);
  });

  it('tells the pod of the next attempt from another pod of the same', async () => {
    await createProject('demo');
    start();
    const run = await submit({ retries: { limit: 1, backoffSeconds: 0 } });
    await inPhase(run, 'Running');
    const at = (attempt: number) => ({
      ...{ state: 'Running' as const, startedAt: new Date() },
      placement: { job: `run-${attempt}`, pod: `run-${attempt}-x` },
    });
    engine.set({ run, attempt: 1 }, at(1));
    await until(run, one => one.run.status.placement?.pod === 'run-1-x');
    engine.end({ run, attempt: 1 }, { exitCode: 1 });
    const next = await until(run, one => one.run.status.attempt === 2);
    expect(next.run.status.placement).toBeNull();
    engine.set({ run, attempt: 2 }, at(2));
    await until(run, one => one.run.status.placement?.pod === 'run-2-x');
    engine.end({ run, attempt: 2 }, { exitCode: 0 });
    await inPhase(run, 'Succeeded');
    expect(await reasons(run)).toEqual([
      ...['Queued', 'Starting', 'Started', 'Retried'],
      ...['Starting', 'Started', 'Succeeded'],
    ]);
  });

  it('ends without its cluster what somebody cancels by force, and cleans up when that is back', async () => {
    await createProject('demo');
    let ok = true;
    const problem: EngineProblem = {
      reason: 'ClusterUnreachable',
      evidence: [{ source: 'cluster', message: 'connection refused' }],
    };
    engine.reachable = () => (ok ? { ok } : { ok, problem });
    start();
    const run = await submit();
    await inPhase(run, 'Running');
    ok = false;
    const by = 'user:default/ada';
    const unused = explainCancelled({ by, started: false });
    await store.requestCancel(run, by, unused);
    await until(
      run,
      ({ run: { status } }) => status.explanation?.code === problem.reason,
    );
    await store.requestCancel(run, by, unused, true);
    const { status } = (await inPhase(run, 'Cancelled')).run;
    expect(status.explanation).toMatchObject({
      code: 'Cancelled',
      summary:
        "Cancelled by ada without cluster 'local', which does not answer.",
      evidence: expect.arrayContaining(problem.evidence),
    });
    expect(engine.removed).toEqual([]);
    ok = true;
    // Looked at again because of another run.
    const other = await submit();
    await inPhase(other, 'Running');
    expect(engine.removed).toEqual([run]);
    expect(engine.cancelled).toEqual([]);
  });

  describe('a run in a queue', () => {
    const at = (pod?: string) => ({
      placement: { namespace: 'demo', job: 'j', ...(pod && { pod }) },
    });
    async function running(): Promise<Attempt> {
      await createProject('demo');
      start();
      const run = await submit({ queue: 'gpu' });
      const attempt = { run, attempt: 1 };
      await inPhase(run, 'Running');
      engine.set(attempt, {
        ...{ state: 'Running', startedAt: new Date(), ...at('a') },
      });
      await until(run, one => one.run.status.placement?.pod === 'a');
      return attempt;
    }

    it('starts again as the same attempt when its queue has stopped it', async () => {
      const attempt = await running();
      const evidence = [{ source: 'queue', message: 'Preempted by another' }];
      engine.set(attempt, {
        ...{ state: 'Starting', requeued: true, ...at() },
        problem: { reason: 'Preempted', evidence },
      });
      const { run } = await inPhase(attempt.run, 'Starting');
      expect(run.status).toMatchObject({
        ...{ attempt: 1, startedAt: null, placement: at().placement },
        explanation: { code: 'Preempted', evidence },
      });
      engine.set(attempt, {
        ...{ state: 'Running', startedAt: new Date(), ...at('b') },
      });
      await inPhase(attempt.run, 'Running');
      engine.end(attempt, { exitCode: 0 });
      await inPhase(attempt.run, 'Succeeded');
      expect(engine.attemptsOf(attempt.run)).toEqual([1]);
      expect(await reasons(attempt.run)).toEqual([
        ...['Queued', 'Starting', 'Started', 'Requeued', 'Started'],
        'Succeeded',
      ]);
      const requeued = (await store.events(attempt.run))[3];
      expect(requeued.message).toBe(
        "Attempt 1 was stopped and went back to queue 'gpu'; it is executed again from the beginning: Preempted by another",
      );
    });

    it('says so when only another pod tells of it', async () => {
      const attempt = await running();
      // Its pod is gone, and why is not known yet.
      engine.set(attempt, { state: 'Starting', ...at() });
      await new Promise(resolve => setTimeout(resolve, 100));
      engine.set(attempt, {
        ...{ state: 'Ended', startedAt: new Date(), ...at('b') },
        end: { finishedAt: new Date(), exitCode: 0, evidence: [] },
      });
      await inPhase(attempt.run, 'Succeeded');
      expect(await reasons(attempt.run)).toEqual([
        ...['Queued', 'Starting', 'Started', 'Requeued', 'Started'],
        'Succeeded',
      ]);
    });

    it('takes nothing of the cluster while it waits there', async () => {
      await createProject('demo', { concurrentRuns: 3 });
      engine.capacityValue = { cpu: 1, memoryBytes: 2 ** 30, gpu: 0 };
      engine.beforeLaunch = ({ spec }) => {
        if (spec.queue) {
          throw new EngineProblemError({
            reason: 'QuotaExceeded',
            evidence: [],
          });
        }
      };
      start();
      const waiting = [
        await submit({ queue: 'gpu' }),
        await submit({ queue: 'gpu' }),
      ];
      const own = await submit();
      await inPhase(own, 'Running');
      for (const run of waiting) {
        const { run: seen } = await inPhase(run, 'Starting');
        expect(seen.status.attempt).toBe(1);
      }
    });
  });
});
