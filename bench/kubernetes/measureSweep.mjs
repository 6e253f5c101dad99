import { round } from './figures.mjs';
import { startKwokCluster } from './kwokCluster.mjs';
import {
  CLUSTER,
  requireSucceeded,
  startBenchPortal,
} from './startBenchPortal.mjs';

const PROJECT = 'sweeps';
/** Longest that it may take, in seconds. */
const LIMIT = 3600;

/** One sweep of many points, on nodes that KWOK plays. Pods take a second. */
export async function measureSweep({ nodes, points, database }) {
  const cluster = await startKwokCluster(nodes);
  try {
    const portal = await startBenchPortal({
      database,
      cluster,
      projects: [PROJECT],
      command: ['true'],
      // As for throughput.
      quota: { concurrentRuns: nodes },
      // Read by all nodes: the gateway must not follow the pods to a node that is played.
      kubernetes: {
        results: { storageClass: 'shared', accessMode: 'ReadWriteMany' },
      },
    });
    try {
      return await runSweep(portal, cluster, points, nodes);
    } finally {
      await portal.stop();
    }
  } finally {
    cluster.stop();
  }
}

async function runSweep(portal, cluster, points, atOnce) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const { id } = await portal.post(`/projects/${PROJECT}/sweeps`, {
    experiment: PROJECT,
    cluster: CLUSTER,
    matrix: { seed: Array.from({ length: points }, (_, index) => index) },
  });
  const submitSeconds = round(seconds());
  let firstEndedSeconds;
  for (;;) {
    const { status } = await portal.get(`/sweeps/${id}`);
    const { counts } = status;
    console.log(`  ${round(seconds(), 0)} s: ${JSON.stringify(counts)}`);
    if (firstEndedSeconds === undefined && counts.Succeeded > 0) {
      firstEndedSeconds = round(seconds());
    }
    if (status.phase !== 'Running') {
      await explainFailure(portal, id, status.phase);
      break;
    }
    if (seconds() > LIMIT) {
      throw new Error(`Not done after ${LIMIT} s`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 2000));
  }
  const totalSeconds = seconds();
  const jobs = await cluster.get(
    `/apis/batch/v1/jobs?labelSelector=${encodeURIComponent(`pagoda.io/sweep=${id}`)}`,
  );
  return {
    points,
    atOnce,
    submitSeconds,
    firstEndedSeconds,
    totalSeconds: round(totalSeconds),
    pointsPerSecond: round(points / totalSeconds),
    jobs: jobs.items.length,
    portalResidentMiB: portal.residentMiB,
  };
}

async function explainFailure(portal, sweep, phase) {
  if (phase !== 'Succeeded') {
    const { items } = await portal.get(
      `/runs?sweep=${sweep}&phase=Failed&limit=1`,
    );
    await requireSucceeded(portal, items[0].id, items[0].status);
  }
}
