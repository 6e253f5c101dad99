import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import { openDatabase } from '../database/PagodaDatabase';
import { parseLogWords } from './search/parseLogWords';
import { startLogs } from './startLogs';
import { createLogSetting } from './testing/createLogSetting';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** What docs/logs.md says that the key needs. */
const ROLE = {
  cluster: ['monitor', 'manage_index_templates'],
  indices: [
    {
      names: ['logs-pagoda.experiment-*'],
      privileges: [
        ...['create_doc', 'create_index', 'delete', 'read', 'maintenance'],
        ...['view_index_metadata', 'delete_index', 'manage'],
      ],
    },
  ],
};

function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: npm run test:peers sets it`);
  }
  return value;
}

async function createApiKey(url: string): Promise<string> {
  const login = [
    variable('ELASTICSEARCH_PEER_USERNAME'),
    variable('ELASTICSEARCH_PEER_PASSWORD'),
  ].join(':');
  const answer = await fetch(`${url}/_security/api_key`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(login).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'pagoda', role_descriptors: { logs: ROLE } }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { encoded: string }).encoded;
}

it('ships, reads, searches and deletes with the rights of the documentation', async () => {
  const url = variable('ELASTICSEARCH_PEER_URL');
  const project = `s-${randomUUID().slice(0, 8)}`;
  const knex = await databases.init('SQLITE_3');
  await openDatabase({ getClient: async () => knex });
  const setting = await createLogSetting(knex, project);
  const hooks: (() => void | Promise<void>)[] = [];
  const elasticsearch = { url, apiKey: await createApiKey(url) };
  const { logs, searcher, probe, room } = startLogs({
    config: mockServices.rootConfig({
      data: { pagoda: { monitoring: { elasticsearch } } },
    }),
    knex,
    data: { logs: setting.directoryOf },
    leases: { acquire: async name => ({ name, term: 1 }) },
    projects: { allResources: async () => [{ name: project }] },
    logger: mockServices.logger.mock(),
    lifecycle: mockServices.lifecycle.mock({
      addShutdownHook: hook => hooks.push(hook),
    }),
  });
  try {
    const run = await setting.writeRun([['needle in the hay']]);
    let ended = false;
    while (!ended) {
      await new Promise(resolve => setTimeout(resolve, 200));
      ended = (await knex('log_shipments').where({ run }).first())?.ended_at;
    }
    const words = parseLogWords('needle');
    const find = async () =>
      (await searcher.search({ project, words }, { limit: 10 })).items;
    expect(await find()).toMatchObject([{ run, highlights: [[0, 6]] }]);
    await room?.();
    expect(await probe?.()).toMatchObject({
      version: expect.stringMatching(/^8\./),
      healthy: true,
      facts: [{ value: expect.stringMatching(/^0 .*\(0 %\)$/) }],
    });
    await logs.delete(run);
    expect(await find()).toEqual([]);
  } finally {
    for (const hook of hooks) {
      await hook();
    }
    await setting.remove();
  }
});
