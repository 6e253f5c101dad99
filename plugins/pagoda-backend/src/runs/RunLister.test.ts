import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { openDatabase } from '../database/PagodaDatabase';
import type { RunFilter, RunPageOptions } from './RunFilter';
import { RunLister, type RunListLimits } from './RunLister';
import { RunStore } from './RunStore';
import type { NewRun, RunRecord } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const SWEEP = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
const PROJECTS = ['astro', 'bio', 'chem'];
const PHASES: RunPhase[] = ['Queued', 'Running', 'Succeeded', 'Failed'];

/** The same numbers at each test run. */
function createRandom(start: number): (below: number) => number {
  let state = start;
  return below => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function newRun(random: (below: number) => number, i: number): NewRun {
  return {
    project: PROJECTS[Math.min(random(5), 2)],
    experiment: ['pi', 'heat-map', undefined][random(3)],
    revision: 1,
    owner: `user:default/${['ada', 'bob'][random(2)]}`,
    cluster: ['local', 'gpu'][random(2)],
    ...(random(4) === 0 && { sweep: SWEEP, index: i }),
    labels: {
      ...(random(2) === 0 && { paper: `fig${random(3)}` }),
      ...(random(20) === 0 && { rare: 'Größe' }),
    },
    spec: {
      image: 'node:24',
      command: ['node', 'pi.js'],
      parameters: { samples: random(4) * 1000, rate: random(2) / 4 },
      resources: { cpu: '1', memory: '512Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 60,
      retries: { limit: 0 },
    },
  };
}

/** Two hundred runs in several projects and phases, oldest first. */
async function seed(knex: Knex): Promise<RunRecord[]> {
  const random = createRandom(7);
  const store = new RunStore(knex);
  await knex('projects').insert(
    PROJECTS.map(name => ({
      name,
      title: name,
      description: '',
      quota_json: '{}',
      created_at: 0,
      created_by: 'user:default/ada',
    })),
  );
  const runs = Array.from({ length: 200 }, (_, i) => newRun(random, i));
  const created = await Promise.all(runs.map(run => store.create([run])));
  return Promise.all(
    created.map(async ([record]) => {
      const phase = PHASES[random(PHASES.length)];
      if (phase === 'Queued') {
        return record;
      }
      const observed = await store.observe(record.run.id, record.version, {
        phase,
        ...(phase === 'Failed' && {
          explanation: {
            code: 'ExitCode',
            summary: 'The command ended with exit code 3.',
            advice: '',
            evidence: [],
          },
        }),
      });
      return observed as RunRecord;
    }),
  );
}

/** What the list must hold, found the slow way. */
function fits({ run }: RunRecord, filter: RunFilter): boolean {
  const { label, since } = filter;
  return (
    (!filter.projects || filter.projects.includes(run.project)) &&
    (!filter.phases || filter.phases.includes(run.status.phase)) &&
    (!filter.experiment || run.experiment === filter.experiment) &&
    (!filter.cluster || run.cluster === filter.cluster) &&
    (!filter.owner || run.owner === filter.owner) &&
    (!filter.sweep ||
      run.sweep === (filter.sweep === 'none' ? null : filter.sweep)) &&
    (!label ||
      (label.key in run.labels &&
        (label.value === undefined ||
          run.labels[label.key] === label.value))) &&
    (!since || Date.parse(run.createdAt) >= since.getTime()) &&
    (!filter.text || hasText(run, filter.text))
  );
}

function hasText(run: RunRecord['run'], text: string): boolean {
  const whole = [
    run.number,
    run.experiment ?? '',
    ...Object.entries(run.labels).flat(),
    ...Object.entries(run.spec.parameters).flat(),
    run.status.explanation?.summary ?? '',
    run.status.explanation?.code ?? '',
  ]
    .join(' ')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '');
  const words = whole.split(/[^\p{L}\p{N}.]+/u).map(w => w.replace(/\.$/, ''));
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[ =-]/)
    .every(word => words.includes(word));
}

async function listAll(
  lister: RunLister,
  filter: RunFilter,
  page: Omit<RunPageOptions, 'after'>,
): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const { records, next, incomplete } = await lister.list(filter, {
      ...page,
      after,
    });
    ids.push(...records.map(({ run }) => run.id));
    expect(records.length).toBeLessThanOrEqual(page.limit);
    if (!incomplete && next !== undefined) {
      expect(records).toHaveLength(page.limit);
    }
    if (next === undefined) {
      return { ids, pages };
    }
    after = next;
  }
}

/** Every round is its own page, and ends early. */
const NARROW: RunListLimits = {
  steps: 10,
  maxSteps: 10,
  window: 30,
  budget: 0,
};

const FILTERS: RunFilter[] = [
  {},
  { projects: ['bio'] },
  { projects: ['astro', 'chem'] },
  { projects: ['nowhere'] },
  { phases: ['Failed'] },
  { phases: ['Failed', 'Queued'] },
  { projects: ['astro', 'bio'], phases: ['Failed', 'Queued'] },
  { experiment: 'pi' },
  { experiment: 'pi', owner: 'user:default/ada' },
  { projects: PROJECTS, experiment: 'pi', owner: 'user:default/bob' },
  { cluster: 'gpu', phases: ['Running'] },
  { projects: ['chem'], cluster: 'gpu', phases: ['Running', 'Failed'] },
  { sweep: SWEEP },
  { sweep: SWEEP, projects: ['bio', 'chem'], phases: ['Succeeded'] },
  { sweep: 'none' },
  { sweep: 'none', projects: ['astro', 'bio'], phases: ['Queued'] },
  { label: { key: 'paper' } },
  { label: { key: 'paper', value: 'fig1' }, projects: ['astro', 'bio'] },
  { label: { key: 'rare' }, phases: ['Failed'], owner: 'user:default/ada' },
  { label: { key: 'paper', value: 'none' } },
  { text: 'pi' },
  { text: 'heat map' },
  { text: 'heat-map fig1', projects: ['astro', 'bio'] },
  { text: 'Große' },
  { text: 'exit code 3', phases: ['Failed'], owner: 'user:default/ada' },
  { text: 'samples=2000', sweep: 'none', experiment: 'pi' },
  { text: '0.25', cluster: 'local' },
  { text: 'nothing' },
  { text: 'fig', projects: ['bio'] },
];

describe.each(databases.eachSupportedId())('RunLister, %p', id => {
  let knex: Knex;
  let records: RunRecord[];

  beforeAll(async () => {
    knex = await openDatabase({ getClient: async () => databases.init(id) });
    records = await seed(knex);
    if (id !== 'SQLITE_3') {
      await knex.raw('analyze');
    }
  });

  it.each(FILTERS.map(filter => [JSON.stringify(filter), filter]))(
    'lists %s by pages, in order, without gap or repetition',
    async (_name, filter) => {
      const wanted = records
        .filter(record => fits(record, filter as RunFilter))
        .map(({ run }) => run.id);
      for (const limits of [undefined, NARROW]) {
        for (const descending of [true, false]) {
          const lister = new RunLister(knex, limits);
          const { ids } = await listAll(lister, filter as RunFilter, {
            descending,
            limit: 7,
          });
          expect(ids).toEqual(descending ? [...wanted].reverse() : wanted);
        }
      }
    },
  );

  it('goes on after a run that is gone, and from a time', async () => {
    const lister = new RunLister(knex, NARROW);
    const since = new Date(records[120].run.createdAt);
    for (const text of [undefined, 'pi']) {
      const filter = { text, since, owner: 'user:default/ada' };
      const { ids } = await listAll(lister, filter, {
        descending: true,
        limit: 5,
      });
      expect(ids).toEqual(
        records
          .filter(record => fits(record, filter))
          .map(({ run }) => run.id)
          .reverse(),
      );
    }
    const gone = records[100].run.id.replace(/.$/, c =>
      c === '0' ? '1' : '0',
    );
    const { records: page } = await lister.list(
      { text: 'samples' },
      { descending: true, limit: 3, after: gone },
    );
    const expected = records.filter(({ run }) => run.id < gone).slice(-3);
    expect(page.map(({ run }) => run.id)).toEqual(
      expected.map(({ run }) => run.id).reverse(),
    );
  });

  it('stops after a bounded number of steps, and says so', async () => {
    const lister = new RunLister(knex, NARROW);
    const first = await lister.list(
      {
        experiment: 'pi',
        owner: 'user:default/ada',
        label: { key: 'paper', value: 'fig1' },
        phases: ['Queued'],
      },
      { descending: true, limit: 50 },
    );
    expect(first.incomplete).toBe(true);
    expect(first.next).toBeDefined();
  });
});
