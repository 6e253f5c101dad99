import { TestDatabases } from '@backstage/backend-test-utils';
import { v7 as uuid } from 'uuid';
import { openDatabase } from '../database/PagodaDatabase';
import { RunQueue } from './RunQueue';
import { RunStore } from './RunStore';
import type { NewRun } from './types';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

function newRun(project: string, rest: Partial<NewRun> = {}): NewRun {
  return {
    project,
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
  };
}

describe.each(databases.eachSupportedId())('RunQueue, %p', id => {
  it('reads the heads of many projects in milliseconds, whatever waits behind them', async () => {
    const knex = await openDatabase({ getClient: () => databases.init(id) });
    const store = new RunStore(knex);
    const queue = new RunQueue(knex);
    const projects = Array.from({ length: 150 }, (_, i) => `project-${i}`);
    await knex.batchInsert(
      'projects',
      projects.map(name => ({
        name,
        title: name,
        description: '',
        quota_json: '{}',
        created_at: 0,
        created_by: 'user:default/ada',
      })),
      50,
    );
    const sweep = uuid();
    const points = await store.create(
      Array.from({ length: 10_000 }, (_, index) =>
        newRun('project-0', { sweep, index }),
      ),
    );
    await store.create(
      Array.from({ length: 10_000 }, () => newRun('project-1')),
    );
    for (const project of projects.slice(2, 110)) {
      await store.create(Array.from({ length: 20 }, () => newRun(project)));
    }
    const single = await store.create([newRun('project-0')]);
    if (id === 'POSTGRES_15') {
      await knex.raw('analyze runs');
    }

    const read = (
      sweeps: Map<string, { parallelism: number; active: number }>,
    ) =>
      queue.heads('local', {
        now: new Date(),
        perProject: 50,
        inAll: 500,
        sweeps,
      });
    const heads = await read(new Map());
    expect(heads).toHaveLength(110 * 5);
    const ids = heads.map(({ run }) => run.id);
    expect(ids).toEqual([...ids].sort());
    expect(ids.slice(0, 5)).toEqual(
      points.slice(0, 5).map(({ run }) => run.id),
    );
    const full = new Map([[sweep, { parallelism: 2, active: 2 }]]);
    const others = (await read(full)).filter(
      ({ run }) => run.project === 'project-0',
    );
    expect(others.map(({ run }) => run.id)).toEqual([single[0].run.id]);
  });
});
