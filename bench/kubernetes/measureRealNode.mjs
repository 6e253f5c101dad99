import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { BenchCluster } from './BenchCluster.mjs';
import { percentiles } from './figures.mjs';
import { RunTimes } from './RunTimes.mjs';
import {
  requireSucceeded,
  startBenchPortal,
  submitRun,
} from './startBenchPortal.mjs';

const IMAGE = 'pagoda.test/busybox:1';
const PROJECT = 'bench';

/** From submitting to running on a node whose pods really run; beside it, Jobs that are made by hand. */
export async function measureRealNode({ runs, database }) {
  const cluster = BenchCluster.start({ nodes: 'kubelet' });
  try {
    cluster.run(join(root, 'infra/images/data-gateway/peer-image.sh'));
    const byHand = await jobsByHand(cluster, Math.min(runs, 10));
    const portal = await startBenchPortal({
      database,
      cluster,
      projects: [PROJECT],
      command: ['sleep', '1'],
    });
    try {
      return {
        ...(await oneByOne(portal, cluster, runs)),
        jobCreatedByHandToPodRunningMs: byHand,
      };
    } finally {
      await portal.stop();
    }
  } finally {
    cluster.stop();
  }
}

async function oneByOne(portal, cluster, runs) {
  const seen = new RunTimes({ portal, cluster, project: PROJECT });
  try {
    // The first one waits for the namespace, the claim and the gateway.
    const first = await submitOne(portal, seen, 1);
    const measured = [];
    for (let i = 0; i < runs; i += 1) {
      measured.push(await submitOne(portal, seen, i + 2));
    }
    const between = (from, to) =>
      percentiles(measured.map(times => times[to] - times[from]));
    return {
      runs,
      firstRunSubmitToRunningMs: Math.round(first.running - first.submitted),
      submitToPodRunningMs: between('submitted', 'podRunning'),
      submitToRunningMs: between('submitted', 'running'),
      podRunningToRunRunningMs: between('podRunning', 'running'),
      podEndedToRunEndedMs: between('podEnded', 'ended'),
    };
  } finally {
    seen.stop();
  }
}

async function submitOne(portal, seen, count) {
  const submitted = performance.now();
  const run = await submitRun(portal, PROJECT, count);
  await seen.whenEnded(count, 120);
  const times = seen.of(run.id);
  times.submitted = submitted;
  await requireSucceeded(portal, run.id, times);
  return times;
}

/** What the cluster itself takes. */
async function jobsByHand(cluster, count) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const begun = performance.now();
    await cluster.create(
      '/apis/batch/v1/namespaces/default/jobs',
      buildJob(`byhand-${i}`),
    );
    times.push((await whenRunning(cluster, `byhand-${i}`)) - begun);
  }
  return percentiles(times);
}

async function whenRunning(cluster, job) {
  const stopping = new AbortController();
  const path = `/api/v1/namespaces/default/pods?labelSelector=job-name=${job}`;
  for await (const { object } of cluster.watch(path, stopping.signal)) {
    if (object.status.phase !== 'Pending') {
      stopping.abort();
      return performance.now();
    }
  }
  throw new Error(`The watch of ${job} ended`);
}

function buildJob(name) {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'main',
              image: IMAGE,
              imagePullPolicy: 'IfNotPresent',
              command: ['sleep', '1'],
            },
          ],
        },
      },
    },
  };
}
