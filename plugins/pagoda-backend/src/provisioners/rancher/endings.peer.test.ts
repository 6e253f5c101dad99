import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { provisionerOf } from './testing/RancherTarget';
import { RancherWorkbench } from './testing/RancherWorkbench';

jest.setTimeout(60_000);

let bench: RancherWorkbench;

beforeAll(async () => {
  bench = await RancherWorkbench.open();
});
afterEach(() => bench.tidy());
afterAll(() => bench.close());

describe('operations', () => {
  it('fail with a cause', async () => {
    const cluster = await bench.created('fails');
    await bench.peer.set(cluster.plan.name, {
      snapshotError: true,
      restoreError: true,
    });
    expect(await cluster.operate('snapshot')).toMatchObject({
      ...{ phase: 'Failed', message: expect.stringContaining('Failed') },
    });
    expect(
      await cluster.operate('restore', {
        ...{ snapshot: 'none-such', restoreConfig: 'all' },
      }),
    ).toMatchObject({
      phase: 'Failed',
      message: expect.stringContaining('missing snapshot none-such'),
    });
    await bench.peer.set(cluster.plan.name, {});
    await cluster.operate('snapshot');
    const [snapshot] = await provisionerOf(bench.target).snapshots(
      cluster.record,
    );
    await bench.peer.set(cluster.plan.name, { restoreError: true });
    for (const restoreConfig of ['none', 'all']) {
      expect(
        await cluster.operate('restore', {
          ...{ snapshot: snapshot.name, restoreConfig },
        }),
      ).toMatchObject({ phase: 'Failed' });
    }
  });

  it('are begun once, whatever happens to the answers', async () => {
    const cluster = await bench.created('begun');
    const id = randomUUID();
    await bench.peer.fault({
      ...{ method: 'PATCH', path: '/clusters/begun', times: 1, lose: true },
    });
    await expect(cluster.operate('rotate', {}, id)).rejects.toThrow();
    expect(await cluster.operate('rotate', {}, id)).toEqual({
      phase: 'Succeeded',
    });
    const found = await bench.find(cluster);
    expect(found?.spec.rkeConfig?.rotateCertificates?.generation).toBe(1);
    await bench.peer.fault({
      ...{ method: 'POST', path: '/etcdsnapshotsaves', times: 1, lose: true },
    });
    const other = randomUUID();
    await expect(cluster.operate('snapshot', {}, other)).rejects.toThrow();
    expect(await cluster.operate('snapshot', {}, other)).toEqual({
      phase: 'Succeeded',
    });
    expect(
      await provisionerOf(bench.target).snapshots(cluster.record),
    ).toHaveLength(1);
  });
});

describe('the removal', () => {
  it('says what it waits for, and that it is stuck; and looks for servers that Rancher forgot', async () => {
    const left = new Set<string>();
    const cluster = await bench.created(
      'stuck',
      {},
      {
        stuckAfter: 500,
        findServers: async (_, names) => names.filter(name => left.has(name)),
      },
    );
    const { machines } = await cluster.step();
    left.add(machines[0].name);
    await bench.peer.set(cluster.plan.name, {
      stuckDeletion:
        'The request you have made requires authentication. (HTTP 401)',
    });
    await cluster.removeStep();
    await sleep(700);
    let state = await cluster.removeStep();
    await sleep(700);
    state = await cluster.removeStep();
    expect(state).toEqual({
      stuck: true,
      message: expect.stringMatching(/machine .* to be deleted: .*HTTP 401/),
    });
    await bench.peer.unset(cluster.plan.name);
    for (
      state = await cluster.removeStep();
      state && !state.message.includes('campus');
      state = await cluster.removeStep()
    ) {
      await sleep(100);
    }
    expect(state).toEqual({
      stuck: true,
      message: expect.stringContaining(machines[0].name),
    });
    left.clear();
    expect(await cluster.removeStep()).toBeUndefined();
  });

  it('goes on wherever it was interrupted, and deletes what was made for a cluster that never came to be', async () => {
    const cluster = bench.create('half');
    await bench.peer.fault({
      ...{ method: 'POST', path: '/clusters\\?', times: 1, status: 500 },
    });
    await expect(cluster.step()).rejects.toThrow(/500/);
    expect(await bench.made(cluster)).toMatchObject({ clusters: [] });
    await bench.peer.fault({
      method: 'DELETE',
      path: '/secrets/',
      times: 1,
      lose: true,
    });
    await expect(cluster.remove()).rejects.toThrow(/not reached/);
    expect(await cluster.remove()).toEqual([]);
    expect(await bench.made(cluster)).toEqual({
      ...{ clusters: [], openstackconfigs: [], secrets: [] },
    });
  });

  it('has nothing to remove of what was never begun', async () => {
    const cluster = bench.create('never');
    const before = (await bench.peer.requests()).length;
    expect(await cluster.removeStep()).toBeUndefined();
    const asked = (await bench.peer.requests()).slice(before);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
