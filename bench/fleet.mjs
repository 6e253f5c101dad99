#!/usr/bin/env node
// npm run bench -- fleet: the administrator's fleet, through the whole HTTP stack with an administrator's token.
//
//   --clusters N    clusters to seed (default 500)
//   --volumes N     volumes to seed (default 5000)
//   --runs N        runs to seed (default 20000)
//   --database D    sqlite, postgres or both (default both)
//   --requests N    requests a case (default 100)
//   --output FILE   default bench/results/fleet-DATABASE.json
//   --rancher N     instead: have N clusters made by what plays Rancher; wants its peer and that of OpenStack
//   --cinder N      instead: have N volumes made by the real Cinder; wants the peer of OpenStack
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { BenchPortal } from './kubernetes/BenchPortal.mjs';
import { measureRancher } from './fleet/measureRancher.mjs';
import { measureVolumes } from './fleet/measureVolumes.mjs';
import { round } from './kubernetes/figures.mjs';

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '500' },
    volumes: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '20000' },
    database: { type: 'string', default: 'both' },
    requests: { type: 'string', default: '100' },
    output: { type: 'string' },
    rancher: { type: 'string' },
    cinder: { type: 'string' },
  },
});
const requests = Number(values.requests);
/** Requests before each case that do not count: code is compiled when it is used. */
const WARM_UP = 5;

/** Clouds that nobody answers for. */
const CONFIG = {
  pagoda: {
    clouds: {
      openstack: ['campus', 'north'].map(name => ({
        name,
        authUrl: 'http://127.0.0.1:9/v3',
        applicationCredential: { id: 'none', secret: 'none' },
      })),
      rancher: [
        {
          ...{ name: 'rancher', openstack: 'campus' },
          ...{ url: 'https://127.0.0.1:9', token: 'none' },
        },
      ],
    },
  },
};

/** What the fleet page asks for at first, at the same time. */
const PAGE = ['/whoami', '/fleet', '/clusters?limit=50'];

const LISTS = {
  clusters: [
    '',
    'phase=Degraded',
    'phase=Ready',
    'phase=Failed&phase=Unreachable',
    'cloud=campus',
    'cloud=rancher&phase=Provisioning',
    'provisioner=existing',
    'owner=user:default/emmy',
    'q=0123',
    'q=nothingofthekind',
    'orderBy=createdAt%20desc',
    'limit=500',
  ],
  volumes: [
    '',
    'phase=Error',
    'phase=InUse',
    'phase=Available',
    'cluster=cluster-0000',
    'cluster=cluster-0499&phase=Available',
    'project=big',
    'project=small-7',
    'provider=kubernetes',
    'provider=cinder',
    'q=01234',
    'q=nothingofthekind',
    'orderBy=createdAt%20desc',
    'orderBy=size%20desc',
    'orderBy=used%20desc',
    'project=big&orderBy=size%20desc',
    'limit=500',
  ],
};

const databases =
  values.database === 'both' ? ['sqlite', 'postgres'] : [values.database];
if (values.rancher !== undefined) {
  await benchCloud('rancher', () => measureRancher(Number(values.rancher)));
} else if (values.cinder !== undefined) {
  await benchCloud('cinder', () => measureVolumes(Number(values.cinder)));
} else {
  for (const database of databases) {
    await bench(database);
  }
}

async function benchCloud(name, measure) {
  const [loadBefore] = loadavg();
  const figures = await measure();
  console.log(JSON.stringify(figures, undefined, 1));
  await write(values.output ?? join(root, `bench/results/fleet-${name}.json`), {
    ...aboutRun(),
    loadBefore: round(loadBefore),
    shared: 'portal, peers and their databases share it',
    ...figures,
  });
}

async function bench(database) {
  console.log(`\n${database}`);
  const [loadBefore] = loadavg();
  const portal = await BenchPortal.start({ database, config: CONFIG });
  try {
    const seedSeconds = seed(portal.database);
    const residentBefore = portal.residentMiB;
    const cases = [];
    cases.push(await time('GET /fleet', () => portal.get('/fleet')));
    cases.push(
      await time('the page as a whole', () =>
        Promise.all(PAGE.map(path => portal.get(path))),
      ),
    );
    cases.push(
      await time('GET /fleet/leaks', () => portal.get('/fleet/leaks')),
    );
    for (const [list, queries] of Object.entries(LISTS)) {
      for (const query of queries) {
        cases.push(await timeList(portal, `/${list}?${query}`));
      }
      cases.push(
        await timeList(portal, await deepest(portal, list), `${list}, deepest`),
      );
    }
    await save(database, {
      loadBefore: round(loadBefore),
      seedSeconds: round(seedSeconds),
      memory: { before: residentBefore, after: portal.residentMiB },
      cases,
    });
  } finally {
    await portal.stop();
  }
}

/** Returns how long it took, in seconds. */
function seed({ client, connection }) {
  const begun = performance.now();
  const { status } = spawnSync(
    process.execPath,
    [
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'bench/fleet/seed.ts'),
      ...[client, connection, values.clusters, values.volumes, values.runs],
    ],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) {
    throw new Error('Seeding failed');
  }
  return (performance.now() - begun) / 1000;
}

/** The address of the last page, reached page by page. */
async function deepest(portal, list) {
  let path = `/${list}?limit=50`;
  for (;;) {
    const { pageInfo } = await portal.get(path);
    if (!pageInfo.nextCursor) {
      return path;
    }
    path = `/${list}?limit=50&cursor=${pageInfo.nextCursor}`;
  }
}

function timeList(portal, path, name = `GET ${path}`) {
  return time(name, () => portal.get(path));
}

async function time(name, work) {
  const times = [];
  let found;
  for (let i = 0; i < WARM_UP; i += 1) {
    await work();
  }
  for (let i = 0; i < requests; i += 1) {
    const begun = performance.now();
    const answer = await work();
    times.push(performance.now() - begun);
    found = answer.items?.length;
  }
  times.sort((a, b) => a - b);
  const at = share =>
    round(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  const result = { name, found, p50: at(0.5), p95: at(0.95) };
  console.log(
    `  ${String(result.p50).padStart(7)} ${String(result.p95).padStart(7)} ms  ${name}${found === undefined ? '' : `  (${found})`}`,
  );
  return result;
}

async function save(database, results) {
  const report = {
    ...aboutRun(),
    database,
    clusters: Number(values.clusters),
    volumes: Number(values.volumes),
    runs: Number(values.runs),
    requestsPerCase: requests,
    casesOver100ms: results.cases.filter(({ p95 }) => p95 > 100).length,
    worst: [...results.cases].sort((a, b) => b.p95 - a.p95).slice(0, 5),
    ...results,
  };
  const file =
    values.output ?? join(root, `bench/results/fleet-${database}.json`);
  await write(file, report);
  console.log(
    `  worst p95: ${report.worst[0].p95} ms (${report.worst[0].name}); ${file}`,
  );
}

function aboutRun() {
  const [{ model }] = cpus();
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: `${cpus().length} × ${model}`,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
  };
}

async function write(file, report) {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, undefined, 1)}\n`);
}
