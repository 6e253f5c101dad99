import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ClusterPlan } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import type { OpenStackConnection } from '../../clients/openstack/OpenStackConnection';
import type { MagnumCluster } from '../../clients/openstack/containerInfraTypes';
import { OpenStackError } from '../../clients/openstack/OpenStackError';
import { Clouds } from '../../clouds/Clouds';
import { CloudStore } from '../../clouds/CloudStore';
import { CloudWatch } from '../../clouds/CloudWatch';
import { OpenStackCloudReader } from '../../clouds/openstack/OpenStackCloudReader';
import { Leases } from '../../database/Leases';
import { openDatabase } from '../../database/PagodaDatabase';
import { SecretBox } from '../../encryption/SecretBox';
import { createMagnumProvisioner } from '../../provisioners/magnum/createMagnumProvisioner';
import { FaultProxy } from '../../testing/FaultProxy';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';
import { ClusterStore } from '../ClusterStore';
import { ClusterConnections } from '../connections/ClusterConnections';
import { ClusterConnectionStore } from '../connections/ClusterConnectionStore';
import { ClusterEvents } from './ClusterEvents';
import { ClusterOperationStore } from './ClusterOperationStore';
import { ClusterPlanStore } from './ClusterPlanStore';
import { ClusterWork } from './ClusterWork';
import { Killed, Killer } from './Killer';
import { Provisioners } from './Provisioners';

jest.setTimeout(900_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const logger = mockServices.logger.mock();
const box = new SecretBox([{ id: 'test', secret: 'x'.repeat(32) }]);

/** Magnum may take so long for a cluster where the machine is busy, in milliseconds. */
const PATIENCE = 300_000;
/** Lives at once. */
const AT_ONCE = 4;
/**
 * Requests at which the process that makes a cluster is killed. Between two requests nothing happens in the cloud, so that
 * these are all states in which one can be found; what is written in between, ClusterWork.test.ts tries.
 */
const REQUESTS = 9;
/** A process sends more requests than that. */
const SURE = 7;
/** Those of the process that removes it. */
const REMOVAL = 7;

/** Where a process is killed. */
interface Kill {
  /** The first is 1. */
  request: number;
  /** It was sent, and done, but the answer is lost. */
  after: boolean;
}

describe('clusters in a real Magnum whose portal is killed', () => {
  let project: PeerProject;
  let knex: Knex;
  let store: ClusterStore;
  let plans: ClusterPlanStore;
  let operations: ClusterOperationStore;
  let connections: ClusterConnections;
  let term = 0;

  beforeAll(async () => {
    project = await createPeerProject('kills', {
      compute: { cores: 100, instances: 100, ram: 1_000_000 },
    });
    const { compute, containerInfra } = project.client;
    await compute.createKeypair(
      'key',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGkT5ePDhM0u9nVnG6v8w1cN5rT1v2nZ8k4mG1mYbqQd test',
    );
    await containerInfra.createClusterTemplate({
      ...{ name: 'kube', coe: 'kubernetes', image_id: 'fedora-coreos' },
      ...{ flavor_id: 'm1.small', master_flavor_id: 'm1.small' },
      ...{ external_network_id: 'public', network_driver: 'calico' },
      labels: { kube_tag: 'v1.34.1' },
    });
    knex = await databases.init('SQLITE_3');
    await openDatabase({ getClient: async () => knex });
    store = new ClusterStore(knex);
    const events = new ClusterEvents({
      ...{ knex, logger, auditor: mockServices.auditor.mock() },
    });
    plans = new ClusterPlanStore({ knex, box, events });
    operations = new ClusterOperationStore(knex);
    connections = new ClusterConnections({
      store: new ClusterConnectionStore(knex, box),
      logger,
    });
    const first = await start(undefined);
    await new CloudStore(knex).keep(first.clouds.list());
    await first.watch.look('campus');
    await first.stop();
  });

  afterAll(async () => {
    await project?.remove();
  });

  /** A process; it is killed at one of its requests: from then on it can neither send nor write anything. */
  async function start(kill: Kill | undefined) {
    const { connection } = project;
    const proxy = await FaultProxy.start();
    const killer = new Killer();
    proxy.fault = ({ number }) => {
      if (killer.dead) {
        return 'reset';
      }
      if (number + 1 === kill?.request) {
        killer.dead = true;
        return kill.after ? 'lost' : 'reset';
      }
      return undefined;
    };
    const through: OpenStackConnection = {
      ...connection,
      authUrl: proxy.urlOf(connection.authUrl),
    };
    const clouds = new Clouds([
      {
        ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
        connection: through,
      },
    ]);
    const watch = new CloudWatch({
      ...{ clouds, store: new CloudStore(knex), logger, alone: true },
      leases: new Leases(knex, 'test'),
      readerOf: () =>
        new OpenStackCloudReader(() => clouds.openstack('campus')),
    });
    const provisioners = new Provisioners();
    provisioners.add(
      createMagnumProvisioner({
        ...{ clouds, portal: 'kills', offers: cloud => watch.offers(cloud) },
      }),
    );
    const work = new ClusterWork({
      ...{ knex, clouds, watch, provisioners },
      plans: killer.wrap(plans),
      operations: killer.wrap(operations),
      connections: killer.wrap(connections),
      settings: {
        ...{ createMinutes: 60, deleteMinutes: 60, pollSeconds: 5 },
        ...{ endWarningDays: 7, endGraceDays: 3 },
      },
      pause: () => 0,
    });
    return {
      ...{ work, killer, clouds, watch },
      stop: async () => {
        await clouds.close();
        await proxy.stop();
      },
    };
  }

  async function inMagnum(uid: string): Promise<MagnumCluster[]> {
    for (;;) {
      try {
        const found = await all(project.client.containerInfra.clusters());
        return found.filter(({ labels }) =>
          Object.values(labels).includes(uid),
        );
      } catch (error) {
        // Magnum lists nothing while one of its clusters is about to be gone.
        if (!OpenStackError.is(error, 'BadRequest')) {
          throw error;
        }
        await sleep(200);
      }
    }
  }

  /** Steps until it is so, by a process that is killed, and then by others that are not. */
  async function live(
    name: string,
    kill: Kill,
    isSo: () => Promise<boolean>,
  ): Promise<boolean> {
    let current = await start(kill);
    let killed = false;
    term += 1;
    let mine = term;
    const end = Date.now() + PATIENCE;
    try {
      while (!(await isSo())) {
        if (Date.now() > end) {
          const planned = await plans.find(name);
          throw new Error(
            `${name} never was so: ${JSON.stringify(planned?.conditions)}`,
          );
        }
        try {
          await current.work.step(name, mine);
        } catch (error) {
          if (!(error instanceof Killed)) {
            throw error;
          }
        }
        if (current.killer.dead) {
          killed = true;
          await current.stop();
          current = await start(undefined);
          term += 1;
          mine = term;
        }
        await sleep(200);
      }
    } finally {
      await current.stop();
    }
    return killed;
  }

  async function liveAndDie(name: string, kill: Kill): Promise<boolean> {
    const uid = `01993f2e-7c1a-7def-8a40-${name.padStart(12, '0')}`;
    const plan: ClusterPlan = {
      ...{ name, provisioner: 'magnum', cloud: 'campus', keypair: 'key' },
      clusterTemplate: 'kube',
      pools: [
        { name: 'cp', role: 'control-plane', count: 1, flavor: 'm1.small' },
        { name: 'work', role: 'worker', count: 2, flavor: 'm1.small' },
      ],
    };
    await store.create(
      {
        ...{ name, title: name, description: '' },
        ...{ provisioner: 'magnum', engine: 'kubernetes' },
      },
      tx =>
        plans.insert(
          tx,
          {
            ...{ uid, cloud: 'campus', owner: 'user:default/ada', plan },
            deletionProtection: false,
          },
          { kind: 'Requested', severity: 'info', message: 'Asked for.' },
        ),
      () => undefined,
    );
    const killed = await live(
      name,
      kill,
      async () => (await plans.find(name))!.settled,
    );
    expect(await inMagnum(uid)).toHaveLength(1);
    const planned = (await plans.find(name))!;
    await store.update(name, {}, tx =>
      plans.change(tx, planned, { deletingAt: Date.now() }, []),
    );
    await live(
      name,
      { ...kill, request: 1 + (kill.request % REMOVAL) },
      async () => !(await store.find(name)),
    );
    expect(await inMagnum(uid)).toEqual([]);
    return killed;
  }

  it('are made once and leave nothing, at whichever request it is', async () => {
    const left: Kill[] = [];
    for (let request = 1; request <= REQUESTS; request += 1) {
      left.push({ request, after: false }, { request, after: true });
    }
    const missed: Kill[] = [];
    let lives = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let kill = left.pop(); kill; kill = left.pop()) {
          const { request, after } = kill;
          if (!(await liveAndDie(`r${request}${after ? 'a' : 'b'}`, kill))) {
            missed.push(kill);
          }
          lives += 1;
        }
      }),
    );
    expect(lives).toBe(2 * REQUESTS);
    expect(missed.filter(({ request }) => request <= SURE)).toEqual([]);
  });
});
