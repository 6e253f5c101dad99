import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type OperationId } from '@pagoda/plugin-pagoda-common';
import type { PortalClient } from './PortalClient';

/** A request that has to succeed for whoever may do it. */
export interface OperationRequest {
  method: string;
  path: string;
  body?: unknown;
  /** What whoever may do it is answered with, where that is no success here. */
  answer?: number;
}

/** On what the requests are made. */
export interface OperationSetting {
  project: string;
  /** Makes in the project what a request needs. */
  owner: PortalClient;
  /** May create projects. */
  administrator: PortalClient;
  /** Whose own things a request is about. */
  caller: PortalClient;
}

type Prepare = (setting: OperationSetting) => Promise<OperationRequest>;

let count = 0;

/** A name that nothing has yet. */
function fresh(what: string): string {
  count += 1;
  return `${what}-${count}`;
}

const SPEC = {
  image: 'docker.io/library/busybox:1',
  command: ['sh', '-c', 'echo out > "$PAGODA_OUTPUT_DIR/out.txt"'],
};

async function experiment({ project, owner }: OperationSetting) {
  const name = fresh('experiment');
  await owner.expect('POST', `/projects/${project}/experiments`, {
    name,
    spec: SPEC,
  });
  return { name, path: `/projects/${project}/experiments/${name}` };
}

/** A run that has ended. */
async function run({ project, owner }: OperationSetting): Promise<string> {
  const { id } = await owner.expect('POST', `/projects/${project}/runs`, {
    spec: SPEC,
  });
  for (;;) {
    const { status } = await owner.expect('GET', `/runs/${id}`);
    if (isFinal(status.phase)) {
      return id;
    }
    await sleep(50);
  }
}

async function sweep(setting: OperationSetting): Promise<string> {
  const { project, owner } = setting;
  const { name } = await experiment(setting);
  const { id } = await owner.expect('POST', `/projects/${project}/sweeps`, {
    experiment: name,
    list: [{}],
  });
  return id;
}

/** A volume with the file `a/b.txt`. */
async function volume({ project, owner }: OperationSetting): Promise<string> {
  const name = fresh('volume');
  const path = `/projects/${project}/volumes/${name}`;
  await owner.expect('POST', `/projects/${project}/volumes`, {
    name,
    size: '1Mi',
  });
  for (;;) {
    const { status } = await owner.expect('GET', path);
    if (status.phase === 'Available') {
      break;
    }
    await sleep(50);
  }
  await owner.expect('PUT', `${path}/files/a/b.txt`, Buffer.from('b'));
  return path;
}

/** A secret with one key. */
async function secret({ project, owner }: OperationSetting): Promise<string> {
  const path = `/projects/${project}/secrets/${fresh('secret')}`;
  await owner.expect('PUT', path, { data: { key: 'value' } });
  return path;
}

const get =
  (path: string): Prepare =>
  async () => ({ method: 'GET', path });

const inProject =
  (method: string, path: string, body?: () => unknown): Prepare =>
  async ({ project }) => ({
    method,
    path: `/projects/${project}${path}`,
    body: body?.(),
  });

const onExperiment =
  (method: string, path = '', body?: unknown): Prepare =>
  async setting => ({
    method,
    path: `${(await experiment(setting)).path}${path}`,
    body,
  });

/** The embedded cluster has no containers to execute anything in. */
const onOwnRun =
  (path: string): Prepare =>
  async setting => ({
    method: 'POST',
    path: `/runs/${await run({ ...setting, owner: setting.caller })}${path}`,
    answer: 409,
  });

const onRun =
  (method: string, path = ''): Prepare =>
  async setting => ({ method, path: `/runs/${await run(setting)}${path}` });

const onSweep =
  (method: string, path = ''): Prepare =>
  async setting => ({ method, path: `/sweeps/${await sweep(setting)}${path}` });

const onVolume =
  (method: string, path = '', body?: unknown, answer?: number): Prepare =>
  async setting => ({
    ...{ method, path: `${await volume(setting)}${path}`, body, answer },
  });

/** A connection that leads nowhere, which is known at once. */
const NOWHERE = {
  kind: 'token',
  server: 'http://127.0.0.1:1',
  token: 'none',
};

const onCluster =
  (method: string, path = '', body?: unknown): Prepare =>
  async ({ administrator }) => {
    const name = fresh('cluster');
    await administrator.expect('POST', '/clusters', {
      name,
      connection: NOWHERE,
      force: true,
    });
    return { method, path: `/clusters/${name}${path}`, body };
  };

/** A plan for a cloud that there is not. */
const PLAN = {
  provisioner: 'magnum',
  cloud: 'none',
  clusterTemplate: 'none',
  pools: [
    { name: 'control', role: 'control-plane', count: 1, flavor: 'small' },
    { name: 'work', role: 'worker', count: 2, flavor: 'small' },
  ],
};

/** The embedded cluster is not provisioned, which who may ask is told. */
const onLocal =
  (method: string, path: string, body?: unknown): Prepare =>
  async () => ({ method, path: `/clusters/local${path}`, body, answer: 409 });

const onNoCloud =
  (path: string): Prepare =>
  async () => ({ method: 'GET', path: `/clouds/none${path}`, answer: 404 });

const onSecret =
  (method: string, body?: unknown): Prepare =>
  async setting => ({ method, path: await secret(setting), body });

/** Prepares a request of each operation of the API, with all that it needs. */
export const OPERATION_REQUESTS: Record<OperationId, Prepare> = {
  whoami: get('/whoami'),
  listEngines: get('/engines'),
  listProjects: get('/projects?limit=500'),
  createProject: async () => ({
    method: 'POST',
    path: '/projects',
    body: { name: fresh('project') },
  }),
  getProject: inProject('GET', ''),
  updateProject: inProject('PATCH', '', () => ({ title: fresh('Title') })),
  deleteProject: async ({ project, administrator }) => {
    const name = fresh('project');
    const { items } = await administrator.expect(
      'GET',
      `/projects/${project}/members`,
    );
    await administrator.expect('POST', '/projects', { name, members: items });
    return { method: 'DELETE', path: `/projects/${name}` };
  },
  listMembers: inProject('GET', '/members'),
  replaceMembers: async ({ project, administrator }) => {
    const path = `/projects/${project}/members`;
    return {
      method: 'PUT',
      path,
      body: await administrator.expect('GET', path),
    };
  },
  getProjectUsage: inProject('GET', '/usage'),
  listProjectNamespaces: inProject('GET', '/namespaces'),
  listSecrets: inProject('GET', '/secrets'),
  getSecret: onSecret('GET'),
  putSecret: onSecret('PUT', { data: { other: 'value' } }),
  deleteSecret: onSecret('DELETE'),
  listExperiments: get('/experiments'),
  listProjectExperiments: inProject('GET', '/experiments'),
  createExperiment: inProject('POST', '/experiments', () => ({
    name: fresh('experiment'),
    spec: SPEC,
  })),
  getExperiment: onExperiment('GET'),
  putExperiment: onExperiment('PUT', '', {
    spec: { ...SPEC, command: ['true'] },
  }),
  deleteExperiment: onExperiment('DELETE'),
  listRevisions: onExperiment('GET', '/revisions'),
  submitRun: inProject('POST', '/runs', () => ({ spec: SPEC })),
  validateRun: inProject('POST', '/runs:validate', () => ({ spec: SPEC })),
  listRuns: get('/runs'),
  streamRunEvents: get('/runs/events'),
  compareRuns: async setting => ({
    method: 'GET',
    path: `/runs:compare?a=${await run(setting)}&b=${await run(setting)}`,
  }),
  getRun: onRun('GET'),
  deleteRun: onRun('DELETE'),
  execInRun: onOwnRun('/exec?command=true'),
  forwardRunPort: onOwnRun('/portforward?port=80'),
  cancelRun: onRun('POST', ':cancel'),
  rerunRun: onRun('POST', ':rerun'),
  getRunLogs: onRun('GET', '/logs'),
  searchLogs: inProject('GET', '/logs'),
  getLogHistogram: inProject('GET', '/logs:histogram'),
  listRunEvents: onRun('GET', '/events'),
  getRunExplanation: onRun('GET', '/explanation'),
  getRunMetrics: onRun('GET', '/metrics'),
  getRunSeries: onRun('GET', '/series'),
  getSweepSeries: onSweep('GET', '/series'),
  getExperimentSeries: onExperiment('GET', '/series'),
  getProjectSeries: inProject('GET', '/series'),
  getClusterSeries: get('/clusters/local/series'),
  getFleetSeries: get('/fleet/series'),
  listRunResults: onRun('GET', '/results'),
  getRunResult: onRun('GET', '/results/out.txt'),
  listSweeps: get('/sweeps'),
  submitSweep: async setting => ({
    method: 'POST',
    path: `/projects/${setting.project}/sweeps`,
    body: { experiment: (await experiment(setting)).name, list: [{}] },
  }),
  getSweep: onSweep('GET'),
  listSweepPoints: onSweep('GET', '/points'),
  cancelSweep: onSweep('POST', ':cancel'),
  listVolumes: get('/volumes'),
  listProjectVolumes: inProject('GET', '/volumes'),
  createVolume: inProject('POST', '/volumes', () => ({
    name: fresh('volume'),
    size: '1Mi',
  })),
  preflightVolumes: inProject('POST', '/volumes:preflight', () => ({
    items: [{ cloud: 'none', size: '1Gi' }],
  })),
  getVolume: onVolume('GET'),
  updateVolume: onVolume('PATCH', '', { description: 'Changed' }),
  deleteVolume: onVolume('DELETE'),
  restoreVolume: onVolume('POST', ':restore', { snapshot: 'none' }, 409),
  cloneVolume: async setting => ({
    ...(await onVolume('POST', ':clone', undefined, 409)(setting)),
    body: { name: fresh('volume') },
  }),
  transferVolume: onVolume('POST', ':transfer', { project: 'other' }, 409),
  listVolumeSnapshots: onVolume('GET', '/snapshots'),
  createVolumeSnapshot: onVolume('POST', '/snapshots', {}, 409),
  getVolumeSnapshot: onVolume('GET', '/snapshots/none', undefined, 409),
  deleteVolumeSnapshot: onVolume('DELETE', '/snapshots/none', undefined, 409),
  listVolumeFiles: onVolume('GET', '/files'),
  getVolumeFile: onVolume('GET', '/files/a/b.txt'),
  putVolumeFile: onVolume('PUT', '/files/c.txt', Buffer.from('c')),
  deleteVolumeFile: onVolume('DELETE', '/files/a/b.txt'),
  listClusters: get('/clusters'),
  importCluster: async () => ({
    method: 'POST',
    path: '/clusters',
    body: { name: fresh('cluster'), connection: NOWHERE, force: true },
  }),
  checkCluster: async () => ({
    method: 'POST',
    path: '/clusters:check',
    body: { connection: NOWHERE },
  }),
  updateCluster: onCluster('PATCH', '', { title: 'Changed' }),
  deleteCluster: onCluster('DELETE'),
  getClusterConnection: onCluster('GET', '/connection'),
  getCluster: get('/clusters/local'),
  listClusterNodes: get('/clusters/local/nodes'),
  listClusterQueues: async ({ project }) => ({
    method: 'GET',
    path: `/clusters/local/queues?project=${project}`,
  }),
  preflightCluster: async () => ({
    method: 'POST',
    path: '/clusters:preflight',
    body: { ...PLAN, name: fresh('cluster') },
    answer: 400,
  }),
  provisionCluster: async () => ({
    method: 'POST',
    path: '/clusters:provision',
    body: { ...PLAN, name: fresh('cluster') },
    answer: 400,
  }),
  listClusterMachines: onLocal('GET', '/machines'),
  listClusterEvents: onLocal('GET', '/events'),
  getClusterVersions: onLocal('GET', '/versions'),
  listClusterOperations: onLocal('GET', '/operations'),
  upgradeCluster: onLocal('POST', ':upgrade', { version: 'v1.34.1' }),
  rotateCluster: onLocal('POST', ':rotate', {}),
  restoreCluster: onLocal('POST', ':restore', { snapshot: 'none' }),
  listClusterSnapshots: onLocal('GET', '/snapshots'),
  createClusterSnapshot: onLocal('POST', '/snapshots'),
  createClusterKubeconfig: onLocal('POST', '/kubeconfig', {}),
  listClouds: get('/clouds'),
  getCloud: onNoCloud(''),
  getCloudOffers: onNoCloud('/offers'),
  getCloudQuota: onNoCloud('/quota'),
  listClusterNamespaces: get('/clusters/local/namespaces'),
  getFleet: get('/fleet'),
  getMonitoring: get('/monitoring'),
  installMonitoring: async () => ({
    ...{ method: 'POST', path: '/monitoring:install' },
    body: { dryRun: true },
  }),
  listViews: async ({ project }) => ({
    ...{ method: 'GET', path: `/views?project=${project}` },
  }),
  listLeaks: get('/fleet/leaks'),
  lookForLeaks: async () => ({
    method: 'POST',
    path: '/fleet/leaks:look',
    body: {},
  }),
  cleanLeaks: async () => ({
    method: 'POST',
    path: '/fleet/leaks:clean',
    body: { ids: ['none'] },
  }),
  listTokens: get('/tokens'),
  createToken: async () => ({
    method: 'POST',
    path: '/tokens',
    body: { name: fresh('token'), scope: 'read' },
  }),
  revokeToken: async ({ caller }) => {
    const { token } = await caller.expect('POST', '/tokens', {
      name: fresh('token'),
    });
    return { method: 'DELETE', path: `/tokens/${token.id}` };
  },
};
