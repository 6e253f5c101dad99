import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunPhase } from '@pagoda/plugin-pagoda-common';
import { v7 as uuid } from 'uuid';
import {
  lastEntityChange,
  readEntityChanges,
} from '../../database/entityChanges';
import { RunStore } from '../../runs/RunStore';
import {
  createTestPortal,
  TEST_MEMBERS,
  type TestPortal,
  type TestUser,
} from '../../testing/createTestPortal';
import { eventually } from '../../testing/kubernetesPeer';
import { addIdleCluster, IDLE_CLUSTER } from '../../testing/runsByHand';
import { VolumeStore } from '../VolumeStore';
import { RestoreStore } from './RestoreStore';
import { SnapshotStore } from './SnapshotStore';
import type { SnapshotObservation } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

jest.setTimeout(60_000);

const GIB = 1024 ** 3;
const OWNER = 'user:default/owner';

/** What is decided by what is stored: the cloud of these tests answers nobody. */
describe.each(databases.eachSupportedId())('snapshots on %p', id => {
  let portal: TestPortal;
  let volumes: VolumeStore;
  let snapshots: SnapshotStore;
  let restores: RestoreStore;

  beforeAll(async () => {
    portal = await createTestPortal({
      knex: await databases.init(id),
      config: {
        clouds: {
          openstack: [
            {
              ...{ name: 'campus', region: 'RegionOne', timeoutSeconds: 1 },
              authUrl: 'http://127.0.0.1:1/v3',
              applicationCredential: { id: 'nobody', secret: 'none' },
            },
          ],
        },
      },
    });
    await portal.createProject({
      ...{ name: 'other', title: 'Other', quota: { storage: '3Gi' } },
      members: TEST_MEMBERS,
    });
    await portal.createProject({
      ...{ name: 'seen', title: 'Seen' },
      members: [{ subject: OWNER, role: 'viewer' }],
    });
    await portal.createProject({
      ...{ name: 'hidden', title: 'Hidden' },
      members: [{ subject: 'user:default/stranger', role: 'owner' }],
    });
    volumes = new VolumeStore(portal.knex);
    snapshots = new SnapshotStore(portal.knex);
    restores = new RestoreStore(portal.knex);
  });

  afterAll(async () => {
    await portal?.stop();
  });

  /** A volume that the cloud has, as far as is known. */
  async function volume(
    name: string,
    more: { cluster?: string; project?: string; gib?: number } = {},
  ): Promise<string> {
    const { cluster, project = 'demo', gib = 1 } = more;
    const key = { project, name };
    await volumes.transaction(tx =>
      volumes.create(
        {
          ...{ ...key, uid: uuid(), description: '', owner: OWNER, cluster },
          ...{ provider: 'cinder', cloud: 'campus' },
          ...{ size: `${gib}Gi`, sizeBytes: gib * GIB },
        },
        tx,
      ),
    );
    await volumes.observe(key, 'Pending', {
      ...{ phase: 'Available', externalId: uuid(), observedGeneration: 1 },
    });
    return `/projects/${project}/volumes/${name}`;
  }

  async function snapshot(
    of: string,
    name: string,
    observation: SnapshotObservation = { phase: 'Available' },
  ): Promise<void> {
    const key = { project: 'demo', volume: of, name };
    await volumes.transaction(tx =>
      snapshots.create(
        { ...key, description: '', owner: OWNER, sizeBytes: GIB },
        tx,
      ),
    );
    await snapshots.saveNotes(key, {}, {}, uuid());
    await snapshots.observe(key, 'Pending', {
      ...{ observedGeneration: 1, ...observation },
    });
  }

  async function mount(of: string, phase: RunPhase): Promise<string> {
    const runs = new RunStore(portal.knex);
    const row = () => portal.knex('volumes').where({ name: of });
    const [{ cluster }] = await row().select('cluster');
    // Runs are only taken for volumes that are on their cluster.
    await row().update({ cluster: IDLE_CLUSTER });
    const [{ run, version }] = await runs.create([
      {
        ...{ project: 'demo', owner: OWNER, cluster: IDLE_CLUSTER, labels: {} },
        spec: {
          ...{ image: 'none', command: ['true'], parameters: {} },
          resources: { cpu: '1', memory: '1Mi', gpu: 0 },
          volumes: [{ name: of, path: '/data', readOnly: false }],
          ...{ timeoutSeconds: 60, retries: { limit: 0 } },
        },
      } as unknown as Parameters<RunStore['create']>[0][number],
    ]);
    await row().update({ cluster });
    await runs.observe(run.id, version, { phase });
    return run.id;
  }

  async function post(path: string, body: object, user: TestUser = 'owner') {
    const answer = await portal.as(user).post(path, body);
    return { status: answer.status, body: answer.body };
  }

  const refused = (status: number, code: string, more: object = {}) => ({
    status,
    body: expect.objectContaining({
      error: expect.objectContaining({ code, ...more }),
    }),
  });

  it('are not taken where that cannot be told from the quota of the cloud', async () => {
    const path = await volume('plain');
    expect(await post(`${path}/snapshots`, { name: 'one' })).toEqual(
      refused(503, 'CloudUnavailable'),
    );
    expect(
      await snapshots.list({ project: 'demo', name: 'plain', limit: 9 }),
    ).toEqual([]);
    expect(await post(`${path}/snapshots`, {}, 'viewer')).toMatchObject({
      status: 403,
    });
    expect(await post('/projects/demo/volumes/none/snapshots', {})).toEqual(
      refused(404, 'VolumeNotFound'),
    );
    const list = await portal.as('viewer').get(`${path}/snapshots?cursor=x`);
    expect(list.body.error).toMatchObject({ field: 'cursor' });
  });

  it('are deleted by owners, when nothing is made from them; and kept until the cloud says that they are gone', async () => {
    const path = await volume('source');
    await snapshot('source', 'one');
    const one = `${path}/snapshots/one`;
    expect((await portal.as('researcher').delete(one)).status).toBe(403);
    await volumes.transaction(tx =>
      volumes.create(
        {
          ...{ project: 'demo', name: 'copy', description: '', owner: OWNER },
          ...{ provider: 'cinder', cloud: 'campus', uid: uuid() },
          ...{ size: '1Gi', sizeBytes: GIB },
          source: { volume: 'source', snapshot: 'one', externalId: 'x' },
        },
        tx,
      ),
    );
    const busy = await portal.as('owner').delete(one);
    expect(busy.body.error).toMatchObject({
      ...{ code: 'SnapshotBusy', field: 'snapshot' },
      message: expect.stringContaining('copy'),
    });
    await volumes.observe({ project: 'demo', name: 'copy' }, 'Pending', {
      ...{ phase: 'Available', externalId: uuid() },
    });
    expect((await portal.as('owner').delete(one)).status).toBe(204);
    await eventually(async () => {
      const { body } = await portal.as('viewer').get(one);
      expect(body).toMatchObject({
        phase: 'Deleting',
        conditions: [
          {
            ...{ type: 'Ready', status: 'False', reason: 'DeletionFailed' },
            message: expect.stringContaining("Cloud 'campus' does not answer"),
          },
        ],
      });
    }, 30_000);
  });

  it('set nothing back that could not be, or that is in use', async () => {
    const path = await volume('data');
    await snapshot('data', 'first');
    await snapshot('data', 'second');
    const restore = (name: string, user?: TestUser) =>
      post(`${path}:restore`, { snapshot: name }, user);
    expect((await restore('second', 'viewer')).status).toBe(403);
    expect(await restore('none')).toEqual(refused(404, 'SnapshotNotFound'));
    expect(await restore('first')).toEqual(
      refused(409, 'NotNewestSnapshot', {
        advice: expect.stringContaining(
          'pagoda volume clone data data-restored --snapshot first --project demo',
        ),
      }),
    );
    await snapshot('data', 'third', { phase: 'Error' });
    expect(await restore('third')).toEqual(refused(409, 'SnapshotNotReady'));
    const grown = await volume('grown', { gib: 2 });
    await snapshot('grown', 'small');
    expect(await post(`${grown}:restore`, { snapshot: 'small' })).toEqual(
      refused(409, 'VolumeHasGrown'),
    );
    const ready = await volume('ready');
    await snapshot('ready', 'one');
    // The cloud is asked whether it is attached.
    expect(await post(`${ready}:restore`, { snapshot: 'one' })).toEqual(
      refused(503, 'CloudUnavailable'),
    );
    expect((await volumes.find('demo', 'ready'))?.phase).toBe('Available');
  });

  it('keep runs from a volume that is being set back, for as long as that takes', async () => {
    await addIdleCluster(portal);
    await volume('mounted', { cluster: IDLE_CLUSTER });
    await snapshot('mounted', 'one');
    const key = { project: 'demo', name: 'mounted' };
    const { externalId = '' } = (await snapshots.find({
      ...{ project: 'demo', volume: 'mounted', name: 'one' },
    }))!;
    const record = (await volumes.find('demo', 'mounted'))!;
    await volumes.transaction(tx =>
      restores.begin(
        record,
        { snapshot: 'one', externalId, since: Date.now() },
        tx,
      ),
    );
    const submit = () =>
      post('/projects/demo/runs', {
        cluster: IDLE_CLUSTER,
        spec: {
          ...{ image: 'docker.io/library/busybox:1', command: ['true'] },
          volumes: [{ name: 'mounted', path: 'data' }],
        },
      });
    expect(await submit()).toEqual(refused(409, 'VolumeRestoring'));
    await portal.restart();
    const { body } = await portal
      .as('viewer')
      .get('/projects/demo/volumes/mounted');
    expect(body.status.phase).toBe('Pending');
    expect(body.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Restoring', status: 'True' }),
    );
    const restoring = (await restores.find(key))!;
    const end = { reason: 'Restored', message: 'Done.' };
    expect(await restores.end(restoring, end)).toBe(true);
    expect(await restores.end(restoring, end)).toBe(false);
    expect((await submit()).status).toBe(201);
  });

  it('go along when their volume is given to another project', async () => {
    await addIdleCluster(portal);
    const path = await volume('gift');
    const transfer = (project: string, user?: TestUser) =>
      post(`${path}:transfer`, { project }, user);
    expect((await transfer('other', 'researcher')).status).toBe(403);
    // Who may look into the other project alone, and who may not even that.
    expect((await transfer('seen')).status).toBe(403);
    expect(await transfer('hidden')).toEqual(refused(404, 'ProjectNotFound'));
    expect(await transfer('none')).toEqual(refused(404, 'ProjectNotFound'));
    expect(await transfer('demo')).toEqual(
      refused(400, 'InvalidInput', { field: 'project' }),
    );

    const bound = await volume('bound', { cluster: IDLE_CLUSTER });
    expect(await post(`${bound}:transfer`, { project: 'other' })).toEqual(
      refused(409, 'VolumeBound', {
        advice: expect.stringContaining('pagoda volume unbind bound'),
      }),
    );
    const large = await volume('large', { gib: 4 });
    expect(await post(`${large}:transfer`, { project: 'other' })).toEqual(
      refused(409, 'QuotaExceeded', { field: 'project' }),
    );
    await volume('gift', { project: 'other' });
    expect(await transfer('other')).toEqual(refused(409, 'NameTaken'));
    const free = await volume('free');
    await snapshot('free', 'one', {});
    const give = () => post(`${free}:transfer`, { project: 'other' });
    expect(await give()).toEqual(refused(409, 'SnapshotBusy'));
    await snapshots.observe(
      { project: 'demo', volume: 'free', name: 'one' },
      'Pending',
      { phase: 'Available' },
    );
    const run = await mount('free', 'Running');
    expect(await give()).toEqual(
      refused(409, 'VolumeBusy', { message: expect.stringContaining(run) }),
    );
    const runs = new RunStore(portal.knex);
    await runs.observe(run, (await runs.get(run))!.version, {
      ...{ phase: 'Succeeded', finishedAt: new Date() },
    });

    const seq = await lastEntityChange(portal.knex);
    expect(await give()).toMatchObject({
      status: 200,
      body: { project: 'other', name: 'free', owner: OWNER },
    });
    expect((await portal.as('owner').get(free)).status).toBe(404);
    const moved = '/projects/other/volumes/free';
    const { body } = await portal.as('viewer').get(`${moved}/snapshots`);
    expect(body.items).toMatchObject([{ project: 'other', name: 'one' }]);
    // Both are to get their new marks in the cloud.
    const [one] = await snapshots.list({
      ...{ project: 'other', name: 'free', limit: 1 },
    });
    expect(one.observedGeneration).toBeLessThan(one.generation);
    const changes = await readEntityChanges(portal.knex, seq, 10);
    expect(changes.slice(0, 2)).toMatchObject([
      { kind: 'volume', project: 'demo', name: 'free', deleted: true },
      { kind: 'volume', project: 'other', name: 'free', deleted: false },
    ]);
    // The run is one of the former project, and stays what it was.
    expect(await portal.knex('run_volumes').where({ run })).toMatchObject([
      { project: 'demo', volume: 'free' },
    ]);
  });
});
