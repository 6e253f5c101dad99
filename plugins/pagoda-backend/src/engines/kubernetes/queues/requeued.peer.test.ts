import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { FileLogStore } from '../../../logs/FileLogStore';
import { LogWriter } from '../../../logs/LogWriter';
import {
  createKubernetesPeerClient,
  eventually,
} from '../../../testing/kubernetesPeer';
import type { EngineTask, Observation } from '../../types';
import { KubernetesEngine } from '../KubernetesEngine';

jest.setTimeout(120_000);

const NAMESPACE = `kueue-${randomUUID().slice(0, 8)}`;

/** Says how often it was executed, and waits to be stopped once. */
const SCRIPT = `
cd "$PAGODA_OUTPUT_DIR"
if [ -f checkpoint ]; then echo "goes on"; exit 0; fi
trap 'echo checkpoint; touch checkpoint; exit 1' TERM
echo "begins"
while true; do sleep 0.2; done
`;

/** What Kueue does to a Job, on a cluster that has no Kueue but nodes on which pods run. */
describe('a run that its queue stops, on a real node', () => {
  const client = createKubernetesPeerClient();
  const folder = mkdtempSync(join(tmpdir(), 'pagoda-requeued-'));
  const logs = new FileLogStore(run => join(folder, run));
  const task: EngineTask = {
    run: randomUUID(),
    attempt: 1,
    project: 'vision',
    environment: {},
    spec: {
      image: 'pagoda.test/busybox:1',
      command: ['sh', '-c', SCRIPT],
      parameters: {},
      resources: { cpu: '100m', memory: '64Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 60,
      retries: {},
      queue: 'gpu',
    },
  };
  const engine = new KubernetesEngine({
    cluster: 'peer',
    client,
    projects: {
      ensure: async () => ({
        ...{ namespace: NAMESPACE, serviceAccountName: 'default' },
        ...{ imagePullSecrets: [], environment: {}, restricted: true },
        ...{ user: { uid: 10001, gid: 10001 }, fsGroup: 10001 },
      }),
      results: async ({ run }) => ({
        claimName: 'pagoda-results',
        subPath: `runs/${run}`,
      }),
      volume: async () => undefined,
    },
    openLog: ({ run, attempt }) =>
      new LogWriter(join(folder, run, `${attempt}.log`)),
    capacity: async () => ({ cpu: 2, memoryBytes: 2 ** 34, gpu: 0 }),
    gpuResource: 'nvidia.com/gpu',
    toolImage: 'pagoda.test/gateway:1',
    keepSeconds: 0,
    portal: randomUUID().slice(0, 8),
    logger: mockServices.logger.mock(),
  });

  const suspend = (value: boolean) =>
    client.patch(
      {
        ...{ group: 'batch', resource: 'jobs', namespace: NAMESPACE },
        name: `run-${task.run}-1`,
      },
      { spec: { suspend: value } },
      'merge',
    );

  const until = (wanted: Partial<Observation>) =>
    eventually(async () => {
      const [observation] = await engine.observe([task]);
      expect(observation).toMatchObject(wanted);
      return observation;
    }, 30_000);

  async function lines(): Promise<string[]> {
    const { items } = await logs.read(task.run, {}, { limit: 100 });
    return items.map(({ text }) => text);
  }

  beforeAll(async () => {
    await client.create(
      { resource: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    );
    await client.create(
      { resource: 'persistentvolumeclaims', namespace: NAMESPACE },
      {
        ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
        metadata: { name: 'pagoda-results' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    );
  });

  afterAll(async () => {
    await engine.stop();
    await client.delete({ resource: 'namespaces', name: NAMESPACE });
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is no failure: it is executed again with what it has left, and its log goes on', async () => {
    await engine.launch(task);
    const { placement } = await until({ state: 'Starting' });
    expect(placement?.pod).toBeUndefined();
    await suspend(false);
    await until({ state: 'Running' });
    await eventually(async () => expect(await lines()).toEqual(['begins']));
    await suspend(true);
    const stopped = await until({ state: 'Starting', requeued: true });
    expect(stopped.end).toBeUndefined();
    await suspend(false);
    const ended = await until({ state: 'Ended', attempt: 1 });
    expect(ended.end).toMatchObject({ exitCode: 0 });
    expect(await lines()).toEqual(['begins', 'checkpoint', 'goes on']);
  });
});
