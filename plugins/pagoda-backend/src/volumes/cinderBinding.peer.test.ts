import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@backstage/types';
import type { Volume } from '@pagoda/plugin-pagoda-common';
import type {
  PersistentVolume,
  PersistentVolumeClaim,
} from 'kubernetes-types/core/v1';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';
import {
  createKubernetesPeerClient,
  eventually,
  readPeerKubeconfig,
} from '../testing/kubernetesPeer';
import { createPeerProject, type PeerProject } from '../testing/openStackPeer';
import { CINDER_DRIVER, ZONE_KEY } from './providers/cinder/buildBinding';

jest.setTimeout(240_000);

const PREFIX = 'cinder-';
/** Cinder may take so long where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;
const DRIVERS = { group: 'storage.k8s.io', resource: 'csidrivers' };

describe('volumes of a real Cinder on a real Kubernetes', () => {
  const kubernetes = createKubernetesPeerClient();
  const name = `c${randomBytes(4).toString('hex')}`;
  const namespace = `${PREFIX}${name}`;
  const VOLUMES = `/projects/${name}/volumes`;
  let cloud: PeerProject;
  let portal: TestPortal;

  const as = () => portal.as('owner');

  beforeAll(async () => {
    cloud = await createPeerProject('binding');
    const { authUrl, region, auth } = cloud.connection;
    portal = await createTestPortal({
      config: {
        kubernetes: { namespacePrefix: PREFIX },
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', authUrl, region, callsPerMinute: 60_000 },
              password: auth.password as JsonObject,
            },
          ],
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
    await portal.createProject({ name });
  });

  afterAll(async () => {
    await portal?.stop();
    await kubernetes.delete({ ...DRIVERS, name: CINDER_DRIVER });
    await kubernetes.delete({ resource: 'namespaces', name: namespace });
    await kubernetes.close();
    await cloud?.remove();
  });

  async function change(volume: string, body: object): Promise<void> {
    const answer = await as().patch(`${VOLUMES}/${volume}`, body);
    if (answer.status !== 200) {
      throw new Error(JSON.stringify(answer.body));
    }
  }

  const get = async (volume: string): Promise<Volume> =>
    (await as().get(`${VOLUMES}/${volume}`)).body;

  function until(
    volume: string,
    phase: Volume['status']['phase'],
    reason: string,
  ): Promise<Volume> {
    return eventually(async () => {
      const found = await get(volume);
      expect(found.status).toMatchObject({
        phase,
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'Ready', reason }),
        ]),
      });
      return found;
    }, PATIENCE);
  }

  const claimOf = (volume: string) =>
    kubernetes.find<PersistentVolumeClaim>({
      ...{ resource: 'persistentvolumeclaims', namespace },
      name: `volume-${volume}`,
    });

  async function persistentOf({ externalId }: Volume) {
    const { items } = await kubernetes.list<PersistentVolume>(
      { resource: 'persistentvolumes' },
      { labelSelector: `pagoda.io/project=${name}` },
    );
    return items.filter(({ spec }) => spec?.csi?.volumeHandle === externalId);
  }

  it('are bound where the driver is, bound anew when somebody meddles, and taken off', async () => {
    const created = await as().post(VOLUMES, {
      ...{ name: 'data', size: '1Gi', cloud: 'campus' },
    });
    expect(created.status).toBe(201);
    const made = await until('data', 'Available', 'Provisioned');

    await change('data', { cluster: 'peer' });
    const refused = await until('data', 'Error', 'DriverMissing');
    expect(refused.cluster).toBe('peer');
    expect(await claimOf('data')).toBeUndefined();
    await kubernetes.create(DRIVERS, {
      ...{ apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver' },
      metadata: { name: CINDER_DRIVER },
      spec: { attachRequired: true },
    });
    await change('data', { description: 'Look again' });
    await until('data', 'Available', 'Bound');

    const [persistent, ...more] = await persistentOf(made);
    expect(more).toEqual([]);
    const { uid } = await portal.knex('volumes').first();
    expect(persistent).toMatchObject({
      metadata: {
        name: `pagoda-${uid}`,
        labels: {
          'app.kubernetes.io/managed-by': 'pagoda',
          'pagoda.io/volume': 'data',
        },
      },
      spec: {
        ...{ capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
        ...{ persistentVolumeReclaimPolicy: 'Retain' },
        storageClassName: 'pagoda-static',
        csi: { driver: CINDER_DRIVER, volumeHandle: made.externalId },
        claimRef: { namespace, name: 'volume-data' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: ZONE_KEY, operator: 'In', values: [made.zone] },
                ],
              },
            ],
          },
        },
      },
      status: { phase: 'Bound' },
    });
    const claim = await claimOf('data');
    expect(claim).toMatchObject({
      spec: {
        ...{ storageClassName: 'pagoda-static', volumeName: `pagoda-${uid}` },
      },
      status: { phase: 'Bound' },
    });

    await change('data', { size: '2Gi' });
    await eventually(async () => {
      const [grown] = await persistentOf(made);
      expect(grown.spec?.capacity).toEqual({ storage: '2Gi' });
    }, PATIENCE);

    // By somebody's hand: what is left is released, and keeps the uid of a claim that is gone.
    await kubernetes.delete({
      ...{ resource: 'persistentvolumeclaims', namespace, name: 'volume-data' },
    });
    await eventually(async () => {
      const [released] = await persistentOf(made);
      expect(released.status?.phase).toBe('Released');
    }, PATIENCE);
    await change('data', { description: 'Look once more' });
    await eventually(async () => {
      const again = await claimOf('data');
      expect(again?.status?.phase).toBe('Bound');
      expect(again?.metadata?.uid).not.toBe(claim?.metadata?.uid);
    }, PATIENCE);
    await until('data', 'Available', 'Bound');

    await change('data', { cluster: null });
    await until('data', 'Available', 'Provisioned');
    await eventually(async () => {
      expect(await claimOf('data')).toBeUndefined();
      expect(await persistentOf(made)).toEqual([]);
    }, PATIENCE);
    expect((await get('data')).cluster).toBeUndefined();
    const { blockStorage } = cloud.client;
    expect(await blockStorage.findVolume(made.externalId!)).toMatchObject({
      ...{ status: 'available', size: 2 },
    });

    await change('data', { cluster: 'peer' });
    await until('data', 'Available', 'Bound');
    expect((await as().delete(`${VOLUMES}/data`)).status).toBe(204);
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/data`)).status).toBe(404);
    }, PATIENCE);
    expect(await claimOf('data')).toBeUndefined();
    expect(await persistentOf(made)).toEqual([]);
    expect(await blockStorage.findVolume(made.externalId!)).toBeUndefined();
  });

  it('are found out by looking, when their binding is lost', async () => {
    await as().post(VOLUMES, {
      ...{ name: 'lost', size: '1Gi', cloud: 'campus', cluster: 'peer' },
    });
    const made = await until('lost', 'Available', 'Bound');
    const [persistent] = await persistentOf(made);
    const before = persistent.metadata?.uid;
    await kubernetes.delete({
      ...{ resource: 'persistentvolumeclaims', namespace, name: 'volume-lost' },
    });
    await kubernetes.delete({
      ...{ resource: 'persistentvolumes', name: persistent.metadata!.name! },
    });
    await eventually(async () => {
      const [again] = await persistentOf(made);
      expect(again?.status?.phase).toBe('Bound');
      expect(again.metadata?.uid).not.toBe(before);
    }, PATIENCE);
    await until('lost', 'Available', 'Bound');
    expect((await as().delete(`${VOLUMES}/lost`)).status).toBe(204);
    await eventually(async () => {
      expect((await as().get(`${VOLUMES}/lost`)).status).toBe(404);
    }, PATIENCE);
  });
});
