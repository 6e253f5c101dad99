import { randomBytes } from 'node:crypto';
import type { ClusterQueue, Run, RunEvent } from '@pagoda/plugin-pagoda-common';
import {
  createTestPortal,
  type TestPortal,
} from '../../../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
  readPeerKubeconfig,
} from '../../../testing/kubernetesPeer';

jest.setTimeout(180_000);

const PREFIX = 'kueue-';
const KUEUE = { group: 'kueue.x-k8s.io', version: 'v1beta2' };

/** Kueue's own words. */
const NO_QUOTA = /insufficient unused quota for cpu in flavor/;

/** The events of a run that went back to its queue; Kueue forgets then that its pod is to run longer. */
const TWICE = [
  ...['Queued', 'Starting', 'Started', 'Requeued', 'Started', 'Succeeded'],
];

interface PeerJob {
  metadata: { labels: Record<string, string> };
}

describe('queues of a real Kueue', () => {
  const client = createKubernetesPeerClient('kwok');
  const id = randomBytes(4).toString('hex');
  const project = `q${id}`;
  const namespace = `${PREFIX}${project}`;
  let portal: TestPortal;

  const researcher = () => portal.as('researcher');
  /** Objects of the whole cluster have names of this test. */
  const own = (name: string) => `${PREFIX}${name}-${id}`;

  async function queues(): Promise<{ items: ClusterQueue[] }> {
    const { body } = await researcher().get(
      `/clusters/peer/queues?project=${project}`,
    );
    return body;
  }

  const request = (more: object) => ({
    cluster: 'peer',
    queue: 'mine',
    ...more,
  });

  async function submit(more: object = {}): Promise<string> {
    const { status, body } = await researcher().post(
      `/projects/${project}/runs`,
      request({
        spec: {
          image: 'pagoda.test/busybox:1',
          command: ['true'],
          resources: { cpu: '1', memory: '64Mi' },
        },
        ...more,
      }),
    );
    if (status !== 201) {
      throw new Error(JSON.stringify(body));
    }
    return body.id;
  }

  async function stopQueue(
    name: string,
    stopPolicy: 'None' | 'Hold' | 'HoldAndDrain',
  ): Promise<void> {
    await client.patch(
      { ...KUEUE, resource: 'localqueues', namespace, name },
      { spec: { stopPolicy } },
      'merge',
    );
  }

  /** One whose pod runs for a minute: its queue is stopped until its Job has been told so. */
  async function submitLong(
    more: { queue?: string; priorityClass?: string } = {},
  ): Promise<string> {
    const { queue = 'mine' } = more;
    await stopQueue(queue, 'Hold');
    const run = await submit(more);
    const job = {
      ...{ group: 'batch', resource: 'jobs', namespace },
      name: `run-${run}-1`,
    };
    const annotations = { 'pagoda.test/run-for': '60s' };
    await eventually(() =>
      client.patch(
        job,
        { spec: { template: { metadata: { annotations } } } },
        'merge',
      ),
    );
    await stopQueue(queue, 'None');
    return run;
  }

  /** Waits until the run is in this phase, with an explanation of this code. */
  const until = (run: string, phase: string, code?: string) =>
    eventually(async () => {
      const { body } = await researcher().get(`/runs/${run}`);
      const { status } = body as Run;
      if (
        status.phase !== phase ||
        (status.explanation?.code ?? undefined) !== code
      ) {
        throw new Error(
          `Not ${phase} (${code}): ${JSON.stringify(status, undefined, 2)}`,
        );
      }
      return status;
    }, 60_000);

  async function events(run: string): Promise<string[]> {
    const { body } = await researcher().get(`/runs/${run}/events`);
    return body.items.map(({ reason }: RunEvent) => reason);
  }

  async function cancel(...runs: string[]): Promise<void> {
    await Promise.all(
      runs.map(run => researcher().post(`/runs/${run}:cancel`)),
    );
    await Promise.all(runs.map(run => until(run, 'Cancelled', 'Cancelled')));
  }

  async function create(kind: string, object: object): Promise<void> {
    const resource = `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
    await client.create(
      {
        ...{ ...KUEUE, resource },
        ...(kind === 'LocalQueue' && { namespace }),
      },
      { apiVersion: `${KUEUE.group}/${KUEUE.version}`, kind, ...object },
    );
  }

  beforeAll(async () => {
    portal = await createTestPortal({
      config: {
        kubernetes: { namespacePrefix: PREFIX, results: { size: '1Gi' } },
      },
    });
    const imported = await portal.as('administrator').post('/clusters', {
      name: 'peer',
      connection: {
        kind: 'kubeconfig',
        kubeconfig: readPeerKubeconfig('kwok'),
      },
    });
    if (imported.status !== 201) {
      throw new Error(JSON.stringify(imported.body));
    }
    await portal.createProject({ name: project });
    // Its namespace is there from its first run on.
    const first = await submit({ queue: undefined });
    await until(first, 'Succeeded');
    await create('ResourceFlavor', { metadata: { name: own('flavor') } });
    for (const [name, value] of [
      ['low', 10],
      ['high', 1000],
    ] as const) {
      await create('WorkloadPriorityClass', {
        metadata: { name: own(name) },
        value,
      });
    }
    for (const name of ['mine', 'theirs']) {
      await create('ClusterQueue', {
        metadata: { name: own(name) },
        spec: {
          cohortName: own('cohort'),
          namespaceSelector: {
            matchLabels: { 'kubernetes.io/metadata.name': namespace },
          },
          preemption: {
            reclaimWithinCohort: 'Any',
            withinClusterQueue: 'LowerPriority',
          },
          resourceGroups: [
            {
              coveredResources: ['cpu', 'memory'],
              flavors: [
                {
                  name: own('flavor'),
                  resources: [
                    { name: 'cpu', nominalQuota: 1 },
                    { name: 'memory', nominalQuota: '100Gi' },
                  ],
                },
              ],
            },
          ],
        },
      });
      await create('LocalQueue', {
        metadata: { name },
        spec: { clusterQueue: own(name) },
      });
    }
    await eventually(async () => {
      const { items } = await queues();
      if (items.filter(({ active }) => active).length !== 2) {
        throw new Error(JSON.stringify(items));
      }
    });
  });

  afterAll(async () => {
    await portal?.stop();
    await client.delete({ resource: 'namespaces', name: namespace });
    for (const [resource, name] of [
      ['clusterqueues', 'mine'],
      ['clusterqueues', 'theirs'],
      ['resourceflavors', 'flavor'],
      ['workloadpriorityclasses', 'low'],
      ['workloadpriorityclasses', 'high'],
    ]) {
      await client.delete({ ...KUEUE, resource, name: own(name) });
    }
    await client.close();
  });

  it('are offered to members of the project, and checked when a run is submitted', async () => {
    expect(await queues()).toEqual({
      items: ['mine', 'theirs'].map(name => ({
        name,
        clusterQueue: own(name),
        active: true,
        stopPolicy: 'None',
        pending: 0,
        admitted: 0,
      })),
      priorityClasses: expect.arrayContaining([
        { name: own('high'), value: 1000 },
      ]),
    });
    const stranger = await portal
      .as('stranger')
      .get(`/clusters/peer/queues?project=${project}`);
    expect(stranger.status).toBe(404);
    const refusals = [
      { queue: 'none' },
      { queue: 'mine', priorityClass: 'none' },
      { queue: undefined, priorityClass: 'low' },
      { queue: 'mine', cluster: 'local' },
    ].map(async more => {
      const { body } = await researcher().post(
        `/projects/${project}/runs:validate`,
        request({ spec: { image: 'x', command: ['true'] }, ...more }),
      );
      const { code, field, advice } = body.error;
      return [code, field, advice];
    });
    expect(await Promise.all(refusals)).toEqual([
      ['QueueNotFound', 'queue', 'There are: mine, theirs.'],
      ['PriorityClassNotFound', 'priorityClass', expect.stringContaining(id)],
      ['InvalidInput', 'priorityClass', undefined],
      ['NoQueues', 'queue', expect.any(String)],
    ]);
  });

  it('decide when a run starts: it borrows, waits, gives way, and goes on', async () => {
    // Of two it is the lower priority that gives way.
    const first = await submitLong({ priorityClass: own('high') });
    const borrower = await submitLong();
    await until(first, 'Running');
    await until(borrower, 'Running');
    await eventually(async () => {
      const { status } = await client.get<{
        status: {
          flavorsUsage: { resources: { name: string; borrowed?: string }[] }[];
        };
      }>({ ...KUEUE, resource: 'clusterqueues', name: own('mine') });
      const [{ resources }] = status.flavorsUsage;
      expect(resources).toContainEqual(
        expect.objectContaining({ name: 'cpu', borrowed: '1' }),
      );
    });

    const waiting = await submit();
    const waits = await until(waiting, 'Starting', 'WaitingInQueue');
    expect(waits.explanation?.summary).toMatch(/^It waits in queue 'mine' \(/);
    expect(waits.explanation?.evidence[0]).toEqual({
      source: 'queue',
      message: expect.stringMatching(NO_QUOTA),
      time: expect.any(String),
    });
    await eventually(async () => {
      const { items } = await queues();
      expect(items[0]).toMatchObject({ pending: 1, admitted: 2 });
    });

    // What the borrower has belongs to the other queue.
    const owner = await submit({ queue: 'theirs' });
    const preempted = await until(borrower, 'Starting', 'Preempted');
    expect(preempted.startedAt).toBeNull();
    expect(preempted.attempt).toBe(1);
    expect(preempted.explanation?.evidence[0].message).toMatch(/^Preempted/);
    await until(owner, 'Succeeded');
    await until(borrower, 'Succeeded');
    expect(await events(borrower)).toEqual(TWICE);
    await until(waiting, 'Succeeded');
    await cancel(first);
  });

  it('serve the higher priority class first', async () => {
    const low = await submitLong({ priorityClass: own('low') });
    const other = await submitLong({ queue: 'theirs' });
    await until(low, 'Running');
    await until(other, 'Running');
    const high = await submit({ priorityClass: own('high') });
    await until(low, 'Starting', 'Preempted');
    await until(high, 'Succeeded');
    await until(low, 'Succeeded');
    expect(await events(low)).toEqual(TWICE);
    await cancel(other);
  });

  it('can be stopped, and go on', async () => {
    const run = await submitLong();
    await until(run, 'Running');
    await stopQueue('mine', 'HoldAndDrain');
    await until(run, 'Starting', 'QueueStopped');
    expect((await queues()).items[0]).toMatchObject({
      active: false,
      stopPolicy: 'HoldAndDrain',
      message: expect.any(String),
    });
    const next = await submit();
    await until(next, 'Starting', 'QueueStopped');
    await stopQueue('mine', 'None');
    await until(run, 'Succeeded');
    await until(next, 'Succeeded');
    expect(await events(run)).toEqual(TWICE);
  });

  it('say what they can never give', async () => {
    const run = await submit({ resources: { cpu: '5' } });
    const { explanation } = await until(run, 'Starting', 'QueueUnusable');
    expect(explanation?.summary).toMatch(/maximum capacity/);
    await cancel(run);
    await eventually(async () => {
      const { items } = await client.list<{ metadata: { name: string } }>({
        ...{ ...KUEUE, resource: 'workloads', namespace },
      });
      expect(items.filter(one => one.metadata.name.includes(run))).toEqual([]);
    });
  });

  it('know a run that went back to its queue while nobody looked', async () => {
    const run = await submitLong();
    await until(run, 'Running');
    const drained = (async () => {
      await stopQueue('mine', 'HoldAndDrain');
      await eventually(async () => {
        const { items } = await client.list(
          { resource: 'pods', namespace },
          { labelSelector: `pagoda.io/run=${run}` },
        );
        expect(items).toEqual([]);
      });
      await stopQueue('mine', 'None');
    })();
    await portal.restart();
    await drained;
    await until(run, 'Succeeded');
    expect(await events(run)).toEqual(TWICE);
  });

  it('are kept by a rerun, unless it says otherwise', async () => {
    const run = await submit({ priorityClass: own('low') });
    await until(run, 'Succeeded');
    const rerun = async (body: object) => {
      const answer = await researcher().post(`/runs/${run}:rerun`, body);
      const { queue, priorityClass } = answer.body.spec;
      return [queue, priorityClass];
    };
    expect(await rerun({})).toEqual(['mine', own('low')]);
    expect(await rerun({ queue: 'theirs' })).toEqual(['theirs', own('low')]);
    expect(await rerun({ priorityClass: '' })).toEqual(['mine', undefined]);
    expect(await rerun({ queue: '' })).toEqual([undefined, undefined]);
  });

  it('take each point of a sweep by itself', async () => {
    const experiment = await researcher().post(
      `/projects/${project}/experiments`,
      {
        name: 'points',
        spec: {
          image: 'pagoda.test/busybox:1',
          command: ['true'],
          resources: { cpu: '1', memory: '64Mi' },
        },
      },
    );
    expect(experiment.status).toBe(201);
    const sweep = await researcher().post(
      `/projects/${project}/sweeps`,
      request({ experiment: 'points', matrix: { x: [1, 2, 3, 4] } }),
    );
    expect(sweep.status).toBe(201);
    await eventually(async () => {
      const { body } = await researcher().get(`/sweeps/${sweep.body.id}`);
      expect(body.status).toMatchObject({
        phase: 'Succeeded',
        counts: { Succeeded: 4 },
      });
    }, 60_000);
    const { items: jobs } = await client.list<PeerJob>(
      { group: 'batch', resource: 'jobs', namespace },
      { labelSelector: `pagoda.io/sweep=${sweep.body.id}` },
    );
    expect(
      jobs.map(({ metadata }) => metadata.labels['kueue.x-k8s.io/queue-name']),
    ).toEqual(['mine', 'mine', 'mine', 'mine']);
  });

  it('take runs that name none, where one is the default', async () => {
    await create('LocalQueue', {
      metadata: { name: 'default' },
      spec: { clusterQueue: own('mine') },
    });
    // For so long nobody asks again.
    const run = await eventually(async () => {
      const { body } = await researcher().post(
        `/projects/${project}/runs:validate`,
        request({
          spec: { image: 'x', command: ['true'] },
          queue: undefined,
        }),
      );
      expect(body.run.queue).toBe('default');
      return submit({ queue: undefined });
    });
    await until(run, 'Succeeded');
    const { body } = await researcher().get(`/runs/${run}`);
    expect(body.spec.queue).toBe('default');
  });
});
