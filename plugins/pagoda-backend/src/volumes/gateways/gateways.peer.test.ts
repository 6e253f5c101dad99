import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { mockServices } from '@backstage/backend-test-utils';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Secret,
} from 'kubernetes-types/core/v1';
import type { Leases } from '../../database/Leases';
import { podSettings } from '../../projects/clusters/podSettings';
import {
  createKubernetesPeerClient,
  eventually,
} from '../../testing/kubernetesPeer';
import { buildClaim } from '../claims/buildClaim';
import type { AccessMode } from '../claims/readStorageSettings';
import { GATEWAY_SELECTOR, gatewayLabels } from './gatewayNames';
import { GatewayReaper } from './GatewayReaper';
import { Gateways } from './Gateways';
import type { GatewaySettings } from './types';

jest.setTimeout(180_000);

const IMAGE = 'pagoda.test/gateway:1';

describe('data gateways on a real cluster', () => {
  const client = createKubernetesPeerClient();
  const project = randomBytes(4).toString('hex');
  const namespace = `gateway-${project}`;
  const clusters = { client: async () => client };
  const volumes: string[] = [];

  /** As one replica of the portal has them. */
  function replica(settings: Partial<GatewaySettings> = {}): Gateways {
    return new Gateways({
      clusters,
      namespaces: {
        ensure: async () => ({ namespace }),
        namespaceOf: () => namespace,
        podSettings: async () => podSettings(),
      },
      settings: {
        ...{ image: IMAGE, idleSeconds: 300, readyTimeout: 30_000 },
        ...settings,
      },
    });
  }

  const target = (claim: string) => ({
    ...{ cluster: 'peer', project, claim },
    title: `volume '${claim}'`,
  });

  const find = (claim: string) =>
    client.find<Pod>({
      ...{ resource: 'pods', namespace, name: `gateway-${claim}` },
    });

  async function makeClaim(
    name: string,
    accessMode: AccessMode = 'ReadWriteOnce',
    more: { storageClass?: string; volumeName?: string } = {},
  ) {
    const { spec, ...claim } = buildClaim({
      ...{ name, accessMode, size: '100Mi', labels: {} },
      storageClass: more.storageClass,
    });
    await client.create<PersistentVolumeClaim>(
      { resource: 'persistentvolumeclaims', namespace },
      { ...claim, spec: { ...spec, volumeName: more.volumeName } },
    );
  }

  /** A pod of a run that uses a claim for as long as the test wants. */
  async function use(claimName: string, run: string, nodeName?: string) {
    const name = `user-of-${claimName}`;
    await client.create<Pod>(
      { resource: 'pods', namespace },
      {
        metadata: { name, labels: { 'pagoda.io/run': run } },
        spec: {
          nodeName,
          terminationGracePeriodSeconds: 0,
          securityContext: {
            ...{ runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001 },
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'main',
              image: 'pagoda.test/busybox:1',
              command: ['sleep', '3600'],
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'] },
              },
              volumeMounts: [{ name: 'volume', mountPath: '/data' }],
            },
          ],
          volumes: [{ name: 'volume', persistentVolumeClaim: { claimName } }],
        },
      },
    );
    if (nodeName !== undefined) {
      return;
    }
    await eventually(async () => {
      const pod = await client.get<Pod>({ resource: 'pods', namespace, name });
      expect(pod.status?.phase).toBe('Running');
    });
  }

  /** A volume of a directory on the node, of the kind that all nodes could share. */
  async function makeVolumeForAll(): Promise<string> {
    const name = `${namespace}-everywhere`;
    await client.create<PersistentVolume>(
      { resource: 'persistentvolumes' },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name },
        spec: {
          capacity: { storage: '100Mi' },
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          storageClassName: 'gateway-none',
          hostPath: { path: `/tmp/${name}`, type: 'DirectoryOrCreate' },
        },
      },
    );
    volumes.push(name);
    return name;
  }

  beforeAll(async () => {
    await client.create(
      { resource: 'namespaces' },
      {
        metadata: {
          name: namespace,
          labels: {
            'pod-security.kubernetes.io/enforce': 'restricted',
            'app.kubernetes.io/managed-by': 'pagoda-test',
          },
        },
      },
    );
  });

  afterAll(async () => {
    await client.delete({ resource: 'namespaces', name: namespace });
    for (const name of volumes) {
      await client.delete({ resource: 'persistentvolumes', name });
      await rm(`/tmp/${name}`, { recursive: true, force: true });
    }
    await client.close();
  });

  it('are made once, however many ask at once, from however many replicas', async () => {
    await makeClaim('shared');
    const replicas = [replica(), replica(), replica()];
    const answers = await Promise.all(
      replicas.flatMap(one =>
        Array.from({ length: 3 }, () => one.files(target('shared')).usage()),
      ),
    );
    expect(answers).toEqual(
      Array.from({ length: 9 }, () => ({ bytes: 0, files: 0 })),
    );
    const secrets = await client.list<Secret>(
      { resource: 'secrets', namespace },
      { labelSelector: GATEWAY_SELECTOR },
    );
    expect(secrets.items).toHaveLength(1);
    expect(secrets.items[0].metadata?.ownerReferences).toMatchObject([
      { kind: 'Pod', name: 'gateway-shared' },
    ]);
    // Nobody without its token is answered, on the way through the API server either.
    const answer = await client.proxyToPod({
      ...{ namespace, pod: 'gateway-shared', port: 8080, path: '/v1/list' },
      headers: { 'x-pagoda-gateway-token': 'guess' },
    });
    expect(answer.status).toBe(401);
    await answer.body.resume().toArray();

    // Its pod is lost: the next request finds out, and has another.
    const before = await find('shared');
    await client.delete(
      { resource: 'pods', namespace, name: 'gateway-shared' },
      { gracePeriodSeconds: 0 },
    );
    const files = replicas[0].files(target('shared'));
    expect(await files.usage()).toEqual({ bytes: 0, files: 0 });
    expect((await find('shared'))?.metadata?.uid).not.toBe(
      before?.metadata?.uid,
    );
    // So does one that cannot be sent twice, of a replica that has not asked for a while.
    await client.delete(
      { resource: 'pods', namespace, name: 'gateway-shared' },
      { gracePeriodSeconds: 0 },
    );
    const stored = await replicas[1]
      .files(target('shared'))
      .write('a', [Buffer.from('text')] as never);
    expect(stored.size).toBe(4);
    await replicas[2].release(target('shared'));
    expect(await find('shared')).toBeUndefined();
  });

  it('go where a run uses the volume, and say when that is not possible', async () => {
    await makeClaim('busy');
    await use('busy', 'run-1');
    const files = replica().files(target('busy'));
    expect(await files.usage()).toEqual({ bytes: 0, files: 0 });
    const user = await client.get<Pod>({
      ...{ resource: 'pods', namespace, name: 'user-of-busy' },
    });
    const gateway = await find('busy');
    expect(gateway?.spec?.nodeName).toBe(user.spec?.nodeName);
    expect(
      gateway?.spec?.affinity?.nodeAffinity
        ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
    ).toEqual([
      {
        matchFields: [
          {
            ...{ key: 'metadata.name', operator: 'In' },
            values: [user.spec?.nodeName],
          },
        ],
      },
    ]);

    await makeClaim('alone', 'ReadWriteOncePod');
    await use('alone', 'run-2');
    await expect(
      replica().files(target('alone')).usage(),
    ).rejects.toMatchObject({
      code: 'FilesUnreachable',
      message: expect.stringMatching(
        /^The files of volume 'alone' cannot be reached.*one pod at a time \(ReadWriteOncePod\), and run run-2 uses it$/,
      ),
      advice: 'Its files can be had when that has ended.',
    });
  });

  it('explain a volume that lies on a node which is not there', async () => {
    const name = `${namespace}-pinned`;
    const pinned: PersistentVolume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '100Mi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'gateway-none',
        local: { path: '/tmp' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  {
                    ...{ key: 'kubernetes.io/hostname', operator: 'In' },
                    values: ['node-gone'],
                  },
                ],
              },
            ],
          },
        },
      },
    };
    await client.create({ resource: 'persistentvolumes' }, pinned);
    try {
      await makeClaim('pinned', 'ReadWriteOnce', {
        ...{ storageClass: 'gateway-none', volumeName: name },
      });
      await eventually(async () => {
        const claim = await client.get<PersistentVolumeClaim>({
          ...{ resource: 'persistentvolumeclaims', namespace },
          name: 'pinned',
        });
        expect(claim.status?.phase).toBe('Bound');
      });
      const files = replica({ readyTimeout: 6_000 }).files(target('pinned'));
      await expect(files.usage()).rejects.toMatchObject({
        code: 'FilesUnreachable',
        message: expect.stringMatching(
          /its volume lies on node 'node-gone', which the cluster does not have any more/,
        ),
        advice: expect.stringContaining('node'),
      });
    } finally {
      await client.delete({ resource: 'persistentvolumes', name });
    }
  });

  it('explain a missing image, a quota and a claim that is not there', async () => {
    await makeClaim('other');
    await expect(
      replica({ image: '127.0.0.1:15000/no-gateway:1' })
        .files(target('other'))
        .usage(),
    ).rejects.toMatchObject({
      code: 'FilesUnreachable',
      message: expect.stringMatching(
        /its image '127.0.0.1:15000\/no-gateway:1' cannot be pulled/,
      ),
      advice: expect.stringContaining('pagoda.kubernetes.gatewayImage'),
    });
    // Mended, it works at the next request.
    expect(await replica().files(target('other')).usage()).toEqual({
      bytes: 0,
      files: 0,
    });
    await replica().release(target('other'));

    await client.create(
      { resource: 'resourcequotas', namespace },
      {
        metadata: { name: 'tight' },
        spec: { hard: { 'requests.memory': '1Mi' } },
      },
    );
    await eventually(async () => {
      await expect(
        replica().files(target('other')).usage(),
      ).rejects.toMatchObject({
        code: 'FilesUnreachable',
        message: expect.stringMatching(
          /the quota of the project's namespace has no room for it: .*exceeded quota: tight/,
        ),
      });
    });
    await client.delete({
      resource: 'resourcequotas',
      namespace,
      name: 'tight',
    });
    await expect(
      replica().files(target('nothing')).usage(),
    ).rejects.toMatchObject({
      code: 'FilesUnreachable',
      message: expect.stringContaining("no volume claim 'nothing'"),
    });
    // Refused pods have left no Secrets.
    const { items } = await client.list<Secret>(
      { resource: 'secrets', namespace },
      { labelSelector: GATEWAY_SELECTOR },
    );
    expect(items.filter(({ metadata }) => !metadata?.ownerReferences)).toEqual(
      [],
    );
  });

  const reaper = (idleSeconds: number) =>
    new GatewayReaper({
      clusters,
      names: async () => ['peer'],
      leases: { acquire: async () => true } as unknown as Leases,
      logger: mockServices.logger.mock(),
      idleSeconds,
    });

  it('make room for a run on another node, and only where the volume cannot be on both', async () => {
    await makeClaim('wanted');
    await makeClaim('everywhere', 'ReadWriteMany', {
      storageClass: 'gateway-none',
      volumeName: await makeVolumeForAll(),
    });
    const names = ['wanted', 'everywhere'];
    for (const name of names) {
      await replica().files(target(name)).usage();
      // Placed on a node, where it waits for its volume.
      await use(name, 'run-3', 'another-node');
    }
    await reaper(300).reap('peer', namespace);
    await eventually(async () => {
      expect(await find('wanted')).toBeUndefined();
    });
    expect((await find('everywhere'))?.status?.phase).toBe('Running');
  });

  it('are taken away when they have ended, never began, or have left a Secret alone', async () => {
    await makeClaim('idle');
    const gateways = replica({ idleSeconds: 1 });
    await gateways.files(target('idle')).usage();
    await reaper(300).reap('peer', namespace);
    expect((await find('idle'))?.status?.phase).toBe('Running');
    await eventually(async () => {
      expect((await find('idle'))?.status?.phase).toBe('Succeeded');
    });
    await client.create<Secret>(
      { resource: 'secrets', namespace },
      {
        metadata: { name: 'gateway-orphan', labels: gatewayLabels(project) },
        stringData: { token: 'x' },
      },
    );
    await reaper(300).reap('peer', namespace);
    expect(await find('idle')).toBeUndefined();
    const orphan = () =>
      client.find({ resource: 'secrets', namespace, name: 'gateway-orphan' });
    expect(await orphan()).toBeDefined();
    await eventually(async () => {
      await reaper(0).reap('peer', namespace);
      expect(await orphan()).toBeUndefined();
    });
  });
});
