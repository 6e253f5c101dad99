import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { Node } from 'kubernetes-types/core/v1';
import type { Job } from 'kubernetes-types/batch/v1';
import { KubernetesClient } from '../../clients/kubernetes/KubernetesClient';
import { parseKubeconfig } from '../../clients/kubernetes/parseKubeconfig';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import { LogWriter } from '../../logs/LogWriter';
import type { EngineTask, Observation } from '../types';
import { KubernetesEngine } from './KubernetesEngine';

jest.setTimeout(300_000);

const kubeconfig = process.env.PAGODA_PEER_KUBECONFIG;
if (!kubeconfig) {
  throw new Error('PAGODA_PEER_KUBECONFIG is missing: npm run test:peers');
}
const connection = parseKubeconfig(readFileSync(kubeconfig, 'utf8'));

/** Has KWOK let the pods of Jobs run until something happens to them: see testing/peers/kubernetes/kwok-stages.yaml. */
class LongRunningJobs extends KubernetesClient {
  override create<T>(path: ResourcePath, body: unknown): Promise<T> {
    const job = structuredClone(body) as Job;
    if (path.resource === 'jobs' && job.spec?.template.metadata) {
      job.spec.template.metadata.annotations = {
        ...job.spec.template.metadata.annotations,
        'pagoda.test/run-for': '1h',
      };
      return super.create(path, job);
    }
    return super.create(path, body);
  }
}

/**
 * The control plane is real and does all that is looked for here; the node is played by KWOK, so that it can be lost, or be
 * full, without harm to others.
 */
describe('a run on a node to which something happens', () => {
  const id = randomUUID().slice(0, 8);
  const namespace = `engine-disruptions-${id}`;
  const node = `disrupted-${id}`;
  const priority = `disruptions-${id}`;
  const client = new LongRunningJobs(connection);
  const folder = mkdtempSync(join(tmpdir(), 'pagoda-disruptions-'));
  let engine: KubernetesEngine;

  beforeAll(async () => {
    await client.create(
      { resource: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    );
    await client.create(
      { resource: 'persistentvolumeclaims', namespace },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'pagoda-results' },
        spec: {
          accessModes: ['ReadWriteMany'],
          storageClassName: 'shared',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    );
    await client.create(
      { group: 'scheduling.k8s.io', resource: 'priorityclasses' },
      {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: priority },
        value: 100_000,
      },
    );
    engine = new KubernetesEngine({
      cluster: 'peer',
      client,
      projects: {
        ensure: async () => ({
          namespace,
          serviceAccountName: 'default',
          imagePullSecrets: [],
          environment: {},
          user: { uid: 10001, gid: 10001 },
          fsGroup: 10001,
          restricted: true,
        }),
        results: async ({ run }) => ({
          claimName: 'pagoda-results',
          subPath: `runs/${run}`,
        }),
        volume: async (_project, name) => ({ claimName: `volume-${name}` }),
      },
      openLog: ({ run, attempt }) =>
        new LogWriter(join(folder, run, `${attempt}.log`)),
      capacity: async () => ({ cpu: 2, memoryBytes: 2 ** 34, gpu: 0 }),
      portal: namespace,
      gpuResource: 'nvidia.com/gpu',
      toolImage: 'pagoda.test/gateway:1',
      keepSeconds: 60,
      logger: mockServices.logger.mock(),
    });
  });

  beforeEach(async () => {
    const size = { cpu: '1', memory: '4Gi', pods: '10' };
    const kwok = await client.get<Node>({ resource: 'nodes', name: 'kwok-1' });
    await client.create(
      { resource: 'nodes' },
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: {
          name: node,
          labels: { 'kubernetes.io/hostname': node },
          annotations: { 'kwok.x-k8s.io/node': 'fake' },
        },
        spec: { taints: kwok.spec?.taints },
        status: {
          ...{ allocatable: size, capacity: size },
          addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
          daemonEndpoints: kwok.status?.daemonEndpoints,
        },
      },
    );
  });

  afterEach(async () => {
    await client.delete({ resource: 'nodes', name: node });
  });

  afterAll(async () => {
    await engine.stop();
    await client.delete({
      ...{ group: 'scheduling.k8s.io', resource: 'priorityclasses' },
      name: priority,
    });
    await client.delete({ resource: 'namespaces', name: namespace });
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const task = (): EngineTask => ({
    run: randomUUID(),
    attempt: 1,
    project: 'vision',
    environment: {},
    spec: {
      image: 'pagoda.test/busybox:1',
      command: ['sleep', '3600'],
      parameters: {},
      resources: { cpu: '800m', memory: '64Mi', gpu: 0 },
      volumes: [],
      timeoutSeconds: 3600,
      retries: {},
      nodeSelector: { 'kubernetes.io/hostname': node },
      tolerations: [
        { key: 'kwok.x-k8s.io/node', operator: 'Exists', effect: 'NoSchedule' },
      ],
    },
  });

  async function until(
    wanted: EngineTask,
    state: Observation['state'],
  ): Promise<Observation> {
    const limit = Date.now() + 200_000;
    for (;;) {
      const [observation] = await engine.observe([wanted]);
      if (observation?.state === state) {
        return observation;
      }
      if (Date.now() > limit) {
        throw new Error(`Is ${JSON.stringify(observation, undefined, 2)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }

  it('is told that a pod of higher priority took its place', async () => {
    const wanted = task();
    await engine.launch(wanted);
    const running = await until(wanted, 'Running');
    expect(running.placement?.node).toBe(node);
    await client.create(
      { resource: 'pods', namespace },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'important' },
        spec: {
          priorityClassName: priority,
          nodeSelector: wanted.spec.nodeSelector,
          tolerations: wanted.spec.tolerations,
          containers: [
            {
              name: 'main',
              image: 'pagoda.test/busybox:1',
              resources: { requests: { cpu: '900m' } },
            },
          ],
        },
      },
    );
    const { end } = await until(wanted, 'Ended');
    expect(end?.reason).toBe('Preempted');
    expect(end?.evidence.map(({ message }) => message).join('\n')).toMatch(
      /preempt/i,
    );
    await client.delete({ resource: 'pods', namespace, name: 'important' });
  });

  it('is told that the node is lost, with what the cluster says of it', async () => {
    const wanted = task();
    await engine.launch(wanted);
    await until(wanted, 'Running');
    // As when a machine is gone for good and its node is taken out: the controllers give its pods up.
    await client.delete({ resource: 'nodes', name: node });
    const { end } = await until(wanted, 'Ended');
    expect(end?.reason).toBe('NodeLost');
    expect(end?.evidence.map(({ message }) => message).join('\n')).toMatch(
      /node/i,
    );
  });
});
