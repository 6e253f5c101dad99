import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ResourcePath } from '../../clients/kubernetes/ResourcePath';
import { RancherPeer } from '../../testing/RancherPeer';
import {
  peerTarget,
  planFor,
  provisionerOf,
  type RancherTarget,
} from './testing/RancherTarget';
import { TestCluster, uniqueName } from './testing/TestCluster';

jest.setTimeout(60_000);

interface Rbac {
  kind: string;
  metadata: { name: string; namespace?: string };
  subjects?: { name: string }[];
}

const USER = uniqueName('u-pagoda');
const MANIFEST = join(__dirname, '../../../../../docs/rancher-rights.yaml');

/** The manifest of the documentation, for the user of this test and under names of its own. */
const objects = parseAllDocuments(
  readFileSync(MANIFEST, 'utf8')
    .replaceAll('u-pagoda', USER)
    .replaceAll('name: pagoda-clusters', `name: ${USER}`),
).map(document => document.toJS() as Rbac);

const pathOf = ({ kind, metadata }: Rbac): ResourcePath => ({
  group: 'rbac.authorization.k8s.io',
  resource: `${kind.toLowerCase()}s`,
  ...metadata,
});

describe('the rights of docs/rancher-rights.yaml', () => {
  let administrator: RancherTarget;
  let target: RancherTarget;

  beforeAll(async () => {
    administrator = peerTarget(await RancherPeer.connect());
    for (const object of objects) {
      await administrator.client.kubernetes.apply(pathOf(object), object);
    }
    target = peerTarget(
      await RancherPeer.connect('RANCHER_PEER', { impersonate: USER }),
    );
  });
  afterAll(async () => {
    for (const object of objects) {
      await administrator.client.kubernetes.delete(pathOf(object));
    }
    await administrator.client.close();
    await target.client.close();
  });

  it('are enough for the whole life of a cluster', async () => {
    const provisioner = provisionerOf(target);
    const plan = planFor(target, uniqueName('rights'));
    expect(await provisioner.check(plan)).toEqual([]);
    const cluster = new TestCluster(provisioner, plan, target.patience);
    await cluster.settled();
    const [control, work] = plan.pools;
    cluster.change({ pools: [control, { ...work, name: 'other' }] });
    await cluster.settled();
    expect(await cluster.operate('snapshot')).toEqual({ phase: 'Succeeded' });
    const [{ name }] = await provisioner.snapshots(cluster.record);
    for (const restoreConfig of ['none', 'all']) {
      expect(
        await cluster.operate('restore', { snapshot: name, restoreConfig }),
      ).toEqual({ phase: 'Succeeded' });
    }
    expect(await cluster.operate('rotate')).toEqual({ phase: 'Succeeded' });
    const version = target.versions[1];
    cluster.change({ version });
    expect(await cluster.operate('upgrade', { version })).toMatchObject({
      phase: 'Succeeded',
    });
    await provisioner.kubeconfig(cluster.record, 600);
    await cluster.remove();
  });

  it('are no more than that', async () => {
    const { kubernetes } = target.client;
    for (const path of [
      { resource: 'secrets', namespace: 'cattle-global-data' },
      { resource: 'secrets', namespace: 'kube-system' },
      {
        ...{ group: 'management.cattle.io', version: 'v3' },
        resource: 'users',
      },
    ]) {
      await expect(kubernetes.list(path)).rejects.toMatchObject({
        status: 403,
      });
    }
    await expect(
      kubernetes.patch(
        {
          ...{ group: 'management.cattle.io', version: 'v3' },
          ...{ resource: 'nodedrivers', name: 'openstack' },
        },
        { spec: { active: false } },
        'merge',
      ),
    ).rejects.toMatchObject({ status: 403 });
  });
});
