import { TestDatabases } from '@backstage/backend-test-utils';
import type { Cluster, Run } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import { openDatabase } from '../database/PagodaDatabase';
import { ProjectStore } from '../projects/ProjectStore';
import { QueueExplainer } from './QueueExplainer';
import { RunQueue } from './RunQueue';
import { RunStore } from './RunStore';
import type { NewRun } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('QueueExplainer, %p', id => {
  let knex: Knex;
  let store: RunStore;
  let queue: RunQueue;
  let explainer: QueueExplainer;
  let cluster: { phase: Cluster['status']['phase'] } | undefined;

  beforeEach(async () => {
    knex = await openDatabase({ getClient: () => databases.init(id) });
    store = new RunStore(knex);
    queue = new RunQueue(knex);
    cluster = { phase: 'Ready' };
    explainer = new QueueExplainer({
      queue,
      store,
      projects: new ProjectStore(knex),
      clusters: {
        find: async () =>
          cluster && {
            ...cluster,
            capacity: { cpu: 2, memoryBytes: 2 ** 40, gpu: 0 },
            conditions: [],
          },
        load: async () =>
          new Map([
            ['local', { allocated: { cpu: 2, memoryBytes: 0, gpu: 0 } }],
          ]),
      },
    });
    await knex('projects').insert({
      name: 'demo',
      title: 'demo',
      description: '',
      quota_json: '{}',
      created_at: 0,
      created_by: 'user:default/ada',
    });
  });

  async function submit(rest: Partial<NewRun> = {}): Promise<Run> {
    const [{ run }] = await store.create([
      {
        project: 'demo',
        owner: 'user:default/ada',
        cluster: 'local',
        labels: {},
        spec: {
          image: 'node:24',
          command: ['true'],
          parameters: {},
          resources: { cpu: '1', memory: '512Mi', gpu: 0 },
          volumes: [],
          timeoutSeconds: 60,
          retries: {},
        },
        ...rest,
      },
    ]);
    return run;
  }

  async function createSweep(parallelism: number): Promise<string> {
    const sweep = uuid();
    await knex('sweeps').insert({
      id: sweep,
      project: 'demo',
      experiment: 'pi',
      revision: 1,
      owner: 'user:default/ada',
      cluster: 'local',
      labels_json: '{}',
      parameter_names_json: '[]',
      spec_json: '{}',
      points: 3,
      parallelism,
      phase: 'Running',
      created_at: 0,
    });
    return sweep;
  }

  it('counts places among those who wait for the same', async () => {
    const sweep = await createSweep(1);
    const [active, next, last] = [
      await submit({ sweep, index: 0 }),
      await submit({ sweep, index: 1 }),
      await submit({ sweep, index: 2 }),
    ];
    const [first, second] = [await submit(), await submit()];
    await store.observe(active.id, 1, { phase: 'Running' });

    expect(await explainer.explain(next)).toMatchObject({
      code: 'ConcurrencyLimit',
      summary:
        'It waits for its turn: 1 of 1 runs of its sweep are active, and it is number 1 in the queue.',
    });
    expect((await explainer.explain(last))?.summary).toContain('number 2');
    // Points that wait for their sweep are in nobody's way.
    expect((await explainer.explain(first))?.summary).toContain(
      '2 of 2 are in use. It is number 1 in the queue',
    );
    expect((await explainer.explain(second))?.summary).toContain('number 2');

    const sweeps = await queue.limitedSweeps('local');
    expect(sweeps).toEqual(new Map([[sweep, { parallelism: 1, active: 1 }]]));
    const heads = await queue.heads('local', {
      now: new Date(),
      perProject: 10,
      inAll: 100,
      sweeps,
    });
    expect(heads.map(({ run }) => run.id)).toEqual([first.id, second.id]);
  });

  it('leaves retries out until their time, and other clusters altogether', async () => {
    const retried = await submit();
    const elsewhere = await submit({ cluster: 'elsewhere' });
    const nextAttemptAt = new Date(Date.now() + 60_000);
    const explanation = {
      code: 'ExitCode' as const,
      summary: 'Attempt 1 failed.',
      advice: '',
      evidence: [],
    };
    await store.observe(retried.id, 1, { nextAttemptAt, explanation });
    const heads = async (now: Date) =>
      (
        await queue.heads('local', {
          now,
          perProject: 10,
          inAll: 100,
          sweeps: new Map(),
        })
      ).map(({ run }) => run.id);
    expect(await heads(new Date())).toEqual([]);
    expect(await heads(nextAttemptAt)).toEqual([retried.id]);
    const stored = await store.get(retried.id);
    expect(stored && (await explainer.explain(stored.run))).toEqual(
      explanation,
    );
    expect(elsewhere.cluster).toBe('elsewhere');
  });

  it('says when the cluster is away, and what was written down of what has ended', async () => {
    const run = await submit();
    cluster = undefined;
    expect(await explainer.explain(run)).toMatchObject({
      code: 'ClusterUnreachable',
    });
    cluster = { phase: 'Unreachable' };
    expect(await explainer.explain(run)).toMatchObject({
      code: 'ClusterUnreachable',
      evidence: [{ message: "Cluster 'local' is in phase Unreachable" }],
    });
    const ended = await store.observe(run.id, 1, { phase: 'Succeeded' });
    expect(ended && (await explainer.explain(ended.run))).toBeUndefined();
  });
});
