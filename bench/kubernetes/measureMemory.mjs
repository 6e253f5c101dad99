import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';
import { inParallel, round } from './figures.mjs';
import { startKwokCluster } from './kwokCluster.mjs';
import { startBenchPortal } from './startBenchPortal.mjs';

const NAMESPACE = 'crowd';
/** Requests at the same time. */
const WIDTH = 32;
/** How long the portal is given to see all pods, in milliseconds. */
const SETTLE = 30_000;
/** How long is waited for what the cluster does by itself, in milliseconds. */
const PATIENCE = 1_200_000;

/** Memory of the portal, and of its watches alone, with many pods of runs known. */
export async function measureMemory({ nodes, pods, database }) {
  const cluster = await startKwokCluster(nodes);
  try {
    await cluster.create('/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE },
    });
    const without = await withPortal(cluster, database);
    await whenThere('service account', () =>
      cluster.get(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`),
    );
    const begun = performance.now();
    await inParallel(pods, WIDTH, index =>
      cluster.create(
        `/api/v1/namespaces/${NAMESPACE}/pods`,
        buildPod(`kwok-${(index % nodes) + 1}`),
      ),
    );
    const makingSeconds = round((performance.now() - begun) / 1000, 0);
    await whenThere('running pods', async () => {
      const path = `/api/v1/namespaces/${NAMESPACE}/pods?limit=1&fieldSelector=status.phase=Pending`;
      if ((await cluster.get(path)).items.length > 0) {
        throw new Error('some are pending');
      }
    });
    const watches = watchAlone(cluster);
    return {
      pods,
      makingSeconds,
      portalResidentMiB: {
        without,
        with: await withPortal(cluster, database),
      },
      watchesAlone: {
        ...watches,
        bytesPerPod: Math.round(
          ((watches.after.heapMiB - watches.before.heapMiB) * 2 ** 20) / pods,
        ),
      },
    };
  } finally {
    cluster.stop();
  }
}

/** Memory of a portal a while after it has begun to watch the cluster. */
async function withPortal(cluster, database) {
  const portal = await startBenchPortal({
    database,
    cluster,
    projects: [],
    command: ['true'],
  });
  try {
    await new Promise(fulfil => setTimeout(fulfil, SETTLE));
    return portal.residentMiB;
  } finally {
    await portal.stop();
  }
}

function watchAlone(cluster) {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--expose-gc',
      '--require',
      join(root, 'node_modules/@backstage/cli-node/config/nodeTransform.cjs'),
      join(root, 'bench/kubernetes/watchMemory.ts'),
      cluster.kubeconfigFile,
    ],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) {
    throw new Error('The watches could not be measured');
  }
  return JSON.parse(stdout);
}

/** A pod as those of runs are. It is put on its node at once: the scheduler is not measured here. */
function buildPod(nodeName) {
  const run = randomUUID();
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `run-${run}-1-abcde`,
      labels: {
        'app.kubernetes.io/managed-by': 'pagoda',
        'app.kubernetes.io/component': 'run',
        'pagoda.io/portal': 'bench',
        'pagoda.io/project': NAMESPACE,
        'pagoda.io/experiment': NAMESPACE,
        'pagoda.io/run': run,
        'pagoda.io/attempt': '1',
        'batch.kubernetes.io/job-name': `run-${run}-1`,
      },
    },
    spec: {
      nodeName,
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'main',
          image: 'pagoda.test/busybox:1',
          command: ['sleep', '3600'],
          env: Array.from({ length: 8 }, (_, i) => ({
            name: `PAGODA_VALUE_${i}`,
            value: `value ${i}`,
          })),
          resources: { requests: { cpu: '50m', memory: '32Mi' } },
        },
      ],
    },
  };
}

async function whenThere(what, look) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      if (performance.now() > deadline) {
        throw new Error(`No ${what}: ${error.message}`);
      }
      await new Promise(fulfil => setTimeout(fulfil, 1000));
    }
  }
}
