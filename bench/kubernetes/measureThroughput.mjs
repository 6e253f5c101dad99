import { inParallel, percentiles, round } from './figures.mjs';
import { startKwokCluster } from './kwokCluster.mjs';
import { RunTimes } from './RunTimes.mjs';
import {
  requireSucceeded,
  startBenchPortal,
  submitRun,
} from './startBenchPortal.mjs';

/** Requests at the same time. */
const WIDTH = 32;
/** Longest that all runs, and the last of the probes, may take, in seconds. */
const LIMIT = 3600;
const PROBE_LIMIT = 180;

/**
 * Many runs through the real Job controller and scheduler, on nodes that KWOK plays; meanwhile one run a second is followed
 * closely by a client, as a researcher would. Pods take a second.
 */
export async function measureThroughput({ nodes, runs, database }) {
  const cluster = await startKwokCluster(nodes);
  try {
    const portal = await startBenchPortal({
      database,
      cluster,
      projects: ['many', 'probe'],
      command: ['true'],
      // Far more at once are more than this machine can play: its nodes fall behind, and all waits for them.
      quota: { concurrentRuns: nodes },
      // Read by all nodes: the gateway must not follow the pods to a node that is played.
      kubernetes: {
        results: { storageClass: 'shared', accessMode: 'ReadWriteMany' },
      },
    });
    try {
      const quiet = await probe(portal, cluster, untilCount(10));
      const many = submitMany(portal, runs);
      const busy = await probe(portal, cluster, untilDone(many));
      return {
        nodes,
        runs,
        atOnce: nodes,
        clusterStartSeconds: cluster.startSeconds,
        ...(await many),
        portalResidentMiB: portal.residentMiB,
        probesWhenIdle: quiet,
        probesUnderLoad: busy,
      };
    } finally {
      await portal.stop();
    }
  } finally {
    cluster.stop();
  }
}

async function submitMany(portal, runs) {
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  await inParallel(runs, WIDTH, index => submitRun(portal, 'many', index));
  const submitSeconds = seconds();
  for (;;) {
    const { concurrentRuns, queuedRuns } = await portal.get(
      '/projects/many/usage',
    );
    if (concurrentRuns.used + queuedRuns === 0) {
      break;
    }
    console.log(
      `  ${round(seconds(), 0)} s: ${queuedRuns} wait, ${concurrentRuns.used} under way`,
    );
    if (seconds() > LIMIT) {
      throw new Error(`Not done after ${LIMIT} s`);
    }
    await new Promise(fulfil => setTimeout(fulfil, 2000));
  }
  const { items } = await portal.get('/runs?project=many&phase=Failed&limit=1');
  if (items.length > 0) {
    await requireSucceeded(portal, items[0].id, items[0].status);
  }
  return {
    submitSeconds: round(submitSeconds),
    submitsPerSecond: round(runs / submitSeconds),
    totalSeconds: round(seconds()),
    runsPerSecond: round(runs / seconds()),
  };
}

/** Submits a run each second until it is told to stop, and says how soon its pod's changes are seen by a client. */
async function probe(portal, cluster, isOver) {
  const seen = new RunTimes({
    portal,
    cluster,
    project: 'probe',
    selector: 'pagoda.io/project=probe',
  });
  try {
    const probes = [];
    while (!isOver(probes.length)) {
      const submitted = performance.now();
      const { id } = await submitRun(portal, 'probe', probes.length);
      const times = seen.of(id);
      times.submitted = submitted;
      probes.push(times);
      await new Promise(fulfil => setTimeout(fulfil, 1000));
    }
    await seen.whenEnded(probes.length, PROBE_LIMIT);
    const between = (from, to) =>
      percentiles(probes.map(times => times[to] - times[from]));
    return {
      submitToRunningMs: between('submitted', 'running'),
      podRunningToRunRunningMs: between('podRunning', 'running'),
      podEndedToRunEndedMs: between('podEnded', 'ended'),
    };
  } finally {
    seen.stop();
  }
}

function untilCount(limit) {
  return count => count >= limit;
}

function untilDone(work) {
  let done = false;
  const end = () => {
    done = true;
  };
  work.then(end, end);
  return count => done && count > 0;
}
