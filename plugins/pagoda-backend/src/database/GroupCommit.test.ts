import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { GroupCommit, type Outcome } from './GroupCommit';
import { insertRows } from './insertRows';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

interface Unit {
  name: string;
  weight?: number;
  refuse?: boolean;
}

describe.each(databases.eachSupportedId())('GroupCommit on %p', id => {
  let knex: Knex;
  /** Names of the units of each transaction that was begun. */
  let transactions: string[][];
  let commits: GroupCommit<Unit, string>;

  beforeEach(async () => {
    knex = await databases.init(id);
    await knex.schema.createTable('things', table => {
      table.string('name').primary();
    });
    transactions = [];
    commits = new GroupCommit<Unit, string>({
      knex,
      weigh: unit => unit.weight ?? 1,
      execute: async (tx, units) => {
        transactions.push(units.map(unit => unit.name));
        const accepted = units.filter(unit => !unit.refuse);
        await insertRows(
          tx,
          'things',
          ['name'],
          accepted.map(({ name }) => ({ name })),
        );
        return units.map((unit): Outcome<string> =>
          unit.refuse
            ? { error: new Error(`${unit.name} was refused`) }
            : { value: `${unit.name} was stored` },
        );
      },
    });
  });

  const stored = async () => (await knex('things').pluck('name')).sort();

  it('shares transactions among those who come at the same time', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `t${1000 + i}`);
    const results = await Promise.all(names.map(name => commits.run({ name })));
    expect(results).toEqual(names.map(name => `${name} was stored`));
    expect(await stored()).toEqual(names);
    expect(transactions.length).toBeLessThan(5);
    // In the order in which they came.
    expect(transactions.flat()).toEqual(names);
  });

  it('lets a heavy unit have a transaction of its own', async () => {
    await Promise.all([
      commits.run({ name: 'a' }),
      commits.run({ name: 'b', weight: 10_000 }),
      commits.run({ name: 'c' }),
      commits.run({ name: 'd' }),
    ]);
    expect(transactions).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('refuses one and stores the others', async () => {
    const results = await Promise.allSettled([
      commits.run({ name: 'a' }),
      commits.run({ name: 'b', refuse: true }),
      commits.run({ name: 'c' }),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await stored()).toEqual(['a', 'c']);
    expect(transactions).toHaveLength(1);
  });

  it('fails alone what breaks the transaction', async () => {
    await commits.run({ name: 'taken' });
    const results = await Promise.allSettled(
      ['a', 'taken', 'b'].map(name => commits.run({ name })),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await stored()).toEqual(['a', 'b', 'taken']);
    expect(await commits.run({ name: 'later' })).toBe('later was stored');
  });
});
