import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { Clouds } from '../../clouds/Clouds';
import type { CloudSettings } from '../../clouds/CloudSettings';
import { CloudStore } from '../../clouds/CloudStore';
import { CloudWatch } from '../../clouds/CloudWatch';
import { Leases } from '../../database/Leases';
import { openDatabase } from '../../database/PagodaDatabase';
import { SecretBox } from '../../encryption/SecretBox';
import { ClusterStore } from '../ClusterStore';
import { ClusterConnections } from '../connections/ClusterConnections';
import { ClusterConnectionStore } from '../connections/ClusterConnectionStore';
import { ClusterEvents } from './ClusterEvents';
import { ClusterOperationStore } from './ClusterOperationStore';
import { ClusterPlanStore, TakenOverError } from './ClusterPlanStore';
import { ClusterWork } from './ClusterWork';
import { Killed, Killer } from './Killer';
import {
  PlayedCloud,
  PlayedCloudReader,
  PlayedProvisioner,
} from './PlayedCloud';
import { Provisioners } from './Provisioners';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const logger = mockServices.logger.mock();
const auditor = mockServices.auditor.mock();
const box = new SecretBox([{ id: 'test', secret: 'x'.repeat(32) }]);

const CLOUDS: CloudSettings[] = [
  {
    ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
    connection: {
      authUrl: 'http://127.0.0.1:1',
      auth: { applicationCredential: { id: 'none', secret: 'none' } },
    },
    prices: {
      ...{ currency: 'EUR', coreHour: 0.01 },
      ...{ gibibyteHour: 0, volumeGibibyteMonth: 0 },
    },
  },
  {
    ...{ kind: 'rancher', name: 'ranch', title: 'Ranch', token: 'none' },
    ...{ url: 'http://127.0.0.1:1', namespace: 'fleet-default' },
    ...{ openstack: 'campus', versions: [] },
  },
];

function plan(name: string, workers = 2): ClusterPlan {
  return {
    ...{ name, provisioner: 'rancher', cloud: 'ranch' },
    version: 'v1.33.5+rke2r1',
    pools: [
      { name: 'control', role: 'control-plane', count: 1, flavor: 'm2' },
      { name: 'work', role: 'worker', count: workers, flavor: 'm2' },
    ],
  };
}

describe.each(databases.eachSupportedId())('work on %p', databaseId => {
  let knex: Knex;
  let cloud: PlayedCloud;
  let store: ClusterStore;
  let plans: ClusterPlanStore;
  let operations: ClusterOperationStore;
  let events: ClusterEvents;
  let connections: ClusterConnections;
  let watch: CloudWatch;
  const clouds = new Clouds(CLOUDS);
  let now = Date.now();
  let term = 0;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    await openDatabase({ getClient: async () => knex });
    store = new ClusterStore(knex);
    events = new ClusterEvents({
      ...{ knex, logger, auditor },
    });
    plans = new ClusterPlanStore({ knex, box, events });
    operations = new ClusterOperationStore(knex);
    connections = new ClusterConnections({
      store: new ClusterConnectionStore(knex, box),
      logger,
    });
  });

  beforeEach(async () => {
    auditor.createEvent.mockClear();
    cloud = new PlayedCloud();
    now = Date.now();
    const cloudStore = new CloudStore(knex);
    await cloudStore.keep(CLOUDS);
    watch = new CloudWatch({
      ...{ clouds, store: cloudStore, logger, alone: true },
      leases: new Leases(knex, 'test'),
      readerOf: () => new PlayedCloudReader(cloud),
    });
    await watch.look('campus');
  });

  afterEach(async () => {
    await knex('clusters').delete();
  });

  function worker(killer = new Killer()): ClusterWork {
    const provisioners = new Provisioners();
    provisioners.add(killer.wrap(new PlayedProvisioner(cloud)));
    return new ClusterWork({
      ...{ knex, clouds, watch, provisioners },
      plans: killer.wrap(plans),
      operations: killer.wrap(operations),
      connections: killer.wrap(connections),
      settings: {
        ...{ createMinutes: 60, deleteMinutes: 60, pollSeconds: 5 },
        ...{ endWarningDays: 7, endGraceDays: 3 },
      },
      now: () => now,
      pause: () => 0,
    });
  }

  async function request(wanted: ClusterPlan): Promise<string> {
    const { name } = wanted;
    const uid = `01993f2e-7c1a-7def-8a40-${name.padStart(12, '0')}`;
    await store.create(
      {
        ...{ name, title: name, description: '' },
        ...{ provisioner: 'rancher', engine: 'kubernetes' },
      },
      tx =>
        plans.insert(
          tx,
          {
            ...{ uid, cloud: 'ranch', owner: 'user:default/ada' },
            ...{ plan: wanted, deletionProtection: false },
          },
          { kind: 'Requested', severity: 'info', message: 'Asked for.' },
        ),
      () => undefined,
    );
    return uid;
  }

  async function change(
    name: string,
    what: Parameters<ClusterPlanStore['change']>[2],
  ): Promise<void> {
    const planned = (await plans.find(name))!;
    await store.update(name, {}, tx => plans.change(tx, planned, what, []));
  }

  async function phase(name: string) {
    return (await plans.find(name))?.phase;
  }

  /** Steps of one process after the other until it is so; each that is killed is followed by another. */
  async function work(
    name: string,
    first: ClusterWork,
    isSo: () => Promise<boolean>,
  ): Promise<void> {
    let current = first;
    term += 1;
    for (let count = 0; !(await isSo()); count += 1) {
      if (count > 60) {
        throw new Error(`It never was so; it is ${await phase(name)}`);
      }
      try {
        await current.step(name, term);
      } catch (error) {
        if (!(error instanceof Killed)) {
          throw error;
        }
        // What was lost with the process is only what it had in memory.
        current = worker();
        term += 1;
      }
      if (cloud.clusters.size > 0 && !(await plans.find(name))) {
        throw new Error('The record is lost of what there still is');
      }
    }
  }

  const isSettled = (name: string) => async () =>
    (await plans.find(name))!.settled;

  /** The whole life of a cluster; false when it was over before the process could be killed. */
  async function live(at: number, after: boolean): Promise<boolean> {
    cloud = new PlayedCloud();
    const name = `c${after ? 'a' : 'b'}${at}`;
    const uid = await request(plan(name));
    const killer = new Killer(at, after);
    const first = worker(killer);
    const next = () => (killer.dead ? worker() : first);
    await work(name, first, isSettled(name));
    expect(cloud.creations).toEqual([uid]);
    expect(await connections.names()).toEqual([name]);
    await change(name, { plan: plan(name, 4) });
    await work(name, next(), isSettled(name));
    expect([...cloud.clusters.values()]).toMatchObject([
      { uid, sizes: { control: 1, work: 4 } },
    ]);
    await knex.transaction(tx =>
      operations.insert(tx, {
        ...{ cluster: name, kind: 'snapshot', parameters: {} },
        createdBy: 'user:default/ada',
      }),
    );
    await work(name, next(), async () => !(await operations.open(name)));
    expect([...cloud.clusters.values()]).toMatchObject([
      { snapshots: [expect.stringContaining('etcd-')] },
    ]);
    await change(name, { deletingAt: Date.now() });
    await work(name, next(), async () => !(await store.find(name)));
    expect(cloud.clusters.size).toBe(0);
    expect(cloud.creations).toEqual([uid]);
    return killer.dead;
  }

  it.each([false, true])(
    'makes one cluster and leaves nothing, wherever it is killed (after the step: %p)',
    async after => {
      let at = 1;
      while (await live(at, after)) {
        at += 1;
      }
      // At every call of the provisioner and at every write.
      expect(at).toBeGreaterThan(40);
    },
  );

  it('lets nobody write who was taken over', async () => {
    await request(plan('taken'));
    const claimed = await plans.claim('taken', 1_000);
    expect(await plans.claim('taken', 999)).toBeUndefined();
    expect(await plans.claim('taken', 1_001)).toBeDefined();
    await expect(plans.saveMemory(claimed!, 1_000, {})).rejects.toThrow(
      TakenOverError,
    );
    await expect(
      plans.observe(claimed!, 1_000, { nextAt: 0 }, []),
    ).rejects.toThrow(TakenOverError);
    await expect(
      plans.forget(claimed!, 1_000, {
        ...{ kind: 'Removed', severity: 'info', message: '' },
      }),
    ).rejects.toThrow(TakenOverError);
    await plans.saveMemory(claimed!, 1_001, { secret: 'hidden' });
    const row = await knex('cluster_plans').first('memory_sealed');
    expect(row.memory_sealed).not.toContain('hidden');
    expect(await plans.memory('taken')).toEqual({ secret: 'hidden' });
  });

  it('keeps what was changed or asked for while it looked', async () => {
    await request(plan('moving'));
    term += 1;
    const claimed = (await plans.claim('moving', term))!;
    await change('moving', { plan: plan('moving', 3) });
    const nextAt = Date.now() + 100_000;
    await plans.observe(claimed, term, { settled: true, nextAt }, []);
    const planned = await plans.find('moving');
    expect([planned!.settled, planned!.observedGeneration]).toEqual([false, 0]);
    expect(await plans.due(Date.now(), 10)).toEqual([
      { cluster: 'moving', cloud: 'ranch' },
    ]);
    await change('moving', { deletingAt: 1 });
    await plans.observe(claimed, term, { phase: 'Ready', nextAt }, []);
    expect(await phase('moving')).toBe('Deleting');
  });

  it('says why it does not go on, when it is out of time, and when it is done after all', async () => {
    const uid = await request(plan('slow'));
    cloud.failure = new Error('503 Service Unavailable');
    const worked = worker();
    const step = async () => {
      term += 1;
      await worked.step('slow', term);
    };
    const asPlanned = async () =>
      (await plans.find('slow'))!.conditions.find(
        ({ type }) => type === 'AsPlanned',
      )!;
    const told = async () =>
      (await events.list(uid, { limit: 50 })).map(({ kind }) => kind).reverse();
    await step();
    await step();
    expect(await asPlanned()).toMatchObject({
      status: 'Unknown',
      message: expect.stringContaining('503 Service Unavailable'),
    });
    expect((await plans.find('slow'))!.failures).toBe(2);
    expect(await told()).toEqual(['Requested', 'StepFailed']);
    cloud.failure = undefined;
    cloud.stuck = 'No valid host was found.';
    await step();
    expect(await phase('slow')).toBe('Provisioning');
    now += 61 * 60_000;
    await step();
    await step();
    expect(await phase('slow')).toBe('Failed');
    expect(await asPlanned()).toMatchObject({
      reason: 'TimedOut',
      message: 'Not done after 60 minutes. No valid host was found.',
    });
    cloud.stuck = undefined;
    for (let count = 0; count < 4; count += 1) {
      await step();
    }
    expect(await phase('slow')).toBe('Ready');
    expect(await told()).toEqual([
      ...['Requested', 'StepFailed', 'Provisioning', 'TimedOut', 'Ready'],
    ]);
    const audited = auditor.createEvent.mock.calls
      .map(([event]) => event)
      .filter(({ meta }) => meta?.cluster === 'slow');
    expect(audited.map(({ meta }) => meta?.kind)).toEqual(await told());
    expect(audited[0].eventId).toBe('cluster-lifecycle');
    expect((await store.find('slow'))!.plan!.cost).toEqual({
      ...{ perDay: 1.44, currency: 'EUR' },
    });
  });

  it('repeats a removal until nothing is left, and says what it waits for', async () => {
    const uid = await request(plan('sticky'));
    await work('sticky', worker(), isSettled('sticky'));
    await change('sticky', { deletingAt: Date.now() });
    cloud.stuck = 'A finalizer of 127.0.0.1 is not done.';
    const worked = worker();
    await worked.step('sticky', term);
    cloud.failure = new Error('401 Unauthorized');
    await worked.step('sticky', term);
    expect((await plans.find('sticky'))!.phase).toBe('Deleting');
    cloud.failure = undefined;
    now += 61 * 60_000;
    await worked.step('sticky', term);
    expect((await plans.find('sticky'))!.conditions).toContainEqual(
      expect.objectContaining({
        ...{ type: 'Removed', reason: 'Stuck' },
        message: 'A finalizer of 127.0.0.1 is not done.',
      }),
    );
    cloud.stuck = undefined;
    await work('sticky', worked, async () => !(await store.find('sticky')));
    expect(cloud.clusters.size).toBe(0);
    const told = (await events.list(uid, { limit: 50 })).map(e => e.kind);
    expect(told[0]).toBe('Removed');
    expect(told).toContain('RemovalStuck');
  });
});
