import { createHash, randomBytes } from 'node:crypto';
import type { Pod, Secret } from 'kubernetes-types/core/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
  readPeerKubeconfig,
} from '../testing/kubernetesPeer';
import { GATEWAY_SELECTOR } from './gateways/gatewayNames';

jest.setTimeout(180_000);

const PREFIX = 'gateway-';
const IMAGE = 'pagoda.test/gateway:1';
const MIB = 1024 * 1024;
const IDLE_SECONDS = 12;

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

describe('volumes of a real cluster', () => {
  const client = createKubernetesPeerClient();
  const project = `v${randomBytes(4).toString('hex')}`;
  const namespace = `${PREFIX}${project}`;
  const VOLUMES = `/projects/${project}/volumes`;
  let portal: TestPortal;

  const researcher = () => portal.as('researcher');

  beforeAll(async () => {
    portal = await createTestPortal({
      config: {
        kubernetes: {
          namespacePrefix: PREFIX,
          gatewayImage: IMAGE,
          gatewayIdleSeconds: IDLE_SECONDS,
          results: { size: '1Gi' },
        },
      },
    });
    const imported = await portal.as('administrator').post('/clusters', {
      name: 'peer',
      connection: { kind: 'kubeconfig', kubeconfig: readPeerKubeconfig() },
    });
    if (imported.status !== 201) {
      throw new Error(JSON.stringify(imported.body));
    }
    await portal.createProject({ name: project });
  });

  afterAll(async () => {
    await portal?.stop();
    await client.delete({ resource: 'namespaces', name: namespace });
    await client.close();
  });

  async function create(name: string, body: object = {}) {
    const answer = await researcher().post(VOLUMES, {
      ...{ name, size: '1Gi', cluster: 'peer' },
      ...body,
    });
    return { status: answer.status, body: answer.body };
  }

  async function available(name: string) {
    return eventually(async () => {
      const { body } = await researcher().get(`${VOLUMES}/${name}`);
      expect(body.status).toMatchObject({ phase: 'Available' });
      return body;
    }, 60_000);
  }

  /** Sends without gathering: supertest would keep all in memory. */
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${portal.baseUrl}${VOLUMES}${path}`, {
      ...init,
      headers: {
        Authorization: portal.header('researcher'),
        ...(init.headers as Record<string, string>),
      },
    });

  async function gatewayPods(): Promise<Pod[]> {
    const { items } = await client.list<Pod>(
      { resource: 'pods', namespace },
      { labelSelector: GATEWAY_SELECTOR },
    );
    return items;
  }

  it('keeps files: 200 MiB up and down, ranges, zip, checksum, through one gateway', async () => {
    const created = await create('data', { storageClass: 'standard' });
    expect(created).toMatchObject({
      status: 201,
      body: {
        cluster: 'peer',
        provider: 'kubernetes',
        storageClass: 'standard',
      },
    });
    await available('data');

    const part = randomBytes(MIB);
    const whole = Buffer.concat(Array.from({ length: 200 }, () => part));
    const began = Date.now();
    const put = await send('/data/files/folder/big%20%23%3F.bin', {
      method: 'PUT',
      body: whole,
    });
    expect(put.status).toBe(201);
    expect(await put.json()).toMatchObject({
      path: 'folder/big #?.bin',
      size: 200 * MIB,
      sha256: sha256(whole),
    });
    const uploaded = Date.now();
    const get = await send('/data/files/folder/big%20%23%3F.bin');
    expect(get.headers.get('digest')).toBe(
      `sha-256=${createHash('sha256').update(whole).digest('base64')}`,
    );
    const etag = get.headers.get('etag') ?? '';
    expect(sha256(Buffer.from(await get.arrayBuffer()))).toBe(sha256(whole));
    const downloaded = Date.now();
    process.stdout.write(
      `200 MiB: up in ${uploaded - began} ms, down in ${downloaded - uploaded} ms\n`,
    );

    const range = await send('/data/files/folder/big%20%23%3F.bin', {
      headers: { Range: 'bytes=1048570-1048585', 'If-Range': etag },
    });
    expect(range.status).toBe(206);
    expect(Buffer.from(await range.arrayBuffer())).toEqual(
      whole.subarray(1048570, 1048586),
    );
    const page = Buffer.from('<html><a href="/x">x</a></html>');
    await (
      await send('/data/files/page.html', { method: 'PUT', body: page })
    ).text();
    const html = await send('/data/files/page.html');
    expect(Buffer.from(await html.arrayBuffer())).toEqual(page);
    const zip = await send('/data/files?archive=zip');
    expect(zip.headers.get('content-type')).toBe('application/zip');
    const archive = Buffer.from(await zip.arrayBuffer());
    expect(archive.readUInt32LE(0)).toBe(0x04034b50);
    expect(archive.length).toBeGreaterThan(200 * MIB);
    const listed = await researcher().get(
      `${VOLUMES}/data/files?recursive=true`,
    );
    expect(
      listed.body.items.map((item: { path: string }) => item.path),
    ).toEqual(['folder', 'folder/big #?.bin', 'page.html']);
    expect(listed.body.items[1].sha256).toBe(sha256(whole));

    const [pod, ...others] = await gatewayPods();
    expect(others).toEqual([]);
    expect(pod.spec?.containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
    });
    expect(pod.metadata?.annotations).toMatchObject({
      'pagoda.io/owner': 'user:default/researcher',
    });
    const removed = await send('/data/files/folder?recursive=true', {
      method: 'DELETE',
    });
    expect(removed.status).toBe(204);
    expect(
      (await researcher().get(`${VOLUMES}/data/files`)).body.items,
    ).toEqual([
      expect.objectContaining({ path: 'page.html', size: page.length }),
    ]);
    const missing = await researcher().get(`${VOLUMES}/data/files/nothing`);
    expect([missing.status, missing.body.error.code]).toEqual([
      404,
      'FileNotFound',
    ]);
  });

  it('finds its gateway again after a restart, and makes another when it has ended', async () => {
    await create('kept');
    await available('kept');
    const put = await send('/kept/files/a', { method: 'PUT', body: 'kept' });
    expect(put.status).toBe(201);
    await put.text();
    const find = () =>
      client.find<Pod>({
        ...{ resource: 'pods', namespace, name: 'gateway-volume-kept' },
      });
    const before = await find();
    await portal.restart();
    const get = async () => (await send('/kept/files/a')).text();
    expect(await get()).toBe('kept');
    expect((await find())?.metadata?.uid).toBe(before?.metadata?.uid);
    // Nobody asks any more.
    await eventually(async () => {
      const pod = await find();
      expect(pod?.status?.phase ?? 'Succeeded').toBe('Succeeded');
    }, 60_000);
    expect(await get()).toBe('kept');
    expect((await find())?.metadata?.uid).not.toBe(before?.metadata?.uid);
    // Its Secret went with the first.
    await eventually(async () => {
      const { items } = await client.list<Secret>(
        { resource: 'secrets', namespace },
        { labelSelector: GATEWAY_SELECTOR },
      );
      const mine = items.filter(({ metadata }) =>
        metadata?.name?.startsWith('gateway-volume-kept-'),
      );
      expect(mine).toHaveLength(1);
    });
  });

  it('refuses what its cluster could not give', async () => {
    const unknown = await create('none', { storageClass: 'missing' });
    expect(unknown).toMatchObject({
      status: 400,
      body: {
        error: {
          field: 'storageClass',
          message:
            "storageClass: cluster 'peer' has no storage class 'missing'",
          advice: expect.stringMatching(/standard, standard-wait/),
        },
      },
    });
    const directory = await create('none', {
      ...{ cluster: 'local', storageClass: 'standard' },
    });
    expect(directory).toMatchObject({
      status: 400,
      body: { error: { field: 'storageClass' } },
    });
    await create('fixed');
    await available('fixed');
    for (const [size, message] of [
      ['2Gi', /storage class 'standard', whose volumes cannot be made larger/],
      ['512Mi', /cannot be made smaller/],
    ] as const) {
      const answer = await researcher().patch(`${VOLUMES}/fixed`, { size });
      expect([answer.status, answer.body.error]).toEqual([
        400,
        expect.objectContaining({
          field: 'size',
          message: expect.stringMatching(message),
        }),
      ]);
    }
    const elsewhere = await researcher().post(`/projects/${project}/runs`, {
      cluster: 'local',
      spec: {
        image: 'none',
        command: ['true'],
        volumes: [{ name: 'fixed', path: 'data' }],
      },
    });
    expect([elsewhere.status, elsewhere.body.error]).toEqual([
      409,
      expect.objectContaining({
        code: 'VolumeElsewhere',
        field: 'spec.volumes.0.name',
        advice: expect.stringContaining("Run it on cluster 'peer'"),
      }),
    ]);
  });

  it('says what a volume waits for: its class, its first run, its growth', async () => {
    const { provisioner, parameters } = await client.get<StorageClass>({
      ...{ group: 'storage.k8s.io', resource: 'storageclasses' },
      name: 'standard',
    });
    const classes: StorageClass[] = [
      { ...classNamed('nobody'), provisioner: 'pagoda.test/nobody' },
      {
        ...classNamed('growing'),
        ...{ provisioner, parameters, allowVolumeExpansion: true },
      },
    ];
    try {
      for (const one of classes) {
        await client.create(
          { group: 'storage.k8s.io', resource: 'storageclasses' },
          one,
        );
      }
      await create('waits', { storageClass: nameOf(classes[0]) });
      const waits = await ready('waits');
      expect(waits).toMatchObject({
        status: 'False',
        reason: 'Provisioning',
        message: `Storage class '${nameOf(classes[0])}' is provisioning it.`,
      });
      const files = await researcher().get(`${VOLUMES}/waits/files`);
      expect([files.status, files.body.error]).toEqual([
        409,
        expect.objectContaining({
          code: 'VolumeNotReady',
          message: expect.stringContaining('is provisioning it'),
        }),
      ]);

      await create('later', { storageClass: 'standard-wait' });
      await available('later');
      expect(await ready('later')).toMatchObject({
        status: 'True',
        reason: 'WaitsForConsumer',
      });
      // Somebody who asks for files is the first consumer, too.
      const later = await researcher().get(`${VOLUMES}/later/files`);
      expect([later.status, later.body.items]).toEqual([200, []]);

      await create('grows', { storageClass: nameOf(classes[1]) });
      await available('grows');
      const grown = await researcher().patch(`${VOLUMES}/grows`, {
        size: '2Gi',
      });
      expect([grown.status, grown.body.spec]).toEqual([200, { size: '2Gi' }]);
      expect(await ready('grows')).toMatchObject({
        status: 'True',
        reason: 'Resizing',
        message:
          'The volume can be used; it is being made larger from 1 GiB to 2 GiB.',
      });
    } finally {
      for (const { metadata } of classes) {
        await client.delete({
          ...{ group: 'storage.k8s.io', resource: 'storageclasses' },
          name: metadata?.name,
        });
      }
    }
  });

  it('says by whom a volume is used that is to be deleted, and what became of one deleted by hand', async () => {
    await create('used');
    await available('used');
    await client.create<Pod>(
      { resource: 'pods', namespace },
      userOf('volume-used', 'somebody'),
    );
    await eventually(async () => {
      const pod = await client.get<Pod>({
        ...{ resource: 'pods', namespace, name: 'somebody' },
      });
      expect(pod.status?.phase).toBe('Running');
    });
    const owner = portal.as('owner');
    expect((await owner.delete(`${VOLUMES}/used`)).status).toBe(204);
    await eventually(async () => {
      const { body } = await researcher().get(`${VOLUMES}/used`);
      expect(body.status).toMatchObject({
        phase: 'Deleting',
        conditions: [
          {
            reason: 'Terminating',
            message:
              'The volume is being deleted, and waits until it is used no more by pod somebody.',
          },
        ],
      });
    });
    await client.delete(
      { resource: 'pods', namespace, name: 'somebody' },
      { gracePeriodSeconds: 0 },
    );
    await eventually(async () => {
      const { status } = await researcher().get(`${VOLUMES}/used`);
      expect(status).toBe(404);
    }, 60_000);

    await create('lost');
    await available('lost');
    await client.delete({
      ...{ resource: 'persistentvolumeclaims', namespace, name: 'volume-lost' },
    });
    // Found out by the next look at what could be used.
    await eventually(async () => {
      const { body } = await researcher().get(`${VOLUMES}/lost`);
      expect(body.status).toMatchObject({
        phase: 'Error',
        conditions: [
          {
            reason: 'ClaimGone',
            message: expect.stringContaining(
              'deleted from the cluster by hand',
            ),
          },
        ],
      });
    }, 90_000);
    expect((await owner.delete(`${VOLUMES}/lost`)).status).toBe(204);
    expect((await researcher().get(`${VOLUMES}/lost`)).status).toBe(404);
  });

  async function ready(name: string) {
    const { body } = await researcher().get(`${VOLUMES}/${name}`);
    return body.status.conditions.find(
      ({ type }: { type: string }) => type === 'Ready',
    );
  }

  function classNamed(name: string) {
    return {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: `${namespace}-${name}` },
    } as const;
  }
});

function nameOf({ metadata }: StorageClass): string {
  return metadata?.name ?? '';
}

/** A pod that uses a claim until it is deleted. */
function userOf(claimName: string, name: string): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'main',
          image: 'pagoda.test/busybox:1',
          command: ['sleep', '3600'],
          resources: {
            requests: { cpu: '10m', memory: '16Mi' },
            limits: { memory: '16Mi' },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
          },
          volumeMounts: [{ name: 'volume', mountPath: '/data' }],
        },
      ],
      volumes: [{ name: 'volume', persistentVolumeClaim: { claimName } }],
    },
  };
}
