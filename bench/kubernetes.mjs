#!/usr/bin/env node
// npm run bench -- kubernetes: runs as Jobs of real Kubernetes clusters, with real nodes and with those that KWOK plays.
// Brings its clusters up and takes them down (see testing/peers/kubernetes: needs root and, the first time, Go).
//
//   --only PARTS    realNode, throughput, sweep, memory
//   --latency N     runs on the real node (default 30)
//   --nodes N       nodes of KWOK (default 1000)
//   --runs N        runs on them (default 20000)
//   --points N      points of the sweep (default 10000)
//   --pods N        pods known (default 50000)
//   --database D    sqlite or postgres (default sqlite)
//   --output FILE   default bench/results/kubernetes.json
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { measureMemory } from './kubernetes/measureMemory.mjs';
import { measureRealNode } from './kubernetes/measureRealNode.mjs';
import { measureSweep } from './kubernetes/measureSweep.mjs';
import { measureThroughput } from './kubernetes/measureThroughput.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    latency: { type: 'string', default: '30' },
    nodes: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '20000' },
    points: { type: 'string', default: '10000' },
    pods: { type: 'string', default: '50000' },
    database: { type: 'string', default: 'sqlite' },
    output: {
      type: 'string',
      default: join(root, 'bench/results/kubernetes.json'),
    },
  },
});

/** What others have published, on larger machines. */
const PUBLISHED = [
  {
    what: 'Argo Workflows',
    perSecond: '4.5 to 35 workflows',
    where: 'EKS, 50 nodes m5.large; 270 to 2,100 workflows a minute',
    source: 'https://cnoe.io/blog/argo-workflow-scalability',
  },
  {
    what: 'Kueue',
    perSecond: '42 admissions',
    where:
      'its own performance test of the scheduler: 15,000 workloads in 351 s, nothing executed',
    source:
      'https://github.com/kubernetes-sigs/kueue/blob/main/test/performance/scheduler/configs/baseline/rangespec.yaml',
  },
];

const { database } = values;
const nodes = Number(values.nodes);
const PARTS = {
  realNode: () => measureRealNode({ runs: Number(values.latency), database }),
  throughput: () =>
    measureThroughput({ nodes, runs: Number(values.runs), database }),
  sweep: () => measureSweep({ nodes, points: Number(values.points), database }),
  memory: () => measureMemory({ nodes, pods: Number(values.pods), database }),
};

const wanted = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = wanted.find(part => !(part in PARTS));
if (unknown) {
  console.error(
    `--only takes ${Object.keys(PARTS).join(', ')}, not '${unknown}'`,
  );
  process.exit(2);
}
// A part that is measured alone leaves the figures of the others.
const before = existsSync(values.output)
  ? JSON.parse(readFileSync(values.output, 'utf8'))
  : {};
const measured = { ...before.measured };
for (const part of wanted) {
  console.log(`\n${part}`);
  const [loadBefore] = loadavg();
  const figures = await PARTS[part]();
  measured[part] = {
    date: new Date().toISOString(),
    database,
    // Of the machine, by other work: above 0.5 the figures say little.
    loadBefore: Math.round(loadBefore * 10) / 10,
    ...figures,
  };
  console.log(JSON.stringify(figures, undefined, 1));
  await save();
}

async function save() {
  const [{ model }] = cpus();
  await mkdir(dirname(values.output), { recursive: true });
  await writeFile(
    values.output,
    `${JSON.stringify(
      {
        machine: {
          cpu: `${cpus().length} × ${model}`,
          memoryGiB: Math.round(totalmem() / 2 ** 30),
          node: process.version,
          shared:
            'portal, API server, etcd, controllers, nodes and clients share it',
        },
        measured,
        published: PUBLISHED,
      },
      undefined,
      1,
    )}\n`,
  );
}
