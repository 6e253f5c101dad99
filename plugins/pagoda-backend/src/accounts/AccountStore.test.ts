import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { readEntityChanges } from '../database/entityChanges';
import { openDatabase } from '../database/PagodaDatabase';
import { AccountStore, type SignIn } from './AccountStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const ADA: SignIn = {
  issuer: 'https://id.example.org',
  subject: '1',
  name: 'ada',
  displayName: 'Ada',
  email: 'ada@example.org',
  groups: [
    { name: 'lab', title: 'Lab' },
    { name: 'admin', title: 'Admin' },
  ],
};

describe.each(databases.eachSupportedId())('AccountStore, %p', id => {
  let knex: Knex;
  let store: AccountStore;

  beforeEach(async () => {
    knex = await databases.init(id);
    await openDatabase({ getClient: async () => knex });
    store = new AccountStore(knex);
  });

  /** What of users and groups the catalog was told of, and forgets it. */
  async function changes(): Promise<string[]> {
    const told = await readEntityChanges(knex, 0, 100);
    await knex('entity_changes').delete();
    return told.map(({ kind, name }) => `${kind} ${name}`).sort();
  }

  it('makes an account at the first sign-in, and tells the catalog what has changed at later ones', async () => {
    expect(await store.find('user:default/ada')).toBeUndefined();
    const account = await store.signIn(ADA);
    expect(account).toEqual({
      name: 'ada',
      groups: ['admin', 'lab'],
      signedInAt: expect.any(Date),
    });
    expect(await store.find('user:default/ada')).toEqual(account);
    expect(await store.find('user:elsewhere/ada')).toBeUndefined();
    expect(await changes()).toEqual(['group admin', 'group lab', 'user ada']);

    await store.signIn(ADA);
    expect(await changes()).toEqual([]);
    await store.signIn({ ...ADA, displayName: 'Ada L.', groups: [] });
    expect(await changes()).toEqual(['user ada']);
    await store.signIn({
      ...ADA,
      displayName: 'Ada L.',
      groups: [{ name: 'lab', title: 'The lab' }],
    });
    expect(await changes()).toEqual(['group lab', 'user ada']);
    expect((await store.find('user:default/ada'))?.groups).toEqual(['lab']);
  });

  it('keeps the name of a user that is renamed, and hands none on', async () => {
    await store.signIn(ADA);
    expect((await store.signIn({ ...ADA, name: 'lovelace' })).name).toBe('ada');
    for (const other of [{ subject: '2' }, { issuer: 'https://elsewhere' }]) {
      await expect(store.signIn({ ...ADA, ...other })).rejects.toMatchObject({
        code: 'NameTaken',
        message: expect.stringContaining("'ada' belongs to another account"),
      });
    }
    expect(await knex('accounts').pluck('subject')).toEqual(['1']);
  });

  it('takes two first sign-ins at once', async () => {
    const accounts = await Promise.all([store.signIn(ADA), store.signIn(ADA)]);
    expect(accounts.map(({ name }) => name)).toEqual(['ada', 'ada']);
  });
});
