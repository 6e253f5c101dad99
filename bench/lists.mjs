#!/usr/bin/env node
// npm run bench -- lists: lists, details and submits at a million runs, through the whole HTTP stack with users' tokens.
//
//   --runs N        runs to seed (default 1000000)
//   --database D    sqlite, postgres or both (default both)
//   --requests N    requests a case (default 100)
//   --output FILE   default bench/results/lists-DATABASE.json
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { startBackend, waitUntilReady } from '../scripts/lib/backend.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { freePort } from '../scripts/lib/ports.mjs';
import { startPostgres } from '../scripts/lib/postgres.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    database: { type: 'string', default: 'both' },
    requests: { type: 'string', default: '100' },
    output: { type: 'string' },
  },
});
const HOST = '127.0.0.1';
const total = Number(values.runs);
const requests = Number(values.requests);

const databases =
  values.database === 'both' ? ['sqlite', 'postgres'] : [values.database];
for (const database of databases) {
  await bench(database);
}

async function bench(database) {
  const data = await mkdtemp(join(tmpdir(), 'pagoda-bench-'));
  const postgres =
    database === 'postgres'
      ? await startPostgres(join(data, 'postgres'))
      : undefined;
  if (database === 'postgres' && !postgres) {
    throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  }
  try {
    console.log(`\n${database}`);
    const configs = postgres ? [await writeConfig(data, postgres.url)] : [];
    // Once for the tables, again for the measurement.
    await withPortal(data, configs, async () => {});
    const seconds = seed(database, data, postgres?.url);
    console.log(`  seeded ${total} runs in ${seconds.toFixed(0)} s`);
    const results = await withPortal(data, configs, measure);
    await save(database, { seededSeconds: Math.round(seconds), ...results });
  } finally {
    postgres?.stop();
    await rm(data, { recursive: true, force: true });
  }
}

async function writeConfig(data, url) {
  const { hostname: host, port, username: user } = new URL(url);
  const file = join(data, 'app-config.bench.yaml');
  await writeFile(
    file,
    `backend:
  database:
    client: pg
    connection:
      host: ${host}
      port: ${port}
      user: ${user}
      password: unused
`,
  );
  return file;
}

async function withPortal(data, configs, work) {
  const port = await freePort();
  const backend = startBackend({
    ...{ node: process.execPath, data, port, host: HOST, configs },
    verbose: false,
  });
  try {
    await waitUntilReady(backend, port, HOST);
    return await work(`http://${HOST}:${port}`);
  } finally {
    backend.child.kill('SIGTERM');
    await new Promise(fulfil => backend.child.once('exit', fulfil));
  }
}

/** Returns how long it took, in seconds. */
function seed(database, data, url) {
  const begun = performance.now();
  const connection =
    database === 'postgres'
      ? url.replace(/\/[^/]*$/, '/backstage_plugin_pagoda')
      : join(data, 'database', 'pagoda.sqlite');
  const { status } = spawnSync(
    process.execPath,
    [
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'bench/lists/seed.ts'),
      database === 'postgres' ? 'pg' : 'better-sqlite3',
      connection,
      String(total),
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) {
    throw new Error('Seeding failed');
  }
  return (performance.now() - begun) / 1000;
}

async function measure(url) {
  const users = {};
  // researcher: 30 small old projects; researcher2: one of 600,000 runs; administrator: all.
  for (const persona of ['researcher', 'researcher2', 'administrator']) {
    users[persona] = await signIn(url, persona);
  }
  const api = `${url}/api/pagoda/v1`;
  const lists = [];
  for (const { who, query } of cases()) {
    lists.push(
      await time(`${who} ?${query}`, users[who], `${api}/runs?${query}`),
    );
  }
  const deep = await deepCursor(api, users.administrator);
  lists.push(
    await time('administrator, deep cursor', users.administrator, deep),
  );
  const { items } = await getJson(`${api}/runs?limit=1`, users.researcher2);
  const detail = await time(
    'detail',
    users.researcher2,
    `${api}/runs/${items[0].id}`,
  );
  return { lists, detail, ...(await measureSubmits(api, users.administrator)) };
}

function* cases() {
  const filters = {
    none: '',
    phase: 'phase=Failed',
    rarePhase: 'phase=Running',
    phases: 'phase=Queued&phase=Running',
    experiment: 'experiment=folding',
    owner: 'owner=user:default/emmy',
    cluster: 'cluster=seeded',
    label: 'label=paper=fig7',
    text: 'q=case-4711',
    frequentText: 'q=training',
    since: `since=${new Date(Date.now() - 3_600_000).toISOString()}`,
    nothingExperiment: 'experiment=nothing-of-the-kind',
    nothingOwner: 'owner=user:default/nobody',
    nothingLabel: 'label=paper=nowhere',
    nothingText: 'q=nothingofthekind',
    nothingCluster: 'cluster=elsewhere',
  };
  const names = Object.keys(filters);
  for (const who of ['administrator', 'researcher2', 'researcher']) {
    for (const name of names) {
      yield { who, query: filters[name] };
    }
    for (const [i, a] of names.entries()) {
      for (const b of names.slice(i + 1)) {
        const [left, right] = [filters[a], filters[b]];
        if (left && right && left.split('=')[0] !== right.split('=')[0]) {
          yield { who, query: `${left}&${right}` };
        }
      }
    }
  }
  yield { who: 'researcher2', query: 'project=big' };
  yield { who: 'researcher2', query: 'project=big&phase=Failed' };
  yield {
    who: 'administrator',
    query: 'project=big&owner=user:default/emmy&phase=Cancelled',
  };
}

async function deepCursor(api, token) {
  let cursor;
  for (let page = 0; page < 200; page += 1) {
    const { pageInfo } = await getJson(
      `${api}/runs?limit=500&fields=id${cursor ? `&cursor=${cursor}` : ''}`,
      token,
    );
    if (!pageInfo.nextCursor) {
      break;
    }
    cursor = pageInfo.nextCursor;
  }
  return `${api}/runs?cursor=${cursor}`;
}

/** The project may have one run at a time, so that executing takes little from the measurement. */
async function measureSubmits(api, token) {
  await send(`${api}/projects`, token, {
    name: 'submits',
    quota: { concurrentRuns: 1 },
  });
  const spec = {
    image: 'docker.io/library/node:24',
    command: ['true'],
    parameterSchema: {
      type: 'object',
      properties: { seed: { type: 'integer' }, samples: { type: 'integer' } },
    },
  };
  await send(`${api}/projects/submits/experiments`, token, {
    name: 'bench',
    spec,
  });
  const submit = index =>
    send(
      `${api}/projects/submits/runs`,
      token,
      { experiment: 'bench', parameters: { seed: index } },
      { 'Idempotency-Key': `bench-${index}` },
    );
  const single = [];
  for (let i = 0; i < 300; i += 1) {
    const begun = performance.now();
    await submit(i);
    single.push(performance.now() - begun);
  }
  const count = 3_000;
  let next = 300;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (next < 300 + count) {
        next += 1;
        await submit(next);
      }
    }),
  );
  const concurrentPerSecond = count / ((performance.now() - begun) / 1000);
  const sweepBegun = performance.now();
  await send(`${api}/projects/submits/sweeps`, token, {
    experiment: 'bench',
    matrix: {
      seed: Array.from({ length: 100 }, (_, i) => i),
      samples: Array.from({ length: 100 }, (_, i) => i),
    },
  });
  const sweepSeconds = (performance.now() - sweepBegun) / 1000;
  const submits = {
    oneByOne: { perSecond: round(1000 / mean(single)), ...percentiles(single) },
    atOnce32: { perSecond: round(concurrentPerSecond) },
    sweep10000Seconds: round(sweepSeconds),
  };
  console.log('  submits', JSON.stringify(submits));
  return { submits };
}

async function time(name, token, url) {
  const times = [];
  let found = 0;
  for (let i = 0; i < requests; i += 1) {
    const begun = performance.now();
    const body = await getJson(url, token);
    times.push(performance.now() - begun);
    found = body.items?.length ?? 1;
  }
  const result = { name, found, ...percentiles(times) };
  console.log(
    `  ${String(result.p50).padStart(7)} ${String(result.p95).padStart(7)} ms  ${name}  (${found})`,
  );
  return result;
}

async function signIn(url, persona) {
  const body = await getJson(`${url}/api/auth/demo/refresh?persona=${persona}`);
  return body.backstageIdentity.token;
}

async function getJson(url, token) {
  const response = await fetch(url, {
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}

async function send(url, token, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(`${url}: ${response.status} ${await response.text()}`);
  }
  return response.json();
}

function percentiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = share =>
    round(
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))],
    );
  return { p50: at(0.5), p95: at(0.95) };
}

function mean(numbers) {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}

function round(number) {
  return Math.round(number * 10) / 10;
}

async function save(database, results) {
  const [{ model }] = cpus();
  const worst = [...results.lists].sort((a, b) => b.p95 - a.p95).slice(0, 10);
  const report = {
    date: new Date().toISOString(),
    machine: {
      cpu: `${cpus().length} × ${model}`,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    database,
    runs: total,
    requestsPerCase: requests,
    cases: results.lists.length,
    casesOver30ms: results.lists.filter(({ p95 }) => p95 > 30).length,
    worst,
    ...results,
  };
  const file =
    values.output ?? join(root, `bench/results/lists-${database}.json`);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, undefined, 1)}\n`);
  console.log(`  worst p95: ${worst[0].p95} ms (${worst[0].name}); ${file}`);
}
