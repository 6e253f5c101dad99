import { TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from './PagodaDatabase';
import {
  appendEntityChange,
  lastEntityChange,
  onEntityChange,
  readEntityChanges,
} from './entityChanges';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('entityChanges, %p', id => {
  it('feeds what was committed, in order, and wakes listeners', async () => {
    const knex = await openDatabase({
      getClient: async () => databases.init(id),
    });
    const woken = jest.fn();
    const unsubscribe = onEntityChange(woken);
    expect(await lastEntityChange(knex)).toBe(0);

    await knex.transaction(async tx => {
      await appendEntityChange(tx, {
        kind: 'project',
        project: 'vision',
        name: 'vision',
      });
      expect(woken).not.toHaveBeenCalled();
    });
    expect(woken).toHaveBeenCalledTimes(1);

    await expect(
      knex.transaction(async tx => {
        await appendEntityChange(tx, { kind: 'cluster', name: 'lost' });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(woken).toHaveBeenCalledTimes(1);

    unsubscribe();
    await knex.transaction(tx =>
      appendEntityChange(tx, {
        kind: 'volume',
        project: 'vision',
        name: 'images',
        deleted: true,
      }),
    );
    expect(woken).toHaveBeenCalledTimes(1);

    const [first, second, ...rest] = await readEntityChanges(knex, 0, 10);
    expect(rest).toEqual([]);
    expect(first).toEqual({
      seq: expect.any(Number),
      kind: 'project',
      project: 'vision',
      name: 'vision',
      deleted: false,
    });
    expect(second).toMatchObject({ kind: 'volume', deleted: true });
    expect(second.seq).toBeGreaterThan(first.seq);
    expect(await readEntityChanges(knex, first.seq, 10)).toEqual([second]);
    expect(await readEntityChanges(knex, 0, 1)).toEqual([first]);
    expect(await lastEntityChange(knex)).toBe(second.seq);
  });

  it('hides no change from a reader that follows while many write', async () => {
    const knex = await openDatabase({
      getClient: async () => databases.init(id),
    });
    const seen: string[] = [];
    let after = 0;
    const follow = async () => {
      for (const change of await readEntityChanges(knex, after, 100)) {
        after = change.seq;
        seen.push(change.name);
      }
    };
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        knex.transaction(async tx => {
          await appendEntityChange(tx, { kind: 'cluster', name: `c${i}` });
          // The first to get a number would be the last to commit.
          await new Promise(resolve => setTimeout(resolve, (8 - i) * 10));
        }),
      ),
    ).finally(() => {
      writing = false;
    });
    while (writing) {
      await follow();
      await new Promise(resolve => setTimeout(resolve, 2));
    }
    await writers;
    await follow();
    expect(seen.sort()).toEqual(Array.from({ length: 8 }, (_, i) => `c${i}`));
  });
});
