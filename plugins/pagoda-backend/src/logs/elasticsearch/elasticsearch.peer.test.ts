import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { ElasticsearchClient } from '../../clients/elasticsearch/ElasticsearchClient';
import { openDatabase } from '../../database/PagodaDatabase';
import { FileLogStore } from '../FileLogStore';
import { listAttempts } from '../listAttempts';
import { parseLogWords } from '../search/parseLogWords';
import { createLogSetting } from '../testing/createLogSetting';
import { itKeepsLogs, timeOf, type RunAbout } from '../testing/logSearchCases';
import { ElasticsearchLogArchive } from './ElasticsearchLogArchive';
import { ElasticsearchLogSearch } from './ElasticsearchLogSearch';
import { installLogTemplate } from './installLogTemplate';
import { LineSender, type DocumentSink } from './LineSender';
import { LogRetention } from './LogRetention';
import { LogShipmentStore } from './LogShipmentStore';
import { LogShipper } from './LogShipper';
import { streamOf } from './logTemplate';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: npm run test:peers sets it`);
  }
  return value;
}

describe('logs in Elasticsearch', () => {
  const logger = mockServices.logger.mock();
  const project = `t-${randomUUID().slice(0, 8)}`;
  let knex: Knex;
  let client: ElasticsearchClient;
  let shipments: LogShipmentStore;
  let setting: Awaited<ReturnType<typeof createLogSetting>>;
  let shipper: LogShipper;

  function createShipper(sink: DocumentSink, maxBytes = 1e9): LogShipper {
    return new LogShipper({
      ...{ shipments, maxBytes, logger },
      sender: new LineSender(sink, 1),
      refresh: stream => client.refresh(stream),
      prepare: async () => {
        await installLogTemplate(client);
      },
      directoryOf: setting.directoryOf,
      leases: { acquire: async name => ({ name, term: 1 }) },
      removeAfter: -1_000,
    });
  }

  beforeAll(async () => {
    client = new ElasticsearchClient({
      url: variable('ELASTICSEARCH_PEER_URL'),
      username: variable('ELASTICSEARCH_PEER_USERNAME'),
      password: variable('ELASTICSEARCH_PEER_PASSWORD'),
    });
    knex = await databases.init('SQLITE_3');
    await openDatabase({ getClient: async () => knex });
    setting = await createLogSetting(knex, project);
    shipments = new LogShipmentStore(knex);
    shipper = createShipper(client);
  });

  afterAll(async () => {
    await setting.remove();
    await client.close();
  });

  const logs = () =>
    new FileLogStore(
      setting.directoryOf,
      new ElasticsearchLogArchive(client, shipments),
    );
  const searcher = () =>
    new ElasticsearchLogSearch({
      ...{ client, shipments, knex },
      directoryOf: setting.directoryOf,
    });
  const read = async (run: string) =>
    (await logs().read(run, {}, { limit: 1_000 })).items;

  describe('when all was shipped and the files have gone', () => {
    itKeepsLogs(() => ({
      ...{ logs: logs(), searcher: searcher(), project },
      run: async (attempts: string[][], about?: RunAbout) => {
        const run = await setting.writeRun(attempts, about);
        await expect(shipper.pass()).resolves.toBe(false);
        expect(await listAttempts(setting.directoryOf(run))).toEqual([]);
        return run;
      },
    }));
  });

  describe('while lines are still in files', () => {
    itKeepsLogs(() => ({
      ...{ logs: logs(), searcher: searcher(), project },
      run: async (attempts: string[][], about?: RunAbout) =>
        setting.writeRun(attempts, about),
    }));
  });

  it('ships what is added, and gives files and Elasticsearch as one', async () => {
    const sweep = randomUUID();
    const old = await setting.writeRun([['needle 1'], ['needle 2']], { sweep });
    await shipper.pass();
    const run = await setting.writeRun([['needle 3']], {
      ...{ sweep, isFinal: false },
    });
    await shipper.pass();
    const file = join(setting.directoryOf(run), '1.log');
    await appendFile(file, `${timeOf(9)} stderr F needle 4\n${timeOf(9)} std`);
    const search = { project, sweep, words: parseLogWords('needle') };
    const found = async () =>
      (await searcher().search(search, { limit: 10 })).items.map(
        ({ line }) => line.text,
      );
    expect(await found()).toEqual([4, 3, 2, 1].map(n => `needle ${n}`));
    await shipper.pass();
    await appendFile(file, `out F needle 5\n`);
    await knex('runs').where({ id: run }).update({ finished_at: Date.now() });
    const before = await read(run);
    await shipper.pass();
    expect(await listAttempts(setting.directoryOf(run))).toEqual([]);
    expect(await read(run)).toEqual(before);
    expect(before.map(({ text }) => text)).toEqual(
      [3, 4, 5].map(n => `needle ${n}`),
    );
    expect(await found()).toEqual([5, 4, 3, 2, 1].map(n => `needle ${n}`));
    expect((await read(old)).map(({ id }) => id)).toHaveLength(2);
  });

  it('loses nothing and repeats nothing when Elasticsearch refuses, halves and goes', async () => {
    const texts = Array.from({ length: 200 }, (_, line) => `line ${line}`);
    const run = await setting.writeRun([texts]);
    let calls = 0;
    const faulty: DocumentSink = {
      create: async (stream, documents) => {
        calls += 1;
        if (calls === 1) {
          throw new Error('connect ECONNREFUSED');
        }
        const outcomes = await client.create(stream, documents.slice(0, 50));
        if (calls === 2) {
          // All was done, but nobody heard of it.
          throw new Error('socket hang up');
        }
        return documents.map(
          (_, index) => outcomes[index] ?? { status: 429, reason: 'full' },
        );
      },
    };
    const unlucky = createShipper(faulty, 1_000);
    expect(await unlucky.pass()).toBe(true);
    expect(unlucky.state).toMatchObject({
      full: true,
      alarm: true,
      error: 'connect ECONNREFUSED',
    });
    expect(await unlucky.pass()).toBe(true);
    expect(await unlucky.pass()).toBe(false);
    expect(unlucky.state).toMatchObject({ pendingBytes: 0, full: false });
    expect(await listAttempts(setting.directoryOf(run))).toEqual([]);
    expect((await read(run)).map(({ text }) => text)).toEqual(texts);
  });

  it('waits while Elasticsearch takes no lines, as with a full disk', async () => {
    const own = `f-${randomUUID().slice(0, 8)}`;
    await setting.writeRun([['before']], { project: own });
    expect(await shipper.pass()).toBe(false);
    const block = async (value: boolean | null) => {
      const login = [
        variable('ELASTICSEARCH_PEER_USERNAME'),
        variable('ELASTICSEARCH_PEER_PASSWORD'),
      ].join(':');
      const answer = await fetch(
        `${variable('ELASTICSEARCH_PEER_URL')}/${streamOf(own)}/_settings`,
        {
          method: 'PUT',
          headers: {
            authorization: `Basic ${Buffer.from(login).toString('base64')}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({
            'index.blocks.read_only_allow_delete': value,
          }),
        },
      );
      expect(answer.status).toBe(200);
    };
    await block(true);
    const run = await setting.writeRun([['after']], { project: own });
    try {
      expect(await shipper.pass()).toBe(true);
      expect(shipper.state.error).toMatch(/429|403/);
      expect(shipper.state.pendingBytes).toBeGreaterThan(0);
      expect(await read(run)).toMatchObject([{ text: 'after' }]);
    } finally {
      await block(null);
    }
    expect(await shipper.pass()).toBe(false);
    expect(await listAttempts(setting.directoryOf(run))).toEqual([]);
    expect(await read(run)).toMatchObject([{ text: 'after' }]);
  });

  it('keeps a line whose fields are refused', async () => {
    const run = await setting.writeRun([['good one']]);
    // A time that JavaScript reads and Elasticsearch does not.
    await appendFile(
      join(setting.directoryOf(run), '1.log'),
      '1/2/2026 stdout F strange one\n',
    );
    expect(await shipper.pass()).toBe(false);
    expect(await listAttempts(setting.directoryOf(run))).toEqual([]);
    expect(await read(run)).toMatchObject([
      { text: 'good one' },
      { text: 'strange one', time: '1/2/2026' },
    ]);
    const { items } = await searcher().search(
      { project, run, words: parseLogWords('strange') },
      { limit: 10 },
    );
    expect(items).toHaveLength(1);
  });

  it('drops what is older than it is to be kept', async () => {
    await setting.writeRun([['kept']]);
    await shipper.pass();
    const stream = streamOf(project);
    await client.rollover(stream, {});
    const before = await client.backingIndices(stream);
    expect(before.length).toBeGreaterThan(1);
    const retention = (now: number) =>
      new LogRetention({
        ...{ client, logger, now: () => now },
        projects: async () => [project],
        retentionDays: () => 2,
      });
    expect(await retention(Date.now() + 86_400_000).apply(project)).toEqual([]);
    const dropped = await retention(Date.now() + 3 * 86_400_000).apply(project);
    expect(dropped).toEqual(before.slice(0, -1).map(({ name }) => name));
    expect(await client.backingIndices(stream)).toHaveLength(1);
  });
});
