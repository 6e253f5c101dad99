import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { openDatabase } from '../database/PagodaDatabase';
import { Superseded } from './CloudVolumeStore';
import type { NewVolume, VolumeRecord } from './types';
import { VolumeStore } from './VolumeStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const GIB = 1024 ** 3;

jest.setTimeout(30_000);

describe.each(databases.eachSupportedId())('volumes in clouds on %p', id => {
  let knex: Knex;
  let store: VolumeStore;

  beforeEach(async () => {
    knex = await databases.init(id);
    await openDatabase({ getClient: async () => knex });
    store = new VolumeStore(knex);
    await knex('projects').insert({
      ...{ name: 'demo', title: 'Demo', description: '', quota_json: '{}' },
      ...{ created_at: 0, created_by: 'user:default/ada' },
    });
  });

  let made = 0;
  async function create(more: Partial<NewVolume> = {}): Promise<VolumeRecord> {
    made += 1;
    const record = await store.transaction(tx =>
      store.create(
        {
          ...{ project: 'demo', name: `v${made}`, description: '' },
          ...{ provider: 'cinder', cloud: 'campus', owner: 'user:default/ada' },
          uid: `01993f2e-7c1a-7def-8a40-${String(made).padStart(12, '0')}`,
          ...{ size: '1Gi', sizeBytes: GIB, ...more },
        },
        tx,
      ),
    );
    return record!;
  }

  const find = async ({ project, name }: VolumeRecord) =>
    (await store.find(project, name))!;

  it('gives one of many processes the word', async () => {
    const source = { volume: 'data', externalId: 'c0' };
    const record = await create({ source });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        store.clouds.saveNotes(record, {}, { attemptedAt: i + 1 }),
      ),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const lost = results.flatMap(result =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    expect(lost.every(error => error instanceof Superseded)).toBe(true);
    const { notes } = await find(record);
    expect(won).toMatchObject([{ value: notes }]);

    // What else is kept of it stays, and what is observed of it is no change of the notes.
    const attachments = [{ server: 's1', device: '/dev/vdb' }];
    await store.observe(record, 'Pending', { attachments });
    await store.clouds.saveNotes(
      record,
      notes,
      { attemptedAt: undefined, seenGiB: 1 },
      'c1',
    );
    expect(await find(record)).toMatchObject({
      ...{ source, attachments, externalId: 'c1', notes: { seenGiB: 1 } },
    });
    expect((await find(record)).notes).toEqual({ seenGiB: 1 });
    await expect(
      store.clouds.saveNotes(record, notes, { seenGiB: 2 }),
    ).rejects.toThrow(Superseded);
  });

  it('knows what was promised and is not counted yet', async () => {
    const waiting = await create();
    const growing = await create();
    const settled = await create();
    const ending = await create();
    await create({ cloud: 'other' });
    for (const record of [growing, settled]) {
      await store.clouds.saveNotes(record, {}, { seenGiB: 1 }, record.name);
      await store.observe(record, 'Pending', {
        ...{ phase: 'Available', observedGeneration: 1 },
      });
    }
    await store.transaction(async tx => {
      await store.update(growing, { size: '3Gi', sizeBytes: 3 * GIB }, tx);
      await store.markDeleting(ending, tx);
    });
    const promised = await store.clouds.promised('campus');
    expect(promised.map(({ name }) => name).sort()).toEqual(
      [waiting.name, growing.name].sort(),
    );

    await store.clouds.seen('campus', Date.now() + 1_000);
    expect((await find(settled)).observedAt).toBeGreaterThan(Date.now());
    expect((await find(waiting)).observedAt).toBeUndefined();
  });

  it('takes volumes off their cluster, and has none forgotten that has snapshots', async () => {
    const record = await create({ cluster: 'lab', deletionProtection: true });
    expect(record).toMatchObject({ cluster: 'lab', deletionProtection: true });
    const change = { cluster: null, deletionProtection: false };
    const changed = await store.transaction(tx =>
      store.update(record, change, tx),
    );
    expect(changed).toMatchObject({ deletionProtection: false, generation: 2 });
    expect(changed?.cluster).toBeUndefined();
    await knex('volume_snapshots').insert({
      ...{ project: 'demo', volume: record.name, name: 'before' },
      ...{ uid: record.uid, external_id: 's1', description: '', owner: 'ada' },
      ...{ phase: 'Available', size_bytes: GIB, created_at: 0 },
    });
    expect(await store.clouds.snapshots(record, 5)).toEqual([
      { name: 'before', phase: 'Available' },
    ]);
    expect(await store.clouds.snapshot(record, 'before')).toEqual({
      ...{ phase: 'Available', externalId: 's1', sizeBytes: GIB },
    });
    expect(await store.clouds.snapshot(record, 'after')).toBeUndefined();
    await store.transaction(tx => store.markDeleting(record, tx));
    await expect(store.delete(record)).rejects.toThrow(/foreign key/i);
    await knex('volume_snapshots').delete();
    await store.delete(record);
    expect(await store.find('demo', record.name)).toBeUndefined();
  });
});
