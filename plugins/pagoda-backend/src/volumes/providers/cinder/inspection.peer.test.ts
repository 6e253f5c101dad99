import { v7 as uuid } from 'uuid';
import { Clouds } from '../../../clouds/Clouds';
import { NO_OFFERS } from '../../../clouds/types';
import { FaultProxy } from '../../../testing/FaultProxy';
import { eventually } from '../../../testing/kubernetesPeer';
import {
  createPeerProject,
  type PeerProject,
} from '../../../testing/openStackPeer';
import type { CloudVolume } from './CloudVolume';
import { CinderVolumeProvider } from './CinderVolumeProvider';
import { marksOf } from './marks';

jest.setTimeout(240_000);

const VOLUMES = 6;
const GIB = 1024 ** 3;

describe('an inspection of volumes in a real Cinder', () => {
  let project: PeerProject;
  let proxy: FaultProxy;
  let clouds: Clouds;
  let provider: CinderVolumeProvider;

  beforeAll(async () => {
    project = await createPeerProject('inspection');
    proxy = await FaultProxy.start();
    const { connection } = project;
    clouds = new Clouds([
      {
        ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
        connection: { ...connection, authUrl: proxy.urlOf(connection.authUrl) },
      },
    ]);
    const unused = async () => {
      throw new Error('It is on no cluster');
    };
    provider = new CinderVolumeProvider({
      ...{ clouds, portal: 'p1', offers: async () => NO_OFFERS },
      clusters: { client: unused },
      namespaces: { ensure: unused, namespaceOf: () => 'none' },
      gateways: { files: () => undefined as never, release: unused },
    });
  });

  afterAll(async () => {
    await clouds?.close();
    await proxy?.stop();
    await project?.remove();
  });

  async function make(index: number): Promise<CloudVolume> {
    const { blockStorage, caller } = project.client;
    const key = { project: 'demo', name: `v${index}`, uid: uuid() };
    const { id } = await blockStorage.createVolume({
      ...{ name: `pagoda-demo-v${index}`, size: 1 },
      metadata: marksOf('p1', key),
    });
    await eventually(async () => {
      const seen = await blockStorage.findVolume(id);
      expect(seen?.status).toBe('available');
    }, 60_000);
    return {
      ...{ ...key, cloud: 'campus', owner: 'user:default/ada', size: '1Gi' },
      ...{ sizeBytes: GIB, generation: 1, observedGeneration: 1 },
      ...{ externalId: id, attachments: [], phase: 'Available' },
      notes: { seenGiB: 1, cloudProject: await caller.projectId() },
    };
  }

  /** What is told of them, and how many requests that took. */
  async function inspect(volumes: CloudVolume[]) {
    const before = proxy.requests;
    const inspected = await provider.inspect(volumes);
    return {
      requests: proxy.requests - before,
      reasons: inspected.map(({ volume, state }) => [
        ...[volume.name, state.reason],
      ]),
    };
  }

  it('is one list, however many there are, and one request for each that is not as it should be', async () => {
    const volumes = await Promise.all(
      Array.from({ length: VOLUMES }, (_, index) => make(index)),
    );
    const well = volumes.map(({ name }) => [name, 'Provisioned']);
    // It signs in, and asks for the versions.
    expect((await inspect(volumes)).reasons).toEqual(well);
    expect(await inspect(volumes)).toEqual({ requests: 1, reasons: well });

    const { blockStorage } = project.client;
    const [gone, unmarked, ...others] = volumes;
    await blockStorage.deleteVolumeMetadata(
      unmarked.externalId!,
      'pagoda_portal',
    );
    await blockStorage.deleteVolume(gone.externalId!);
    await eventually(async () => {
      expect(await blockStorage.findVolume(gone.externalId!)).toBeUndefined();
    }, 60_000);
    expect(await inspect(volumes)).toEqual({
      requests: 3,
      reasons: [[gone.name, 'DeletedOutside'], ...well.slice(1)],
    });
    expect(await blockStorage.findVolume(unmarked.externalId!)).toMatchObject({
      metadata: { pagoda_portal: 'p1' },
    });

    // Whoever looks into another project of the cloud cannot say that they are gone.
    const elsewhere = others.map(volume => ({
      ...{ ...volume, externalId: uuid() },
      notes: { ...volume.notes, cloudProject: 'another' },
    }));
    expect((await inspect(elsewhere)).reasons).toEqual(
      others.map(({ name }) => [name, 'CloudProjectChanged']),
    );
    // One that is being changed is left to those who do that.
    const changing = { ...others[0], generation: 2 };
    expect(await inspect([changing])).toEqual({ requests: 1, reasons: [] });

    proxy.fault = () => 'reset';
    expect((await inspect(volumes)).reasons).toEqual([]);
  });
});
