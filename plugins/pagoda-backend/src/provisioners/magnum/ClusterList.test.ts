import { OpenStackClient } from '../../clients/openstack/OpenStackClient';
import { json, ScriptedCloud } from '../../testing/ScriptedCloud';
import { ClusterList } from './ClusterList';
import { clusterWith } from './fixtures';

describe('ClusterList', () => {
  const cloud = new ScriptedCloud();
  let client: OpenStackClient;
  let now = 0;

  beforeAll(async () => {
    await cloud.open();
    client = new OpenStackClient(cloud.connection());
  });
  afterAll(async () => {
    await client.close();
    await cloud.close();
  });

  it('asks once for many, again after a while, and again after a failure', async () => {
    const list = new ClusterList(() => now);
    const find = (id: string) => list.find(client.containerInfra, id);
    cloud.script = [
      json(500, { errors: [{ detail: 'broken' }] }),
      json(200, { clusters: [clusterWith()] }),
    ];
    const failed = await Promise.allSettled([find('u1'), find('u2')]);
    expect(failed.map(({ status }) => status)).toEqual([
      ...['rejected', 'rejected'],
    ]);
    expect(cloud.asked).toHaveLength(1);
    const [first, second] = await Promise.all([find('u1'), find('u2')]);
    expect(first?.uuid).toBe('u1');
    expect(second).toBeUndefined();
    expect(cloud.asked).toHaveLength(2);
    now += 9_000;
    await find('u1');
    expect(cloud.asked).toHaveLength(2);
    now += 2_000;
    await find('u1');
    expect(cloud.asked).toHaveLength(3);
  });
});
