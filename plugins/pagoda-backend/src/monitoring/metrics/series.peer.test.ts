import { randomUUID } from 'node:crypto';
import type {
  MetricSeries,
  MetricSeriesList,
} from '@pagoda/plugin-pagoda-common';
import { ClusterStore } from '../../clusters/ClusterStore';
import {
  createTestPortal,
  testUserRef,
  type TestPortal,
} from '../../testing/createTestPortal';
import { podMetrics, type PodMetrics } from '../../testing/podMetrics';
import { remoteWrite } from '../../testing/remoteWrite';
import { moveRun } from '../../testing/runsByHand';
import { ServerFront } from '../../testing/ServerFront';

jest.setTimeout(60_000);

const peer = process.env.PROMETHEUS_PEER_URL ?? '';
const GI = 2 ** 30;
const EVERY = 15_000;
/** Prometheus may hold what is newer than these samples, which are to be recent then. */
const NOW = Math.floor(Date.now() / EVERY) * EVERY;
const SINCE = NOW - 20 * 60_000;
/** Of this test: the peer keeps series of others, and of earlier times. */
const tag = randomUUID().slice(0, 8);
const LAB = `lab-${tag}`;
const OTHER = `other-${tag}`;
const HOSTILE = `"} or vector(42) or up{a!="${tag}`;
const common = { cluster: LAB };
const SPEC = { image: 'docker.io/library/busybox:1', command: ['true'] };
const QUERY = `since=${iso(SINCE + 300_000)}&until=${iso(NOW - 120_000)}&step=15`;

let portal: TestPortal;
let front: ServerFront;

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Writes the series of a pod of the lab that runs from {@link SINCE} on. */
async function write(pod: Partial<PodMetrics> & { pod: string }) {
  await remoteWrite(
    peer,
    podMetrics({
      ...{ common, namespace: `pagoda-alpha-${tag}`, cpu: 1, memory: GI },
      ...{ from: SINCE, until: NOW, every: EVERY },
      ...pod,
    }),
  );
}

async function start(prometheus: object = {}) {
  portal = await createTestPortal({
    config: {
      monitoring: {
        prometheus: {
          ...{ url: front.url, clusterLabel: 'cluster' },
          ...{ timeoutSeconds: 2, scrapeIntervalSeconds: 15 },
          ...prometheus,
        },
      },
    },
  });
  const clusters = new ClusterStore(portal.knex);
  for (const name of [LAB, OTHER]) {
    await clusters.upsert({
      ...{ name, title: name, description: '', provisioner: 'existing' },
      ...{ engine: 'kubernetes', phase: 'Ready', conditions: [] },
      capacity: { cpu: 64, memoryBytes: 64 * GI, gpu: 4 },
    });
    // Nobody can open it, so that nobody looks whether the namespaces are there.
    await portal.knex('cluster_connections').insert({
      ...{ cluster: name, kind: 'token', sealed: 'v1:none:x', version: '1' },
      ...{ updated_at: 0, updated_by: testUserRef('administrator') },
    });
  }
  for (const [name, namespace] of [
    ['alpha', `pagoda-alpha-${tag}`],
    ['beta', `pagoda-beta-${tag}`],
    ['gamma', HOSTILE],
  ]) {
    await portal.createProject({
      ...{ name, title: name },
      members: [
        { subject: testUserRef('researcher'), role: 'researcher' },
        ...(name === 'beta'
          ? []
          : [{ subject: testUserRef('viewer'), role: 'viewer' as const }]),
      ],
    });
    await portal.knex('project_namespaces').insert({
      ...{ cluster: LAB, project: name, namespace, phase: 'Ready' },
      ...{ message: '', since: 0, created_at: 0 },
    });
    await portal
      .knex('projects')
      .where({ name })
      .update({
        created_at: SINCE - 60_000,
      });
  }
}

/** A run of a project that has begun at {@link SINCE}. */
async function submit(
  project: string,
  options: {
    spec?: object;
    phase?: 'Running' | 'Succeeded';
    body?: object;
  } = {},
): Promise<string> {
  const { body, status } = await portal
    .as('researcher')
    .post(`/projects/${project}/runs`, {
      ...{ cluster: LAB, spec: { ...SPEC, ...options.spec } },
      ...options.body,
    });
  expect({ status, body }).toMatchObject({ status: 201 });
  await begin(body.id, project, options.phase);
  return body.id;
}

async function begin(
  id: string,
  project: string,
  phase: 'Running' | 'Succeeded' = 'Succeeded',
  pod = `run-${id}-1-abcde`,
) {
  const namespace = `pagoda-${project}-${tag}`;
  await portal
    .knex('runs')
    .where({ id })
    .update({
      queued_at: SINCE - 40_000,
    });
  await moveRun(portal, id, 'Running', {
    ...{ attempt: 1, startedAt: new Date(SINCE) },
    placement: { namespace, pod },
    events: [
      { ...{ type: 'Normal', reason: 'Starting' }, message: '', attempt: 1 },
      { ...{ type: 'Normal', reason: 'Started' }, message: '', attempt: 1 },
    ],
  });
  await portal.knex('run_events').where({ run: id }).update({ time: SINCE });
  if (phase === 'Succeeded') {
    await moveRun(portal, id, phase, {
      finishedAt: new Date(NOW - 60_000),
      usage: { cpuSeconds: 1200, peakMemoryBytes: GI },
    });
  }
}

async function series(
  path: string,
  user: Parameters<TestPortal['as']>[0] = 'viewer',
): Promise<MetricSeriesList> {
  const { status, body } = await portal.as(user).get(path);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

function find(
  list: MetricSeriesList,
  name: MetricSeries['name'],
  measure: MetricSeries['measure'] = 'used',
): MetricSeries[] {
  return list.series.filter(
    each => each.name === name && each.measure === measure,
  );
}

/** The mean of all values, to three digits. */
function level({ points }: MetricSeries): number {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  const sum = values.reduce((all, value) => all + value, 0);
  return Number((sum / values.length).toPrecision(3));
}

function levels(
  list: MetricSeriesList,
  name: MetricSeries['name'],
  measure?: MetricSeries['measure'],
): number[] {
  return find(list, name, measure).map(level);
}

beforeAll(async () => {
  if (!peer) {
    throw new Error(
      'PROMETHEUS_PEER_URL is not set: npm run test:peers sets it',
    );
  }
  front = await ServerFront.start(peer);
});
afterEach(async () => {
  front.mode = 'pass';
  await portal?.stop();
});
afterAll(() => front?.stop());

describe('series of a run', () => {
  it('show what it used against what it asked for, with phases and advice, and nothing of other pods', async () => {
    await start();
    const id = await submit('alpha', {
      spec: { resources: { cpu: '4', memory: '4Gi', gpu: 2 } },
    });
    const neighbour = await submit('alpha');
    await write({ pod: `run-${id}-1-abcde`, gpus: [90, 0], throttled: 0.1 });
    await write({ pod: `run-${neighbour}-1-abcde`, cpu: 7, memory: 7 * GI });
    await write({
      ...{ pod: `run-${id}-1-abcde`, namespace: `pagoda-delta-${tag}`, cpu: 9 },
    });
    await write({
      ...{ pod: `run-${id}-1-abcde`, common: { cluster: OTHER }, cpu: 11 },
    });

    const found = await series(`/runs/${id}/series`);
    expect(found).toMatchObject({ available: true, stepSeconds: 10 });
    expect(find(found, 'cpu')).toMatchObject([
      {
        ...{ unit: 'cores', measure: 'used', requested: 4, limit: 4 },
        labels: { pod: `run-${id}-1-abcde`, container: 'main' },
      },
    ]);
    expect(levels(found, 'cpu')).toEqual([1]);
    expect(find(found, 'memory')).toMatchObject([{ requested: 4 * GI }]);
    expect(levels(found, 'memory')).toEqual([Number(GI.toPrecision(3))]);
    expect(levels(found, 'cpuThrottled')).toEqual([0.1]);
    expect(
      find(found, 'gpu').map(each => [each.labels.gpu, level(each)]),
    ).toEqual([
      ['0', 0.9],
      ['1', 0],
    ]);
    expect(levels(found, 'networkReceived')).toEqual([1000]);
    expect(levels(found, 'networkSent')).toEqual([500]);
    expect(levels(found, 'diskRead')).toEqual([200]);
    expect(levels(found, 'diskWritten')).toEqual([100]);
    // From before it started to after it ended, where nothing is known: no number is made up.
    const { points } = find(found, 'cpu')[0];
    expect(Date.parse(found.since)).toBeLessThan(SINCE);
    expect(points[0]).toEqual([Date.parse(found.since), null]);
    expect(points.at(-1)![0]).toBeLessThanOrEqual(Date.parse(found.until));
    expect(found.phases).toMatchObject([
      { phase: 'Queued', attempt: 0 },
      { phase: 'Starting', attempt: 1 },
      { phase: 'Running', attempt: 1, until: iso(NOW - 60_000) },
    ]);
    expect(found.advice).toMatchObject([
      { resource: 'cpu', suggestion: '1500m', requested: 4 },
      { resource: 'memory', change: 'less', suggestion: '1280Mi' },
      { resource: 'gpu', suggestion: '1' },
    ]);

    const running = await submit('alpha', { phase: 'Running' });
    // It may still need what it has asked for.
    expect((await series(`/runs/${running}/series`)).advice).toEqual([]);
    await portal.as('stranger').get(`/runs/${id}/series`).expect(404);
  });

  it('are those of one point of a sweep, though all share a Job', async () => {
    await start();
    const as = portal.as('researcher');
    await as.post('/projects/alpha/experiments', {
      ...{ name: 'dice', spec: SPEC },
    });
    const submitted = await as.post('/projects/alpha/sweeps', {
      ...{ experiment: 'dice', cluster: LAB, list: [{}, {}, {}] },
    });
    expect(submitted.status).toBe(201);
    const sweep = submitted.body.id;
    const runs: { run: string }[] = (await as.get(`/sweeps/${sweep}/points`))
      .body.items;
    const pods = runs.map((_, index) => `sweep-${sweep}-0a1b-${index}-xyz12`);
    // A name that would be a regular expression of all.
    await begin(runs[2].run, 'alpha', 'Running', '.*');
    for (const [index, cpu] of [0.5, 0.25].entries()) {
      await begin(runs[index].run, 'alpha', 'Running', pods[index]);
      await write({ pod: pods[index], cpu });
    }
    await write({ pod: `sweep-${randomUUID()}-0a1b-0-xyz12`, cpu: 5 });
    const point = await series(`/runs/${runs[1].run}/series?${QUERY}`);
    expect(levels(point, 'cpu')).toEqual([0.25]);
    const hostile = await series(`/runs/${runs[2].run}/series?${QUERY}`);
    expect(hostile).toMatchObject({ available: true, series: [] });
    const all = await series(`/sweeps/${sweep}/series?${QUERY}`);
    expect(levels(all, 'cpu')).toEqual([0.75]);
    await portal.as('stranger').get(`/sweeps/${sweep}/series`).expect(404);
  });

  it('say why there are none', async () => {
    await start();
    const waiting = await portal
      .as('researcher')
      .post('/projects/alpha/runs', { cluster: LAB, spec: SPEC });
    expect(await series(`/runs/${waiting.body.id}/series`)).toMatchObject({
      ...{ available: false, code: 'NotMeasured', series: [] },
      phases: [{ phase: 'Queued' }],
    });
    const local = await portal
      .as('researcher')
      .post('/projects/alpha/runs', { cluster: 'local', spec: SPEC });
    expect(await series(`/runs/${local.body.id}/series`)).toMatchObject({
      ...{ available: false, code: 'NotMeasured' },
      reason: expect.stringContaining('no Kubernetes cluster'),
    });
    const path = `/runs/${waiting.body.id}/series`;
    for (const [query, field] of [
      [`since=${iso(NOW)}&until=${iso(NOW)}`, 'since'],
      [`until=${iso(0)}`, 'until'],
      [`since=${iso(NOW - 86_400_000)}&step=5`, 'step'],
    ]) {
      const { body } = await portal
        .as('viewer')
        .get(`${path}?${query}`)
        .expect(400);
      expect(body.error).toMatchObject({ code: 'InvalidInput', field });
    }
    await portal.as('viewer').get(`${path}?step=0`).expect(400);
  });
});

describe('series of several runs', () => {
  it('are sums over the pods of one project alone, whatever its namespace is called', async () => {
    await start();
    const requested = { cpu: 2, memory: 2 * GI };
    const experiment = (name: string) => ({
      label_pagoda_io_experiment: name,
    });
    await write({
      ...{ pod: `a-${tag}`, namespace: HOSTILE, cpu: 0.125, requested },
      labels: experiment('pi'),
    });
    await write({
      ...{ pod: `b-${tag}`, namespace: HOSTILE, cpu: 0.25, requested },
      labels: experiment('heat'),
    });
    // Its pod has ended and is still there: it asks for nothing any more.
    await write({
      ...{ pod: `c-${tag}`, namespace: HOSTILE, cpu: 0, requested },
      phase: 'Succeeded',
    });
    const beta = `pagoda-beta-${tag}`;
    await write({ pod: `d-${tag}`, namespace: beta, cpu: 13, requested });
    await write({
      ...{ pod: `e-${tag}`, namespace: HOSTILE, cpu: 17, requested },
      common: { cluster: OTHER },
    });
    const gamma = await series(`/projects/gamma/series?${QUERY}`);
    expect(levels(gamma, 'cpu')).toEqual([0.375]);
    expect(levels(gamma, 'cpu', 'requested')).toEqual([4]);
    expect(levels(gamma, 'memory', 'requested')).toEqual([
      Number((4 * GI).toPrecision(3)),
    ]);
    expect(levels(gamma, 'pods')).toEqual([2]);
    expect(gamma.series.map(({ labels }) => labels)).toEqual(
      gamma.series.map(() => ({ cluster: LAB })),
    );
    // What is known from before the project was created was another's.
    const early = await series(
      `/projects/gamma/series?since=${iso(SINCE - 3_600_000)}&step=60`,
    );
    expect(Date.parse(early.since)).toBeGreaterThanOrEqual(SINCE - 120_000);

    for (const name of ['pi', 'none']) {
      await portal
        .as('researcher')
        .post('/projects/gamma/experiments', { name, spec: SPEC });
    }
    const path = '/projects/gamma/experiments';
    const pi = await series(`${path}/pi/series?${QUERY}`);
    expect(levels(pi, 'cpu')).toEqual([0.125]);
    expect(levels(pi, 'cpu', 'requested')).toEqual([2]);
    expect(await series(`${path}/none/series?${QUERY}`)).toMatchObject({
      ...{ available: true, series: [] },
      reason: expect.stringContaining('metricLabelsAllowlist'),
    });
    await portal.as('viewer').get(`${path}/missing/series`).expect(404);
    await portal.as('viewer').get('/projects/beta/series').expect(404);
    expect(
      levels(
        await series(`/projects/beta/series?${QUERY}`, 'researcher'),
        'cpu',
      ),
    ).toEqual([13]);
    expect(
      await series(`/projects/gamma/series?cluster=${OTHER}`),
    ).toMatchObject({ available: false, code: 'NotMeasured' });
  });

  it('are of nodes for clusters and the fleet, with no word of projects', async () => {
    await start();
    const node = { cluster: LAB, instance: `node-${tag}:9100` };
    const samples = (value: (seconds: number) => number) => {
      const all: [number, number][] = [];
      for (let time = SINCE; time <= NOW; time += EVERY) {
        all.push([time, value((time - SINCE) / 1000)]);
      }
      return all;
    };
    const of = (__name__: string, labels: object, value: number, rate = 0) => ({
      labels: { __name__, ...node, ...labels },
      samples: samples(seconds => value + rate * seconds),
    });
    await remoteWrite(peer, [
      of('node_cpu_seconds_total', { mode: 'user', cpu: '0' }, 0, 0.75),
      of('node_cpu_seconds_total', { mode: 'idle', cpu: '0' }, 0, 7.25),
      of('node_memory_MemTotal_bytes', {}, 16 * GI),
      of('node_memory_MemAvailable_bytes', {}, 12 * GI),
      of('kube_node_status_allocatable', { node: 'n', resource: 'cpu' }, 8),
      of('node_network_receive_bytes_total', { device: 'eth0' }, 0, 30),
      of('node_network_receive_bytes_total', { device: 'veth1' }, 0, 30),
      of('node_disk_written_bytes_total', { device: 'vda' }, 0, 40),
    ]);
    const requested = { cpu: 3, memory: GI };
    await write({
      ...{ pod: `f-${tag}`, namespace: `any-${tag}`, requested },
      common: node,
    });
    const cluster = await series(`/clusters/${LAB}/series?${QUERY}`);
    expect(levels(cluster, 'cpu')).toEqual([0.75]);
    expect(levels(cluster, 'cpu', 'capacity')).toEqual([8]);
    expect(levels(cluster, 'memory')).toEqual([
      Number((4 * GI).toPrecision(3)),
    ]);
    expect(levels(cluster, 'networkReceived')).toEqual([30]);
    expect(levels(cluster, 'diskWritten')).toEqual([40]);
    expect(levels(cluster, 'cpu', 'requested')[0]).toBeGreaterThanOrEqual(3);
    expect(cluster.series.map(({ labels }) => labels)).toEqual(
      cluster.series.map(() => ({})),
    );
    await portal.as('viewer').get('/clusters/none/series').expect(404);
    expect(await series('/clusters/local/series')).toMatchObject({
      ...{ available: false, code: 'NotMeasured' },
    });

    await portal.as('owner').get('/fleet/series').expect(403);
    const fleet = await series(`/fleet/series?${QUERY}`, 'administrator');
    const lab = find(fleet, 'cpu').filter(
      ({ labels }) => labels.cluster === LAB,
    );
    expect(lab.map(level)).toEqual([0.75]);
    expect(JSON.stringify(fleet)).not.toContain(`any-${tag}`);
  });
});

describe('Prometheus', () => {
  it('that is gone, slow or refuses is told in words without its address', async () => {
    await start();
    const id = await submit('alpha');
    for (const [mode, code] of [
      ['reset', 'Unreachable'],
      ['stranger', 'Unreachable'],
      ['silent', 'TooSlow'],
      [401, 'Refused'],
      [503, 'Unreachable'],
    ] as const) {
      front.mode = mode;
      const found = await series(`/runs/${id}/series`);
      expect(found).toMatchObject({
        ...{ available: false, code, series: [] },
        // What the engine has measured is known without it: a core of one was used.
        ...{ phases: [{}, {}, {}], advice: expect.any(Array) },
      });
      expect(found.reason).toMatch(/^On cluster 'lab-.*': Prometheus /);
      expect(JSON.stringify(found)).not.toContain('127.0.0.1');
    }
    front.mode = 'pass';
    expect(await series(`/runs/${id}/series`)).toMatchObject({
      available: true,
    });
    const { connections } = (
      await portal.as('administrator').get('/monitoring')
    ).body;
    expect(connections).toContainEqual(
      expect.objectContaining({
        ...{ kind: 'prometheus', healthy: true, version: expect.any(String) },
      }),
    );
  });

  it('of a cluster of its own is asked for that alone; one that mixes several tells no two apart', async () => {
    await start({
      clusterLabel: undefined,
      clusters: { [LAB]: { url: peer } },
    });
    const id = await submit('alpha');
    await write({ pod: `run-${id}-1-abcde`, common: {} });
    front.mode = 'reset';
    const run = await series(`/runs/${id}/series?${QUERY}`);
    expect(levels(run, 'cpu')).toEqual([1]);
    const fleet = await series('/fleet/series', 'administrator');
    expect(fleet).toMatchObject({ available: true, code: 'Unreachable' });
    expect(new Set(fleet.series.map(({ labels }) => labels.cluster))).toEqual(
      new Set([LAB]),
    );
    await portal.stop();

    front.mode = 'pass';
    await start({ clusterLabel: undefined });
    await portal.knex('project_namespaces').insert({
      ...{ cluster: OTHER, project: 'beta', phase: 'Ready', message: '' },
      ...{ namespace: `pagoda-alpha-${tag}`, since: 0, created_at: 0 },
    });
    expect(await series('/projects/alpha/series')).toMatchObject({
      ...{ available: false, code: 'NotDistinct' },
      reason: expect.stringContaining('clusterLabel'),
    });
    expect(await series(`/clusters/${LAB}/series`)).toMatchObject({
      ...{ available: false, code: 'NotDistinct' },
    });
  });
});
