import { setTimeout as sleep } from 'node:timers/promises';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { v7 as uuid } from 'uuid';
import type { CinderSnapshot } from '../../clients/openstack/blockStorageTypes';
import { Clouds } from '../../clouds/Clouds';
import { Killer } from '../../clusters/provisioning/Killer';
import { Leases } from '../../database/Leases';
import { openDatabase } from '../../database/PagodaDatabase';
import { FaultProxy } from '../../testing/FaultProxy';
import { eventually } from '../../testing/kubernetesPeer';
import {
  all,
  createPeerProject,
  type PeerProject,
} from '../../testing/openStackPeer';
import { VolumeStore } from '../VolumeStore';
import { RestoreStore } from './RestoreStore';
import { SnapshotReconciler } from './SnapshotReconciler';
import { SnapshotStore } from './SnapshotStore';

jest.setTimeout(900_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
/** Cinder may take so long where the machine is busy, in milliseconds. */
const PATIENCE = 120_000;
/** Lives at once. */
const AT_ONCE = 4;
/** Requests, and calls of the database, at which a process is killed. */
const STEPS = 7;
/** A process sends, or calls, so many to take a snapshot. */
const SURE = 3;
const GIB = 1024 ** 3;

/** Where a process is killed. */
interface Kill {
  /** Of what it does: requests to the cloud, or calls of the database. */
  kind: 'request' | 'call';
  /** The first is 1. */
  step: number;
  /** It was done, but the process does not know that. */
  after: boolean;
}

describe.each(databases.eachSupportedId())(
  'snapshots in a real Cinder whose portal is killed, on %p',
  id => {
    let project: PeerProject;
    let knex: Knex;
    let store: SnapshotStore;
    let restores: RestoreStore;
    let volumes: VolumeStore;

    beforeAll(async () => {
      project = await createPeerProject('kills', {
        blockStorage: { volumes: 100, gigabytes: 300, snapshots: 100 },
      });
      knex = await databases.init(id);
      await openDatabase({ getClient: async () => knex });
      store = new SnapshotStore(knex);
      restores = new RestoreStore(knex);
      volumes = new VolumeStore(knex);
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
        kill?.kind === 'call'
          ? new Killer(kill.step, kill.after)
          : new Killer();
      let reverts = 0;
      proxy.fault = ({ method, url, number }) => {
        if (killer.dead) {
          return 'reset';
        }
        const isKilled = kill?.kind === 'request' && number + 1 === kill.step;
        if (isKilled) {
          killer.dead = true;
          return kill.after ? 'lost' : 'reset';
        }
        if (method === 'POST' && /\/volumes\/[^/]+\/action$/.test(url)) {
          reverts += 1;
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
      const reconciler = new SnapshotReconciler({
        store: killer.wrap(new SnapshotStore(knex)),
        restores: killer.wrap(new RestoreStore(knex)),
        storageOf: cloud => clouds.openstack(cloud).blockStorage,
        ...{ portal: 'kills', clouds: () => ['campus'] },
        releaseFiles: async () => undefined,
        ...{ settleVolume: async () => undefined, changed: () => undefined },
        leases: new Leases(knex, 'test'),
        auditor: mockServices.auditor.mock(),
        logger: mockServices.logger.mock(),
        now: () => Date.now() + clock.later,
      });
      return {
        ...{ reconciler, killer, clock, reverts: () => reverts },
        stop: async () => {
          await reconciler.stop();
          await clouds.close();
          await proxy.stop();
        },
      };
    }

    type Process = Awaited<ReturnType<typeof start>>;

    async function inCinder(uid: string): Promise<CinderSnapshot[]> {
      const found = await all(project.client.blockStorage.snapshots());
      return found.filter(({ metadata }) => metadata.pagoda_uid === uid);
    }

    /**
     * Works until it is so, by a process that is killed, and then by others that are not.
     *
     * @returns whether it was killed, and how many reverts were asked for by those that were not
     */
    async function live(
      kill: Kill,
      work: (process: Process) => Promise<void>,
      isSo: () => Promise<boolean>,
    ): Promise<{ killed: boolean; reverts: number }> {
      let current = await start(kill);
      let killedAt: number | undefined;
      let reverts = 0;
      const end = Date.now() + PATIENCE;
      try {
        while (!(await isSo())) {
          if (Date.now() > end) {
            throw new Error(`It never was so: ${JSON.stringify(kill)}`);
          }
          try {
            await work(current);
          } catch (error) {
            if (!current.killer.dead) {
              throw error;
            }
          }
          if (current.killer.dead) {
            killedAt = Date.now();
            reverts += current.reverts();
            await current.stop();
            current = await start(undefined);
          } else if (killedAt && Date.now() - killedAt > 5_000) {
            // Longer than a request may be on its way.
            current.clock.later = 100_000;
          }
          await sleep(200);
        }
      } finally {
        reverts += current.reverts();
        await current.stop();
      }
      return { killed: killedAt !== undefined, reverts };
    }

    /** A volume that there is. */
    async function makeVolume(name: string): Promise<string> {
      const { blockStorage } = project.client;
      const { id: externalId } = await blockStorage.createVolume({
        ...{ name, size: 1 },
      });
      await eventually(async () => {
        const seen = await blockStorage.findVolume(externalId);
        expect(seen?.status).toBe('available');
      }, PATIENCE);
      const key = { project: 'demo', name };
      await volumes.transaction(tx =>
        volumes.create(
          {
            ...{
              ...key,
              uid: uuid(),
              description: '',
              owner: 'user:default/a',
            },
            ...{ provider: 'cinder', cloud: 'campus' },
            ...{ size: '1Gi', sizeBytes: GIB },
          },
          tx,
        ),
      );
      await volumes.observe(key, 'Pending', { phase: 'Available', externalId });
      return externalId;
    }

    async function liveAndDie(name: string, kill: Kill): Promise<boolean> {
      await makeVolume(name);
      const volume = { project: 'demo', name };
      const key = { project: 'demo', volume: name, name: 'one' };
      const made = await volumes.transaction(tx =>
        store.create(
          { ...key, description: '', owner: 'user:default/a', sizeBytes: GIB },
          tx,
        ),
      );
      const { uid } = made!;
      const settle = ({ reconciler }: Process) =>
        reconciler.settleWithin(key, 2_000);
      const phase = async () => (await store.find(key))?.phase;
      const taken = await live(
        kill,
        settle,
        async () => (await phase()) === 'Available',
      );
      const [only, ...more] = await inCinder(uid);
      expect(more).toEqual([]);
      expect((await store.find(key))?.externalId).toBe(only.id);

      const record = await volumes.find('demo', name);
      await volumes.transaction(tx =>
        restores.begin(
          record!,
          { snapshot: 'one', externalId: only.id, since: Date.now() },
          tx,
        ),
      );
      const restored = await live(
        kill,
        ({ reconciler }) => reconciler.restoreWithin(volume, 2_000),
        async () => (await restores.find(volume)) === undefined,
      );
      const { conditions } = (await volumes.find('demo', name))!;
      expect(conditions).toContainEqual(
        expect.objectContaining({ type: 'Restoring', reason: 'Restored' }),
      );
      if (kill.kind === 'call' || !restored.killed) {
        expect(restored.reverts).toBeGreaterThan(0);
      }

      const last = await store.find(key);
      await volumes.transaction(tx => store.markDeleting(last!, tx));
      const removed = await live(
        kill,
        settle,
        async () => (await phase()) === undefined,
      );
      expect(await inCinder(uid)).toEqual([]);
      return taken.killed && restored.killed && removed.killed;
    }

    it('are taken once, set their volume back and leave nothing, at whichever request or call it is', async () => {
      const left: Kill[] = [];
      for (const kind of ['request', 'call'] as const) {
        for (let step = 1; step <= STEPS; step += 1) {
          left.push({ kind, step, after: false }, { kind, step, after: true });
        }
      }
      const missed: Kill[] = [];
      let lives = 0;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let kill = left.pop(); kill; kill = left.pop()) {
            const { kind, step, after } = kill;
            const name = `${kind}${step}${after ? 'a' : 'b'}`;
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
