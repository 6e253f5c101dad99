import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { openDatabase } from '../../database/PagodaDatabase';
import { FileLogStore } from '../FileLogStore';
import { createLogSetting } from '../testing/createLogSetting';
import { itKeepsLogs } from '../testing/logSearchCases';
import { FileLogSearch } from './FileLogSearch';
import { parseLogWords } from './parseLogWords';
import { readSearchCursor } from './searchCursor';
import { SearchedRuns } from './SearchedRuns';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('logs in files on %s', id => {
  let knex: Knex;
  let setting: Awaited<ReturnType<typeof createLogSetting>>;

  beforeAll(async () => {
    knex = await databases.init(id);
    await openDatabase({ getClient: async () => knex });
    setting = await createLogSetting(knex, 'demo');
  });

  afterAll(() => setting.remove());

  const searcher = (budget?: { characters: number; milliseconds: number }) =>
    new FileLogSearch({
      runs: new SearchedRuns(knex),
      directoryOf: setting.directoryOf,
      budget,
    });

  itKeepsLogs(() => ({
    logs: new FileLogStore(setting.directoryOf),
    searcher: searcher(),
    project: 'demo',
    run: setting.writeRun,
  }));

  it('ends after so much, says so, and goes on from there', async () => {
    const run = await setting.writeRun([
      ['needle', ...Array.from({ length: 50 }, () => 'x'.repeat(100))],
    ]);
    const small = searcher({ characters: 1_000, milliseconds: 10_000 });
    const search = { project: 'demo', run, words: parseLogWords('needle') };
    let page = await small.search(search, { limit: 10 });
    expect(page).toMatchObject({ items: [], partial: true });
    let pages = 1;
    while (page.items.length === 0 && page.pageInfo.nextCursor) {
      page = await small.search(search, {
        limit: 10,
        cursor: readSearchCursor(page.pageInfo.nextCursor),
      });
      pages += 1;
    }
    expect(page.items).toHaveLength(1);
    expect(pages).toBeGreaterThan(3);
    expect((await small.histogram(search)).partial).toBe(true);
  });
});
