// Fills the database of a portal with runs, unevenly: one project with 60 % of them, thirty small old ones, the rest
// spread over twenty. Uses the store itself, so that indexes and search are as in real life. Run by bench/lists.mjs.
import { randomInt } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import { RunStore } from '../../plugins/pagoda-backend/src/runs/RunStore';
import type { NewRun } from '../../plugins/pagoda-backend/src/runs/types';

const SMALL_PROJECTS = 30;
const SMALL_RUNS = 200;
const MIDDLE_PROJECTS = 20;
const BATCH = 2_000;
/** No engine has this cluster, so nothing of it is executed. */
const CLUSTER = 'seeded';

const EXPERIMENTS = [
  'training',
  'simulation',
  'analysis',
  'rendering',
  'folding',
];
const OWNERS = ['researcher', 'researcher2', 'ada', 'grace', 'emmy'];

async function main(client: string, connection: string, total: number) {
  const knex = knexFactory({
    client,
    connection: client === 'pg' ? connection : { filename: connection },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  try {
    await seed(knex, total);
  } finally {
    await knex.destroy();
  }
}

async function seed(knex: Knex, total: number) {
  const store = new RunStore(knex);
  const small = Array.from({ length: SMALL_PROJECTS }, (_, i) => `small-${i}`);
  const middle = Array.from(
    { length: MIDDLE_PROJECTS },
    (_, i) => `middle-${i}`,
  );
  await insertProjects(knex, small, 'researcher');
  await insertProjects(knex, ['big'], 'researcher2');
  await insertProjects(knex, middle, 'ada');
  await insertCluster(knex);
  const smallRuns = Math.min(SMALL_RUNS, Math.floor(total / 100));
  for (const project of small) {
    await insertRuns(store, project, smallRuns);
  }
  let left = total - SMALL_PROJECTS * smallRuns;
  while (left > 0) {
    const size = Math.min(BATCH, left);
    const isBig = randomInt(100) < 60;
    await insertRuns(
      store,
      isBig ? 'big' : middle[randomInt(MIDDLE_PROJECTS)],
      size,
    );
    left -= size;
    process.stdout.write(`\r  ${total - left} runs`);
  }
  process.stdout.write('\n');
  await finish(knex);
}

async function insertRuns(store: RunStore, project: string, count: number) {
  for (let done = 0; done < count; done += BATCH) {
    const runs = Array.from({ length: Math.min(BATCH, count - done) }, () =>
      newRun(project),
    );
    await store.create(runs);
  }
}

function newRun(project: string): NewRun {
  // Squared, so that some experiments and owners are frequent and others rare.
  const pick = <T>(items: T[]) =>
    items[Math.floor(Math.random() ** 2 * items.length)];
  return {
    project,
    experiment: pick(EXPERIMENTS),
    revision: 1,
    owner: `user:default/${pick(OWNERS)}`,
    cluster: CLUSTER,
    labels: Math.random() < 0.2 ? { paper: `fig${randomInt(1, 50)}` } : {},
    spec: {
      image: 'docker.io/library/node:24',
      command: ['node', 'main.js'],
      parameters: {
        samples: randomInt(1_000_000),
        seed: randomInt(1_000),
        name: `case-${randomInt(100_000)}`,
      },
      resources: { cpu: '1', memory: '512Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 3600,
      retries: { limit: 0, backoffSeconds: 10 },
    },
  };
}

/** Most runs of a real institution have ended. */
async function finish(knex: Knex) {
  const explanation = JSON.stringify({
    code: 'OutOfMemory',
    summary: 'It used all of its 512 MiB and was ended.',
    advice: 'Ask for about 768 MiB.',
    evidence: [],
  });
  const share: [string, string][] = [
    ['Failed', 'number % 10 = 3'],
    ['Cancelled', 'number % 25 = 4'],
    ['Running', 'number % 20000 = 7'],
    ['Queued', 'number % 5000 = 8'],
    ['Succeeded', "phase = 'Queued' and number % 5000 <> 8"],
  ];
  for (const [phase, condition] of share) {
    const isFinal = phase !== 'Running' && phase !== 'Queued';
    await knex('runs')
      .where({ cluster: CLUSTER })
      .whereRaw(condition)
      .update({
        phase,
        attempt: phase === 'Queued' ? 0 : 1,
        ...(isFinal && {
          started_at: knex.raw('created_at + 1000'),
          finished_at: knex.raw('created_at + 61000'),
        }),
        ...(phase === 'Failed' && {
          code: 'OutOfMemory',
          explanation_json: explanation,
        }),
      });
  }
  await knex.raw('analyze');
}

async function insertProjects(knex: Knex, names: string[], owner: string) {
  const now = Date.now();
  await knex('projects').insert(
    names.map(name => ({
      name,
      title: name,
      description: '',
      quota_json: '{}',
      created_at: now,
      created_by: 'user:default/administrator',
    })),
  );
  await knex('project_members').insert(
    names.map(project => ({
      project,
      subject: `user:default/${owner}`,
      role: 'owner',
    })),
  );
}

async function insertCluster(knex: Knex) {
  await knex('clusters').insert({
    name: CLUSTER,
    title: CLUSTER,
    description: '',
    provisioner: 'existing',
    engine: 'kubernetes',
    capacity_json: JSON.stringify({ cpu: 1000, memoryBytes: 2 ** 42, gpu: 0 }),
    phase: 'Ready',
    created_at: Date.now(),
  });
}

const [client, connection, total] = process.argv.slice(2);
main(client, connection, Number(total)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
