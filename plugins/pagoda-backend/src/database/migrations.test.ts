import { readdirSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { isSqlite } from './PagodaDatabase';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const directory = resolvePackagePath(
  '@pagoda/plugin-pagoda-backend',
  'migrations',
);
const FILES = readdirSync(directory).sort();

type Row = Record<string, string | number | boolean>;

const RUN = '01993f2e-7c1a-7def-8a40-5d6f0a1b2c3d';
const HASH = 'a'.repeat(64);
const TIME = 1_700_000_000_000;

/**
 * A row of each table, by migration, in the order in which they refer to each other; for a migration that adds columns, what
 * they get in that row.
 */
const ROWS: Record<string, [table: string, row: Row][]> = {
  '20261123000000_foundation.js': [
    [
      'projects',
      {
        name: 'demo',
        title: 'Demo',
        description: '',
        quota_json: '{}',
        created_at: TIME,
        created_by: 'user:default/ada',
      },
    ],
    [
      'project_members',
      { project: 'demo', subject: 'user:default/ada', role: 'owner' },
    ],
    ['sources', { hash: HASH, files_json: '[]', created_at: TIME }],
    [
      'experiments',
      {
        project: 'demo',
        name: 'pi',
        title: 'Pi',
        description: '',
        readme: '',
        owner: 'user:default/ada',
        latest_revision: 1,
        created_at: TIME,
        updated_at: TIME,
      },
    ],
    [
      'experiment_revisions',
      {
        project: 'demo',
        experiment: 'pi',
        revision: 1,
        spec_json: '{}',
        source: HASH,
        created_at: TIME,
        created_by: 'user:default/ada',
      },
    ],
    [
      'sweeps',
      {
        id: RUN,
        project: 'demo',
        experiment: 'pi',
        revision: 1,
        owner: 'user:default/ada',
        cluster: 'local',
        labels_json: '{}',
        parameter_names_json: '[]',
        spec_json: '{}',
        points: 1,
        phase: 'Running',
        created_at: TIME,
      },
    ],
    [
      'runs',
      {
        id: RUN,
        project: 'demo',
        number: 1,
        owner: 'user:default/ada',
        cluster: 'local',
        labels_json: '{}',
        spec_json: '{}',
        source: HASH,
        cpu: 0.5,
        memory_bytes: 2 ** 40,
        gpu: 0,
        phase: 'Queued',
        created_at: TIME,
        queued_at: TIME,
      },
    ],
    ['run_labels', { run: RUN, project: 'demo', label: 'paper=fig2' }],
    [
      'run_volumes',
      { run: RUN, project: 'demo', volume: 'data', read_only: true },
    ],
    [
      'run_events',
      { run: RUN, time: TIME, type: 'Normal', reason: 'Queued', message: '' },
    ],
    ['run_changes', { run: RUN, project: 'demo', phase: 'Queued', time: TIME }],
    [
      'volumes',
      {
        project: 'demo',
        name: 'data',
        description: '',
        cluster: 'local',
        provider: 'directory',
        owner: 'user:default/ada',
        size: '1Gi',
        size_bytes: 2 ** 40,
        phase: 'Available',
        created_at: TIME,
      },
    ],
    [
      'clusters',
      {
        name: 'local',
        title: 'Local',
        description: '',
        provisioner: 'local',
        engine: 'process',
        capacity_json: '{}',
        phase: 'Ready',
        created_at: TIME,
      },
    ],
    [
      'idempotency_keys',
      {
        user: 'user:default/ada',
        key: 'k',
        operation: 'submitRun',
        request_hash: HASH,
        status: 201,
        body_json: '{}',
        created_at: TIME,
      },
    ],
    ['entity_changes', { kind: 'project', name: 'demo', time: TIME }],
    [
      'tokens',
      {
        id: RUN,
        user: 'user:default/ada',
        name: 'ci',
        scope: 'read',
        hash: HASH,
        hint: 'pagoda_a',
        created_at: TIME,
        expires_at: TIME,
      },
    ],
    [
      'leases',
      { name: 'cluster/local', holder: 'a', expires_at: TIME, term: 1 },
    ],
  ],
  '20261124000000_accounts.js': [
    [
      'accounts',
      {
        name: 'ada',
        issuer: 'https://idp',
        subject: '1',
        display_name: 'Ada',
        groups_json: '[]',
        created_at: TIME,
        signed_in_at: TIME,
      },
    ],
    ['account_groups', { name: 'lab', title: 'Lab' }],
    [
      'token_grants',
      { proof: HASH, token: RUN, scope: 'read', expires_at: TIME },
    ],
  ],
  '20261125020000_cluster_connections.js': [
    [
      'cluster_connections',
      {
        cluster: 'local',
        kind: 'token',
        sealed: 'v1:1:sealed',
        version: RUN,
        updated_at: TIME,
        updated_by: 'user:default/ada',
      },
    ],
    [
      'cluster_observations',
      {
        cluster: 'local',
        contacted_at: TIME,
        features_json: '{}',
        nodes_json: '[]',
        nodes_total: 3,
        nodes_ready: 2,
      },
    ],
  ],
  '20261125030000_project_namespaces.js': [
    [
      'project_namespaces',
      {
        cluster: 'lab',
        project: 'demo',
        namespace: 'pagoda-demo',
        phase: 'Active',
        message: '',
        since: TIME,
        created_at: TIME,
      },
    ],
    [
      'project_secrets',
      {
        project: 'demo',
        name: 'token',
        type: 'Opaque',
        keys_json: '["key"]',
        sealed: 'v1:1:x',
        created_at: TIME,
        updated_at: TIME,
        updated_by: 'user:default/ada',
      },
    ],
  ],
  '20261125040000_volume_classes.js': [
    ['volumes', { storage_class: 'standard', access_mode: 'ReadWriteOnce' }],
  ],
  '20261125060000_run_placement.js': [
    ['runs', { placement_json: '{"node":"node-1"}' }],
  ],
  '20261126010000_clouds.js': [
    [
      'clouds',
      {
        name: 'campus',
        kind: 'openstack',
        phase: 'Ready',
        observed_at: TIME,
        contacted_at: TIME,
        offers_json: '{}',
        offers_at: TIME,
        quota_json: '[]',
        quota_at: TIME,
      },
    ],
    [
      'cluster_plans',
      {
        cluster: 'local',
        uid: RUN,
        cloud: 'campus',
        owner: 'user:default/ada',
        plan_json: '{}',
        phase: 'Ready',
        cost_json: '{}',
        version: 'v1.34.1',
        memory_sealed: 'v1:1:x',
        deletion_protection: true,
        ends_at: TIME,
        end_notice: 'soon',
        deleting_at: TIME,
        settled: true,
        began_at: TIME,
        timed_out: false,
        next_at: TIME,
        observed_at: TIME,
      },
    ],
    [
      'cluster_operations',
      {
        id: RUN,
        cluster: 'local',
        kind: 'upgrade',
        parameters_json: '{}',
        phase: 'Pending',
        message: '',
        created_by: 'user:default/ada',
        created_at: TIME,
        started_at: TIME,
        ended_at: TIME,
      },
    ],
    [
      'cluster_events',
      {
        id: RUN,
        cluster: 'local',
        uid: RUN,
        at: TIME,
        actor: 'user:default/ada',
        kind: 'Provisioned',
        severity: 'info',
        message: '',
      },
    ],
  ],
  '20261126020000_cinder_volumes.js': [
    [
      'volumes',
      {
        uid: RUN,
        cloud: 'campus',
        volume_type: 'fast',
        zone: 'nova',
        external_id: RUN,
        deletion_protection: true,
        provider_json: '{}',
        observed_at: TIME,
      },
    ],
    [
      'volume_snapshots',
      {
        project: 'demo',
        volume: 'data',
        name: 'before',
        uid: RUN,
        external_id: RUN,
        description: '',
        owner: 'user:default/ada',
        phase: 'Available',
        size_bytes: 2 ** 40,
        created_at: TIME,
        observed_at: TIME,
      },
    ],
  ],
  '20261126030000_fleet.js': [
    [
      'fleet_looks',
      {
        place_kind: 'cluster',
        place: 'local',
        looked_at: TIME,
        tried_at: TIME,
        message: 'no answer',
        leaks: 1,
        missing: 0,
        next_at: TIME,
      },
    ],
    [
      'fleet_findings',
      {
        place_kind: 'cluster',
        place: 'local',
        type: 'leak',
        id: 'local/Job/pagoda-demo/run/uid',
        finding_json: '{}',
      },
    ],
  ],
  '20261126040000_snapshot_notes.js': [
    ['volume_snapshots', { notes_json: '{}' }],
  ],
  '20261127000000_forced_cancel.js': [['runs', { cancel_forced: true }]],
  '20261127010000_log_shipments.js': [
    [
      'log_shipments',
      {
        run: RUN,
        project: 'demo',
        attempt: 1,
        offset: 100,
        ended_at: TIME,
        removed: false,
      },
    ],
  ],
  '20261127040000_monitoring_views.js': [
    [
      'installed_dashboards',
      {
        target: 'grafana',
        id: 'pagoda-run',
        written_hash: 'a',
        stored_hash: 'b',
        installed_at: TIME,
        installed_by: 'user:default/ada',
      },
    ],
    [
      'view_keys',
      {
        id: RUN,
        private_sealed: 'v1:1:x',
        public_json: '{}',
        created_at: TIME,
      },
    ],
  ],
};

/** Tables that are there, but those of the migrations themselves and of the text index. */
async function tables(knex: Knex): Promise<string[]> {
  const rows: { name: string }[] = isSqlite(knex)
    ? await knex('sqlite_master').where({ type: 'table' }).select('name')
    : await knex('information_schema.tables')
        .where({ table_schema: 'public' })
        .select({ name: 'table_name' });
  return rows
    .map(({ name }) => name)
    .filter(name => !/^(knex_|sqlite_|run_search)/.test(name))
    .sort();
}

/** Columns and indexes of everything that is there. */
async function schema(knex: Knex): Promise<unknown> {
  return isSqlite(knex)
    ? knex('sqlite_master')
        .whereNot('name', 'like', 'knex_%')
        .orderBy('name')
        .select('name', 'sql')
    : {
        columns: await knex('information_schema.columns')
          .where({ table_schema: 'public' })
          .orderBy(['table_name', 'column_name'])
          .select('table_name', 'column_name', 'data_type', 'is_nullable'),
        indexes: await knex('pg_indexes')
          .where({ schemaname: 'public' })
          .orderBy('indexname')
          .select('indexdef'),
      };
}

async function insertAll(knex: Knex, file: string): Promise<void> {
  for (const [table, row] of ROWS[file]) {
    const isThere = (await knex(table).limit(1)).length > 0;
    await (isThere ? knex(table).update(row) : knex(table).insert(row));
  }
}

/** The tables that the migrations have made. */
function tablesOf(files: string[]): string[] {
  const names = files.flatMap(file => ROWS[file].map(([table]) => table));
  return [...new Set(names)].sort();
}

/** SQLite has numbers for truth values, PostgreSQL texts for large numbers. */
function sameKind(stored: unknown, wanted: Row[string]): unknown {
  if (typeof wanted === 'boolean') {
    return Boolean(stored);
  }
  return typeof wanted === 'number' ? Number(stored) : stored;
}

async function expectAll(knex: Knex, files: string[]): Promise<void> {
  for (const [table, row] of files.flatMap(file => ROWS[file])) {
    const [found, ...more] = await knex(table);
    expect(more).toEqual([]);
    for (const [column, value] of Object.entries(row)) {
      expect(sameKind(found[column], value)).toBe(value);
    }
  }
}

describe.each(databases.eachSupportedId())('migrations on %p', id => {
  it('has rows for each migration', () => {
    expect(Object.keys(ROWS)).toEqual(FILES);
  });

  it('goes up and down step by step, with rows, and up again', async () => {
    const knex = await databases.init(id);
    const done: string[] = [];
    for (const file of FILES) {
      await knex.migrate.up({ directory });
      done.push(file);
      await insertAll(knex, file);
      await expectAll(knex, done);
      expect(await tables(knex)).toEqual(tablesOf(done));
    }
    const full = await schema(knex);
    for (const file of [...FILES].reverse()) {
      expect(done.pop()).toBe(file);
      await knex.migrate.down({ directory });
      await expectAll(knex, done);
      expect(await tables(knex)).toEqual(tablesOf(done));
    }
    await knex.migrate.latest({ directory });
    expect(await schema(knex)).toEqual(full);
    for (const file of FILES) {
      await insertAll(knex, file);
    }
    await expectAll(knex, FILES);
  });

  it('keeps rows that refer to each other whole', async () => {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory });
    if (isSqlite(knex)) {
      await knex.raw('PRAGMA foreign_keys = ON');
    }
    for (const file of FILES) {
      await insertAll(knex, file);
    }
    const [, run] = ROWS[FILES[0]].find(([table]) => table === 'runs') as [
      string,
      Row,
    ];
    const other = { ...run, id: RUN.replace('0', '1') };
    await expect(knex('runs').insert(other)).rejects.toThrow(/unique/i);
    await expect(
      knex('runs').insert({ ...other, number: 2, source: 'none' }),
    ).rejects.toThrow(/foreign key/i);
    await expect(knex('sources').delete()).rejects.toThrow(/foreign key/i);
    await expect(knex('projects').delete()).rejects.toThrow(/foreign key/i);
    await knex('runs').delete();
    for (const table of ['run_labels', 'run_volumes', 'run_events']) {
      expect(await knex(table)).toEqual([]);
    }
    await expect(knex('volumes').delete()).rejects.toThrow(/foreign key/i);
    await knex('volume_snapshots').delete();
    await knex('volumes').delete();
    await knex('projects').delete();
    for (const table of [
      'project_members',
      'experiments',
      'experiment_revisions',
    ]) {
      expect(await knex(table)).toEqual([]);
    }
  });
});
