import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { ResourceQuota } from 'kubernetes-types/core/v1';
import type { RunSpec } from '@pagoda/plugin-pagoda-common';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import { FileLogStore } from '../../logs/FileLogStore';
import { LogWriter } from '../../logs/LogWriter';
import type { Attempt, EngineTask, Observation } from '../types';
import type { ClusterProjects } from './ClusterProject';
import { KubernetesEngine } from './KubernetesEngine';

jest.setTimeout(120_000);

const NAMESPACE = `engine-test-${randomUUID().slice(0, 8)}`;
const BUSYBOX = 'pagoda.test/busybox:1';

const kubeconfig = process.env.PAGODA_PEER_KUBECONFIG;
if (!kubeconfig) {
  throw new Error('PAGODA_PEER_KUBECONFIG is missing: npm run test:peers');
}
const connection = parseKubeconfig(readFileSync(kubeconfig, 'utf8'));
const client = new KubernetesClient(connection);
const folder = mkdtempSync(join(tmpdir(), 'pagoda-engine-'));
const logs = new FileLogStore(run => join(folder, run));
let engine: KubernetesEngine;

const USER = { uid: 10001, gid: 10001 };
let user: typeof USER | undefined = USER;
let namespace = NAMESPACE;

const projects: ClusterProjects = {
  ensure: async () => ({
    namespace,
    serviceAccountName: 'default',
    imagePullSecrets: [],
    environment: {},
    user,
    fsGroup: 10001,
    restricted: true,
  }),
  results: async ({ run }) => ({
    claimName: 'pagoda-results',
    subPath: `runs/${run}`,
  }),
  volume: async (_project, name) => ({ claimName: `volume-${name}` }),
};

function createEngine(by: KubernetesClient = client): KubernetesEngine {
  return new KubernetesEngine({
    cluster: 'peer',
    client: by,
    projects,
    openLog: ({ run, attempt }) =>
      new LogWriter(join(folder, run, `${attempt}.log`)),
    capacity: async () => ({ cpu: 2, memoryBytes: 2 ** 34, gpu: 0 }),
    portal: NAMESPACE,
    gpuResource: 'nvidia.com/gpu',
    toolImage: 'pagoda.test/gateway:1',
    keepSeconds: 60,
    logger: mockServices.logger.mock(),
  });
}

function task(command: string[], spec: Partial<RunSpec> = {}): EngineTask {
  return {
    run: randomUUID(),
    attempt: 1,
    project: 'vision',
    environment: { PAGODA_RUN_NUMBER: '7' },
    spec: {
      image: BUSYBOX,
      command,
      parameters: {},
      resources: { cpu: '100m', memory: '64Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 60,
      retries: {},
      ...spec,
    },
  };
}

async function until(
  attempt: Attempt,
  test: (observation: Observation) => boolean,
): Promise<Observation> {
  const end = Date.now() + 60_000;
  for (;;) {
    const [observation] = await engine.observe([attempt]);
    if (test(observation)) {
      return observation;
    }
    if (Date.now() > end) {
      throw new Error(`Not met: ${JSON.stringify(observation, undefined, 2)}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

const ended = ({ state }: Observation) => state === 'Ended';

async function execute(wanted: EngineTask): Promise<Observation> {
  await engine.launch(wanted);
  return until(wanted, ended);
}

async function logOf({ run: id }: Attempt): Promise<string[]> {
  const { items } = await logs.read(id, {}, { limit: 10_000 });
  return items.map(({ container, text }) =>
    container === 'main' ? text : `${container}: ${text}`,
  );
}

beforeAll(async () => {
  await client.create(
    { resource: 'namespaces' },
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: NAMESPACE,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
  );
  for (const name of ['pagoda-results', 'volume-data']) {
    await client.create(
      { resource: 'persistentvolumeclaims', namespace: NAMESPACE },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    );
  }
  engine = createEngine();
});

afterAll(async () => {
  await engine.stop();
  await client.delete({ resource: 'namespaces', name: NAMESPACE });
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a run that succeeds', () => {
  it('finds its parameters, files, volumes and output directory, and leaves its log', async () => {
    const wanted = task(
      [
        'sh',
        '-c',
        [
          'echo "samples $PAGODA_PARAM_SAMPLES"',
          'cat "$PAGODA_PARAMS_FILE"',
          'echo',
          './tools/hello.sh $(printf wor)ld',
          'echo result > "$PAGODA_OUTPUT_DIR/result.txt"',
          'cat "$PAGODA_OUTPUT_DIR/result.txt"',
          'touch here && id -u',
          'touch "$PAGODA_INPUT_DIR/data/x" 2>&1 | grep -c Read-only',
        ].join('\n'),
      ],
      {
        parameters: { samples: 3, 'dry-run': true },
        files: [
          { path: 'tools/hello.sh', content: '#!/bin/sh\necho "hello $1"\n' },
        ],
        volumes: [{ name: 'data', path: 'data' }],
      },
    );
    const observation = await execute(wanted);
    expect(await logOf(wanted)).toEqual([
      'samples 3',
      ...JSON.stringify(wanted.spec.parameters, undefined, 2).split('\n'),
      'hello world',
      'result',
      '10001',
      '1',
    ]);
    expect(observation).toMatchObject({
      end: { exitCode: 0, finishedAt: expect.any(Date) },
      startedAt: expect.any(Date),
      placement: { namespace: NAMESPACE, node: 'node-1' },
    });
    expect(observation.end?.reason).toBeUndefined();
  });

  it('is made once, however often it is launched', async () => {
    const wanted = task(['sh', '-c', 'echo once']);
    await Promise.all([
      engine.launch(wanted),
      engine.launch(wanted),
      engine.launch(wanted),
    ]);
    await until(wanted, ended);
    await engine.launch(wanted);
    expect(await logOf(wanted)).toEqual(['once']);
  });

  it('is known to the next engine, its log continued without gap or repetition', async () => {
    const wanted = task([
      'sh',
      '-c',
      'for i in $(seq 1 60); do echo line $i; sleep 0.1; done',
    ]);
    await engine.launch(wanted);
    await until(wanted, ({ state }) => state === 'Running');
    await new Promise(resolve => setTimeout(resolve, 1500));
    await engine.stop();
    engine = createEngine();
    await until(wanted, ended);
    expect(await logOf(wanted)).toEqual(
      Array.from({ length: 60 }, (_, i) => `line ${i + 1}`),
    );
  });
});

describe('an end is told with its cause', () => {
  it.each([
    ['an exit code', ['sh', '-c', 'echo oops; exit 3'], {}, { exitCode: 3 }],
    [
      'a command that is not there',
      ['no-such-command'],
      {},
      { reason: 'CommandNotFound' },
    ],
    [
      'the time limit',
      ['sleep', '60'],
      { timeoutSeconds: 2 },
      { reason: 'Timeout' },
    ],
    [
      'too much memory',
      ['sh', '-c', 'x=a; while true; do x=$x$x; done'],
      { resources: { cpu: '500m', memory: '32Mi', gpu: 0 } },
      { reason: 'OutOfMemory' },
    ],
    [
      'an image that is nowhere',
      ['true'],
      { image: '127.0.0.1:15000/nothing/here:1' },
      { reason: 'ImageNotFound' },
    ],
    [
      'an image whose registry refuses',
      ['true'],
      { image: '127.0.0.1:15001/private:nobody-has-it' },
      { reason: 'ImagePullDenied' },
    ],
    [
      'an image name that is none',
      ['true'],
      { image: 'Not A Name' },
      { reason: 'InvalidSpec' },
    ],
    [
      'a secret that is not there',
      ['true'],
      { secrets: [{ name: 'nothing', key: 'token', env: 'TOKEN' }] },
      { reason: 'SecretNotFound' },
    ],
    [
      'a volume that is not there',
      ['true'],
      { volumes: [{ name: 'nothing', path: 'x' }] },
      { reason: 'VolumeNotFound' },
    ],
  ])('%s', async (_name, command, spec, end) => {
    const observation = await execute(task(command, spec as Partial<RunSpec>));
    expect(observation.end).toMatchObject(end);
    expect(observation.end?.evidence).not.toEqual([]);
  });

  it('a Job that somebody deletes', async () => {
    const wanted = task(['sleep', '60']);
    await engine.launch(wanted);
    const { placement } = await until(
      wanted,
      ({ state }) => state === 'Running',
    );
    await client.delete(
      {
        group: 'batch',
        resource: 'jobs',
        namespace: NAMESPACE,
        name: placement?.job,
      },
      { propagationPolicy: 'Background' },
    );
    const observation = await until(
      wanted,
      ({ state }) => state === 'Ended' || state === 'Unknown',
    );
    expect(observation.end?.reason ?? observation.lostReason).toBe(
      'DeletedOutside',
    );
  });
});

describe('a run that waits says why', () => {
  it('more CPU than any node has: which, how much, and who comes closest', async () => {
    const wanted = task(['true'], {
      resources: { cpu: '64', memory: '64Mi', gpu: 1 },
    });
    await engine.launch(wanted);
    const observation = await until(wanted, one => one.problem !== undefined);
    const { problem } = observation;
    expect(observation.state).toBe('Starting');
    expect(problem?.reason).toBe('Unschedulable');
    expect(problem?.evidence.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^it asks for 64 of cpu; node-1 has .* free of 2/,
        ),
        expect.stringMatching(
          /^it asks for 1 of nvidia.com\/gpu; node-1 has 0/,
        ),
      ]),
    );
    await engine.cancel(wanted);
    await until(
      wanted,
      ({ state }) => state === 'Ended' || state === 'Unknown',
    );
  });
});

describe('helper services', () => {
  it('are ready before the run starts, reached at localhost, and end with it', async () => {
    const wanted = task(
      [
        'sh',
        '-c',
        'echo hello | nc 127.0.0.1 8123; cat "$PAGODA_OUTPUT_DIR/none" 2>/dev/null; echo done',
      ],
      {
        services: [
          {
            name: 'echo',
            image: BUSYBOX,
            command: [
              'sh',
              '-c',
              'echo preparing; sleep 2; echo listening; while true; do nc -l -p 8123 -e cat; done',
            ],
            readiness: { port: 8123 },
          },
        ],
      },
    );
    await engine.launch(wanted);
    const { end } = await until(wanted, ended);
    expect(end?.exitCode).toBe(0);
    const lines = await logOf(wanted);
    expect(lines).toEqual(
      expect.arrayContaining([
        'echo: preparing',
        'echo: listening',
        'hello',
        'done',
      ]),
    );
  });

  it('that never become ready are said to be what it waits for', async () => {
    const wanted = task(['true'], {
      services: [
        {
          name: 'stuck',
          image: BUSYBOX,
          command: ['sleep', '600'],
          readiness: { command: ['false'] },
        },
      ],
    });
    await engine.launch(wanted);
    const { problem } = await until(wanted, one => one.problem !== undefined);
    expect(problem?.reason).toBe('InitStuck');
    await engine.cancel(wanted);
  });
});

describe('points of a sweep', () => {
  it('are indexes of one Job, each a run of its own', async () => {
    const sweep = randomUUID();
    const points = [3, 4, 5].map(index => ({
      ...task(
        [
          'sh',
          '-c',
          'echo "$PAGODA_PARAM_TEXT is $PAGODA_SWEEP_INDEX of $PAGODA_RUN_NUMBER"; cat "$PAGODA_PARAMS_FILE"; echo $PAGODA_RUN_ID > "$PAGODA_OUTPUT_DIR/id"; cat "$PAGODA_OUTPUT_DIR/id"; exit $PAGODA_PARAM_CODE',
        ],
        {
          parameters: { text: `it's "$${index}"\nof $(this)`, code: index - 3 },
        },
      ),
      environment: { PAGODA_RUN_NUMBER: String(70 + index) },
      sweep: { id: sweep, index },
    }));
    await Promise.all(points.map(point => engine.launch(point)));
    const ends = await Promise.all(points.map(point => until(point, ended)));
    expect(ends.map(({ end }) => end?.exitCode)).toEqual([0, 1, 2]);
    expect(new Set(ends.map(({ placement }) => placement?.job)).size).toBe(1);
    for (const point of points) {
      const { index } = point.sweep;
      expect(await logOf(point)).toEqual([
        `it's "$${index}"`,
        `of $(this) is ${index} of ${70 + index}`,
        JSON.stringify(point.spec.parameters),
        point.run,
      ]);
    }
    await Promise.all(points.map(({ run: id }) => engine.remove(id)));
  });

  it('are cancelled one by one', async () => {
    const sweep = randomUUID();
    const points = [0, 1].map(index => ({
      ...task(['sh', '-c', 'trap "exit 1" TERM; sleep 3 & wait; echo done']),
      sweep: { id: sweep, index },
    }));
    await Promise.all(points.map(point => engine.launch(point)));
    await until(points[0], ({ state }) => state === 'Running');
    await engine.cancel(points[0]);
    const [cancelled, other] = await Promise.all(
      points.map(point => until(point, ended)),
    );
    expect(cancelled.end?.exitCode).not.toBe(0);
    expect(other.end?.exitCode).toBe(0);
    expect(await logOf(points[1])).toEqual(['done']);
  });
});

/** A quota is heeded once its controller has filled in its status. */
async function quotaCounts(name: string): Promise<void> {
  for (;;) {
    const { status } = await client.get<ResourceQuota>({
      ...{ resource: 'resourcequotas', namespace: NAMESPACE, name },
    });
    if (status?.hard) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('what the cluster refuses', () => {
  it('is said while it may pass: a quota of the namespace', async () => {
    await client.create(
      { resource: 'resourcequotas', namespace: NAMESPACE },
      {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'little' },
        spec: { hard: { 'limits.cpu': '100m' } },
      },
    );
    await quotaCounts('little');
    const wanted = task(['echo', 'at last'], {
      resources: { cpu: '200m', memory: '64Mi', gpu: 0 },
    });
    try {
      await engine.launch(wanted);
      const { problem } = await until(wanted, one => one.problem !== undefined);
      expect(problem?.reason).toBe('QuotaExceeded');
      expect(problem?.evidence[0].message).toMatch(/exceeded quota: little/);
    } finally {
      await client.delete({
        ...{ resource: 'resourcequotas', namespace: NAMESPACE },
        name: 'little',
      });
    }
    const { end } = await until(wanted, ended);
    expect(end?.exitCode).toBe(0);
  });

  it('ends it where that does not pass: Pod Security', async () => {
    user = undefined;
    try {
      const { end } = await execute(task(['true']));
      expect(end?.reason).toBe('PolicyRefused');
      expect(end?.evidence[0].message).toMatch(/violates PodSecurity/);
    } finally {
      user = USER;
    }
  });

  it('is told at once where the Job itself is not taken', async () => {
    const wanted = task(['true'], {
      resources: { cpu: '1', memory: '64Mi', gpu: 0 },
      timeoutSeconds: -1,
    });
    await expect(engine.launch(wanted)).rejects.toMatchObject({
      problem: { reason: 'InvalidSpec' },
    });
  });

  it('names a namespace that is being deleted', async () => {
    const going = `${NAMESPACE}-going`;
    const path = { resource: 'configmaps', namespace: going, name: 'holds' };
    await client.create(
      { resource: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: going } },
    );
    await client.create(
      { resource: 'configmaps', namespace: going },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'holds', finalizers: ['pagoda.test/hold'] },
      },
    );
    await client.delete({ resource: 'namespaces', name: going });
    namespace = going;
    try {
      await expect(engine.launch(task(['true']))).rejects.toMatchObject({
        problem: { reason: 'NamespaceTerminating' },
      });
    } finally {
      namespace = NAMESPACE;
      await client.patch(path, { metadata: { finalizers: null } }, 'merge');
    }
  });
});

describe('what takes a running pod away', () => {
  it('eviction, as when a node is emptied', async () => {
    const wanted = task(['sleep', '60']);
    await engine.launch(wanted);
    const { placement } = await until(
      wanted,
      ({ state }) => state === 'Running',
    );
    await client.create(
      {
        ...{ resource: 'pods', namespace: NAMESPACE, name: placement?.pod },
        subresource: 'eviction',
      },
      {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: placement?.pod, namespace: NAMESPACE },
      },
    );
    const { end } = await until(wanted, ended);
    expect(end?.reason).toBe('Evicted');
    expect(end?.evidence).not.toEqual([]);
  });
});

it('says that a cluster cannot be reached, and why', async () => {
  const nobody = new KubernetesClient({
    server: 'https://127.0.0.1:9',
    auth: { none: true },
  });
  const lost = createEngine(nobody);
  try {
    await lost.observe([]);
    expect(lost.reachable()).toMatchObject({
      ok: false,
      problem: {
        reason: 'ClusterUnreachable',
        evidence: [{ message: expect.stringMatching(/ECONNREFUSED/) }],
      },
    });
  } finally {
    await lost.stop();
    await nobody.close();
  }
});

describe('cancel', () => {
  it('ends the pod, and keeps what it wrote at last', async () => {
    const wanted = task([
      'sh',
      '-c',
      'trap "echo bye; exit 0" TERM; echo up; while true; do sleep 0.1; done',
    ]);
    await engine.launch(wanted);
    await until(wanted, ({ state }) => state === 'Running');
    await engine.cancel(wanted);
    await until(
      wanted,
      ({ state }) => state === 'Ended' || state === 'Unknown',
    );
    expect(await logOf(wanted)).toEqual(['up', 'bye']);
  });
});

it('leaves an ended Job a while, and no longer says to keep it', async () => {
  const wanted = task(['true']);
  const { placement } = await execute(wanted);
  expect(await engine.kept()).toContain(wanted.run);
  await engine.remove(wanted.run);
  const job = await client.get<{ spec: { ttlSecondsAfterFinished: number } }>({
    ...{ group: 'batch', resource: 'jobs', namespace: NAMESPACE },
    name: placement?.job,
  });
  expect(job.spec.ttlSecondsAfterFinished).toBe(60);
  const end = Date.now() + 5_000;
  while ((await engine.kept()).includes(wanted.run) && Date.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  expect(await engine.kept()).not.toContain(wanted.run);
});
