import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { openDatabase } from '../../database/PagodaDatabase';
import { SecretBox } from '../../encryption/SecretBox';
import { ClusterStore } from '../ClusterStore';
import { ClusterConnections } from './ClusterConnections';
import { ClusterConnectionStore } from './ClusterConnectionStore';
import type { StoredConnection } from './toKubernetesConnection';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const BY = 'user:default/administrator';
const to = (server: string): StoredConnection => ({
  kind: 'token',
  settings: { server, auth: { token: 'secret' } },
});

describe.each(databases.eachSupportedId())('connections on %p', id => {
  let knex: Knex;
  let here: ClusterConnections;
  let there: ClusterConnections;

  /** As one replica has it. */
  const open = () =>
    new ClusterConnections({
      store: new ClusterConnectionStore(
        knex,
        new SecretBox([{ id: 'a', secret: 'a'.repeat(32) }]),
      ),
      logger: mockServices.logger.mock(),
      pollInterval: 20,
    });

  const nextChange = (connections: ClusterConnections) =>
    new Promise<string>(resolve => {
      const stop = connections.onChange(cluster => {
        stop();
        resolve(cluster);
      });
    });

  beforeEach(async () => {
    knex = await databases.init(id);
    await openDatabase({ getClient: async () => knex });
    here = open();
    there = open();
    await here.start();
    await there.start();
    await new ClusterStore(knex).create(
      {
        ...{ name: 'lab', title: 'Lab', description: '' },
        ...{ provisioner: 'existing', engine: 'kubernetes' },
      },
      tx => here.put(tx, 'lab', to('https://one.example.org'), BY),
      () => ({}),
    );
    await here.changed('lab');
  });
  afterEach(async () => {
    await here.stop();
    await there.stop();
  });

  it('make one client, until they change', async () => {
    const [client, same] = await Promise.all([
      here.client('lab'),
      here.client('lab'),
    ]);
    expect(same).toBe(client);
    await knex.transaction(tx =>
      here.put(tx, 'lab', to('https://two.example.org'), BY),
    );
    const told = nextChange(here);
    await here.changed('lab');
    expect(await told).toBe('lab');
    expect(await here.client('lab')).not.toBe(client);
    expect((await here.connection('lab')).server).toBe(
      'https://two.example.org',
    );
    await expect(client.version()).rejects.toThrow(/destroyed|closed/i);
  });

  it('are told of what another replica has changed', async () => {
    const client = await there.client('lab');
    const changed = nextChange(there);
    await knex.transaction(tx =>
      here.put(tx, 'lab', to('https://two.example.org'), BY),
    );
    expect(await changed).toBe('lab');
    expect(await there.client('lab')).not.toBe(client);
    const gone = nextChange(there);
    await new ClusterStore(knex).delete('lab');
    expect(await gone).toBe('lab');
    expect(await there.names()).toEqual([]);
    await expect(there.client('lab')).rejects.toMatchObject({
      code: 'ClusterConnectionNotFound',
    });
  });

  it('open for the cluster that they were sealed for alone', async () => {
    const [row] = await knex('cluster_connections');
    await new ClusterStore(knex).create(
      {
        ...{ name: 'other', title: 'Other', description: '' },
        ...{ provisioner: 'existing', engine: 'kubernetes' },
      },
      tx => tx('cluster_connections').insert({ ...row, cluster: 'other' }),
      () => ({}),
    );
    await expect(here.client('other')).rejects.toMatchObject({
      code: 'CredentialsUnreadable',
    });
    await expect(here.client('lab')).resolves.toBeDefined();
  });
});
