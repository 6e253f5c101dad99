// Fills the database of a portal with a fleet, unevenly: one cloud with most clusters, one project with half of the volumes, a
// few that are not as they should be. Nothing of it is there really. Run by bench/fleet.mjs:
//   seed.ts CLIENT CONNECTION CLUSTERS VOLUMES RUNS
import { randomUUID } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import { insertRows } from '../../plugins/pagoda-backend/src/database/insertRows';

const NOW = Date.now();
const DAY = 86_400_000;
/** So that nothing is looked at, or found to be stale, while it is measured. */
const LATER = NOW + 30 * DAY;
const GIB = 2 ** 30;
const CLOUDS = ['campus', 'campus', 'campus', 'north', 'rancher'];
const OWNERS = ['ada', 'grace', 'emmy', 'researcher', 'researcher2'];
const SMALL_PROJECTS = 60;

async function main(client: string, connection: string, sizes: number[]) {
  const [clusters, volumes, runs] = sizes;
  const knex = knexFactory({
    client,
    connection: client === 'pg' ? connection : { filename: connection },
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  try {
    await knex.transaction(async tx => {
      await insertProjects(tx);
      await insertClusters(tx, clusters);
      await insertVolumes(tx, volumes, clusters);
      await insertRunsOf(tx, runs);
      await insertFindings(tx);
    });
    await knex.raw('analyze');
  } finally {
    await knex.destroy();
  }
}

/** Squared, so that some are frequent and others rare. */
function pick<T>(items: T[]): T {
  return items[Math.floor(Math.random() ** 2 * items.length)];
}

function projectName(): string {
  return Math.random() < 0.5
    ? 'big'
    : `small-${Math.floor(Math.random() * SMALL_PROJECTS)}`;
}

function condition(type: string, status: string, message: string) {
  const lastTransitionTime = new Date(NOW - DAY).toISOString();
  return { type, status, reason: 'Seeded', message, lastTransitionTime };
}

async function insertProjects(tx: Knex.Transaction) {
  const names = [
    'big',
    ...Array.from({ length: SMALL_PROJECTS }, (_, i) => `small-${i}`),
  ];
  await insertRows(
    tx,
    'projects',
    [
      ...['name', 'title', 'description', 'quota_json'],
      ...['created_at', 'created_by'],
    ],
    names.map(name => ({
      ...{ name, title: name, description: '', created_at: NOW },
      quota_json: JSON.stringify({ storage: '500Ti' }),
      created_by: 'user:default/administrator',
    })),
  );
}

async function insertClusters(tx: Knex.Transaction, count: number) {
  const all = Array.from({ length: count }, (_, index) => {
    const cloud = index % 5 === 0 ? undefined : pick(CLOUDS);
    const bad = index % 50 === 7;
    return { name: `cluster-${String(index).padStart(4, '0')}`, cloud, bad };
  });
  await insertRows(
    tx,
    'clusters',
    [
      ...['name', 'title', 'description', 'provisioner', 'engine', 'version'],
      ...['capacity_json', 'phase', 'conditions_json', 'observed_at'],
      'created_at',
    ],
    all.map(({ name, cloud, bad }, index) => ({
      ...{ name, title: name, description: 'A cluster of the benchmark.' },
      provisioner: provisionerOf(cloud),
      ...{ engine: 'kubernetes', version: `v1.3${index % 4}.1` },
      capacity_json: JSON.stringify({
        ...{ cpu: 16 + (index % 64), memoryBytes: 64 * GIB, gpu: index % 3 },
      }),
      phase: bad ? 'Degraded' : 'Ready',
      conditions_json: JSON.stringify([
        condition(
          'Ready',
          bad ? 'False' : 'True',
          bad ? 'It is degraded.' : '',
        ),
        condition(
          'NodesReady',
          bad ? 'False' : 'True',
          bad ? '1 of 5 nodes is not ready: node-3 does not answer.' : '',
        ),
        condition('RightsComplete', 'True', ''),
        condition('CredentialsValid', 'True', ''),
      ]),
      observed_at: LATER,
      created_at: NOW - index * 60_000,
    })),
  );
  await insertRows(
    tx,
    'cluster_plans',
    [
      ...['cluster', 'uid', 'cloud', 'owner', 'plan_json', 'phase'],
      ...['conditions_json', 'pools_json', 'machines_json', 'drift_json'],
      ...['deletion_protection', 'ends_at', 'settled', 'began_at'],
      ...['next_at', 'observed_generation', 'observed_at'],
    ],
    all.flatMap(({ name, cloud }, index) =>
      cloud === undefined
        ? []
        : [
            {
              ...{ cluster: name, uid: randomUUID(), cloud },
              owner: `user:default/${pick(OWNERS)}`,
              plan_json: JSON.stringify(planOf(name, cloud)),
              phase: index % 97 === 3 ? 'Provisioning' : 'Ready',
              conditions_json: JSON.stringify([
                condition('Provisioned', 'True', 'All is as planned.'),
              ]),
              pools_json: JSON.stringify(
                planOf(name, cloud).pools.map(({ name: pool, role }) => ({
                  ...{ name: pool, role, wanted: 3, ready: 3 },
                })),
              ),
              machines_json: '[]',
              drift_json:
                index % 61 === 2
                  ? JSON.stringify([
                      { field: 'pools.work.count', wanted: '3', found: '4' },
                    ])
                  : '[]',
              ...{ deletion_protection: true, settled: true },
              ends_at: index % 40 === 1 ? NOW + DAY : null,
              ...{ began_at: NOW, next_at: LATER },
              ...{ observed_generation: 1, observed_at: LATER },
            },
          ],
    ),
  );
}

function provisionerOf(cloud: string | undefined): string {
  if (cloud === undefined) {
    return 'existing';
  }
  return cloud === 'rancher' ? 'rancher' : 'magnum';
}

function planOf(name: string, cloud: string) {
  const pool = (pools: string, role: 'control-plane' | 'worker') => ({
    ...{ name: pools, role, count: 3, flavor: 'm1.large', image: 'ubuntu' },
  });
  return {
    ...{ name, cloud, provisioner: provisionerOf(cloud) },
    pools: [pool('control', 'control-plane'), pool('work', 'worker')],
  };
}

async function insertVolumes(
  tx: Knex.Transaction,
  count: number,
  clusters: number,
) {
  await insertRows(
    tx,
    'volumes',
    [
      ...['project', 'name', 'description', 'cluster', 'provider', 'owner'],
      ...['size', 'size_bytes', 'phase', 'used_bytes', 'files'],
      ...['conditions_json', 'generation', 'observed_generation'],
      'created_at',
    ],
    Array.from({ length: count }, (_, index) => {
      const size = 1 + Math.floor(Math.random() ** 3 * 1024);
      // Few: the portal tries to make them.
      const bad = index % 2500 === 9;
      const cluster = Math.floor(Math.random() ** 2 * clusters);
      return {
        project: projectName(),
        name: `volume-${String(index).padStart(5, '0')}`,
        description: '',
        cluster: `cluster-${String(cluster).padStart(4, '0')}`,
        provider: 'kubernetes',
        owner: `user:default/${pick(OWNERS)}`,
        ...{ size: `${size}Gi`, size_bytes: size * GIB },
        phase: bad ? 'Error' : 'Available',
        used_bytes: Math.floor(Math.random() * size * GIB),
        files: Math.floor(Math.random() * 10_000),
        conditions_json: JSON.stringify([
          condition(
            'Ready',
            bad ? 'False' : 'True',
            bad ? 'Its claim is gone from the cluster.' : '',
          ),
        ]),
        ...{ generation: 1, observed_generation: 1 },
        created_at: NOW - index * 1000,
      };
    }),
  );
}

/** Most have ended; some hundred are active, and mount volumes; as many wait. */
async function insertRunsOf(tx: Knex.Transaction, count: number) {
  const volumes: { project: string; name: string }[] = await tx('volumes')
    .where({ phase: 'Available' })
    .orderBy('name')
    .limit(300)
    .select('project', 'name');
  const runs = Array.from({ length: count }, (_, index) => {
    const volume = volumes[index % volumes.length];
    let phase = 'Succeeded';
    if (index < 300) {
      phase = 'Running';
    } else if (index < 400) {
      phase = 'Queued';
    }
    return { id: idAt(NOW - (count - index) * 500), volume, phase, index };
  });
  await insertRows(
    tx,
    'runs',
    [
      ...['id', 'project', 'number', 'owner', 'cluster', 'labels_json'],
      ...['spec_json', 'cpu', 'memory_bytes', 'gpu', 'phase'],
      ...['created_at', 'queued_at'],
    ],
    runs.map(({ id, volume, phase, index }) => ({
      ...{ id, project: volume.project, number: index + 1, phase },
      owner: 'user:default/researcher',
      cluster: `cluster-${String(index % 50).padStart(4, '0')}`,
      labels_json: '{}',
      spec_json: JSON.stringify({
        ...{ image: 'docker.io/library/busybox:1', command: ['true'] },
      }),
      ...{ cpu: 1, memory_bytes: GIB, gpu: 0 },
      created_at: NOW - (count - index) * 500,
      queued_at: NOW - (count - index) * 500,
    })),
  );
  await insertRows(
    tx,
    'run_volumes',
    ['run', 'project', 'volume', 'read_only'],
    runs.slice(0, 300).map(({ id, volume }) => ({
      ...{ run: id, project: volume.project, volume: volume.name },
      read_only: true,
    })),
  );
}

async function insertFindings(tx: Knex.Transaction) {
  // The portal has begun to look.
  await tx('fleet_looks').delete();
  await insertRows(
    tx,
    'fleet_looks',
    [
      ...['place_kind', 'place', 'looked_at', 'tried_at', 'leaks', 'missing'],
      'next_at',
    ],
    ['campus', 'north'].map(place => ({
      ...{ place_kind: 'cloud', place, looked_at: NOW, tried_at: NOW },
      ...{ leaks: 200, missing: 0, next_at: LATER },
    })),
  );
  await insertRows(
    tx,
    'fleet_findings',
    ['place_kind', 'place', 'type', 'id', 'finding_json'],
    ['campus', 'north'].flatMap(place =>
      Array.from({ length: 200 }, (_, index) => {
        const id = `cloud:${place}/Volume/${randomUUID()}`;
        return {
          ...{ place_kind: 'cloud', place, type: 'leak', id },
          finding_json: JSON.stringify({
            ...{ id, cloud: place, kind: 'Volume', name: `pagoda-${index}` },
            reason: `Project gone has no volume ${index}.`,
            detail: '10 GiB, available',
            createdAt: new Date(NOW).toISOString(),
            finalizers: [],
          }),
        };
      }),
    ),
  );
}

/** A UUIDv7 of a time. */
function idAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${randomUUID().slice(15)}`;
}

const [client, connection, ...sizes] = process.argv.slice(2);
main(client, connection, sizes.map(Number)).catch(error => {
  console.error(error);
  process.exitCode = 1;
});
