import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import type { CinderVolume } from '../clients/openstack/blockStorageTypes';
import { Clouds } from '../clouds/Clouds';
import { NO_OFFERS } from '../clouds/types';
import { Killer } from '../clusters/provisioning/Killer';
import { Leases } from '../database/Leases';
import { openDatabase } from '../database/PagodaDatabase';
import { FaultProxy } from '../testing/FaultProxy';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../testing/openStackPeer';
import { CinderVolumeProvider } from './providers/cinder/CinderVolumeProvider';
import type { VolumeKey } from './types';
import { VolumeReconciler } from './VolumeReconciler';
import { VolumeStore } from './VolumeStore';

jest.setTimeout(900_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
/** Cinder may take so long for a volume where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;
/** Lives at once. */
const AT_ONCE = 4;
/** Requests, and steps in the database, at which a process is killed. */
const STEPS = 8;
/** A process sends, or writes, so many to make a volume. */
const SURE = 4;

/** Where a process is killed. */
interface Kill {
  /** Of what it does: requests to the cloud, or writes to the database. */
  of: 'request' | 'write';
  /** The first is 1. */
  step: number;
  /** It was done, but the process does not know that. */
  after: boolean;
}

describe.each(databases.eachSupportedId())(
  'volumes in a real Cinder whose portal is killed, on %p',
  id => {
    let project: PeerProject;
    let knex: Knex;
    let store: VolumeStore;

    beforeAll(async () => {
      project = await createPeerProject('kills', {
        blockStorage: { volumes: 100, gigabytes: 200 },
      });
      knex = await databases.init(id);
      await openDatabase({ getClient: async () => knex });
      store = new VolumeStore(knex);
      await knex('projects').insert({
        ...{ name: 'demo', title: 'Demo', description: '', quota_json: '{}' },
        ...{ created_at: 0, created_by: 'user:default/ada' },
      });
    });

    afterAll(async () => {
      await project?.remove();
    });

    /** A process; once it is killed, it can neither send nor write anything. */
    async function start(kill: Kill | undefined) {
      const { connection } = project;
      const proxy = await FaultProxy.start();
      const killer =
        kill?.of === 'write' ? new Killer(kill.step, kill.after) : new Killer();
      proxy.fault = ({ number }) => {
        if (killer.dead) {
          return 'reset';
        }
        if (kill?.of === 'request' && number + 1 === kill.step) {
          killer.dead = true;
          return kill.after ? 'lost' : 'reset';
        }
        return undefined;
      };
      const clouds = new Clouds([
        {
          ...{ kind: 'openstack', name: 'campus', title: 'Campus' },
          connection: {
            ...connection,
            authUrl: proxy.urlOf(connection.authUrl),
          },
        },
      ]);
      const clock = { later: 0 };
      const unused = async () => {
        throw new Error('It is on no cluster');
      };
      const cinder = new CinderVolumeProvider({
        ...{ clouds, portal: 'kills', offers: async () => NO_OFFERS },
        clusters: { client: unused },
        namespaces: { ensure: unused, namespaceOf: () => 'none' },
        gateways: { files: () => undefined as never, release: unused },
        now: () => Date.now() + clock.later,
      });
      const mortal = killer.wrap(new VolumeStore(knex));
      const notes = killer.wrap(store.clouds);
      const reconciler = new VolumeReconciler({
        store: new Proxy(mortal, {
          get: (target, key, receiver) =>
            key === 'clouds' ? notes : Reflect.get(target, key, receiver),
        }),
        providers: { cinder },
        leases: new Leases(knex, 'test'),
        logger: mockServices.logger.mock(),
      });
      return {
        ...{ reconciler, killer, clock },
        stop: async () => {
          await clouds.close();
          await proxy.stop();
        },
      };
    }

    async function inCinder(uid: string): Promise<CinderVolume[]> {
      const found = await all(project.client.blockStorage.volumes());
      return found.filter(({ metadata }) => metadata.pagoda_uid === uid);
    }

    /** Looks until it is so, by a process that is killed, and then by others that are not. */
    async function live(
      key: VolumeKey,
      kill: Kill,
      isSo: () => Promise<boolean>,
    ): Promise<boolean> {
      let current = await start(kill);
      let killedAt: number | undefined;
      const end = Date.now() + PATIENCE;
      try {
        while (!(await isSo())) {
          if (Date.now() > end) {
            const record = await store.find(key.project, key.name);
            throw new Error(
              `${key.name} never was so: ${JSON.stringify(record)}`,
            );
          }
          await current.reconciler.settle(key);
          if (current.killer.dead) {
            killedAt = Date.now();
            await current.stop();
            current = await start(undefined);
          } else if (killedAt && Date.now() - killedAt > 5_000) {
            // Longer than a request may be on its way.
            current.clock.later = 100_000;
          }
          await sleep(200);
        }
      } finally {
        await current.stop();
      }
      return killedAt !== undefined;
    }

    async function liveAndDie(name: string, kill: Kill): Promise<boolean> {
      const uid = uuid();
      const key = { project: 'demo', name };
      await store.transaction(tx =>
        store.create(
          {
            ...{ ...key, uid, description: '', owner: 'user:default/ada' },
            ...{ provider: 'cinder', cloud: 'campus' },
            ...{ size: '1Gi', sizeBytes: 1024 ** 3 },
          },
          tx,
        ),
      );
      const killed = await live(
        key,
        kill,
        async () => (await store.find('demo', name))?.phase === 'Available',
      );
      const [made, ...more] = await inCinder(uid);
      expect(more).toEqual([]);
      expect((await store.find('demo', name))?.externalId).toBe(made.id);
      await store.transaction(tx => store.markDeleting(key, tx));
      await live(
        key,
        kill,
        async () => (await store.find('demo', name)) === undefined,
      );
      expect(await inCinder(uid)).toEqual([]);
      return killed;
    }

    it('are made once and leave nothing, at whichever request or write it is', async () => {
      const left: Kill[] = [];
      for (const what of ['request', 'write'] as const) {
        for (let step = 1; step <= STEPS; step += 1) {
          left.push(
            { of: what, step, after: false },
            { of: what, step, after: true },
          );
        }
      }
      const missed: Kill[] = [];
      let lives = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let kill = left.pop(); kill; kill = left.pop()) {
            const { of, step, after } = kill;
            const name = `${of}${step}${after ? 'a' : 'b'}`;
            if (!(await liveAndDie(name, kill))) {
              missed.push(kill);
            }
            lives += 1;
          }
        }),
      );
      expect(lives).toBe(4 * STEPS);
      expect(missed.filter(({ step }) => step <= SURE)).toEqual([]);
    });
  },
);
