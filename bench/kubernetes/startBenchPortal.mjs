import { BenchPortal } from './BenchPortal.mjs';

/** The cluster's name in the portal. */
export const CLUSTER = 'bench';

/**
 * A portal that knows a cluster, and has projects with an experiment of their own name.
 *
 * @param {{database: string, cluster: import('./BenchCluster.mjs').BenchCluster, projects: string[],
 *   command: string[], quota?: object, kubernetes?: object}} options kubernetes: settings of the portal; quota: of each
 *   project
 */
export async function startBenchPortal(options) {
  const { database, cluster, projects, command, quota, kubernetes } = options;
  const portal = await BenchPortal.start({
    database,
    config: {
      pagoda: {
        kubernetes: { gatewayImage: 'pagoda.test/gateway:1', ...kubernetes },
      },
    },
  });
  try {
    await portal.post('/clusters', {
      name: CLUSTER,
      connection: { kind: 'kubeconfig', kubeconfig: cluster.kubeconfig },
    });
    for (const name of projects) {
      await portal.post('/projects', { name, quota });
      await portal.post(`/projects/${name}/experiments`, {
        name,
        spec: {
          image: 'pagoda.test/busybox:1',
          command,
          parameterSchema: {
            type: 'object',
            properties: { seed: { type: 'integer' } },
          },
          resources: { cpu: '50m', memory: '32Mi' },
        },
      });
    }
  } catch (error) {
    await portal.stop();
    throw error;
  }
  return portal;
}

/** Submits a run of the experiment that has the project's name. */
export function submitRun(portal, project, seed) {
  return portal.post(`/projects/${project}/runs`, {
    experiment: project,
    cluster: CLUSTER,
    parameters: { seed },
  });
}

/** Fails with the explanation of a run that did not succeed. */
export async function requireSucceeded(portal, run, { phase }) {
  if (phase !== 'Succeeded') {
    const { explanation } = await portal.get(`/runs/${run}/explanation`);
    throw new Error(`A run ${phase}: ${JSON.stringify(explanation)}`);
  }
}
