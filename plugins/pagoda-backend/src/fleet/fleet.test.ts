import { TestDatabases } from '@backstage/backend-test-utils';
import type { Attention, Fleet } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';
import { createTestPortal, type TestPortal } from '../testing/createTestPortal';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const DAY = 86_400_000;

let portal: TestPortal;
afterEach(() => portal?.stop());

async function insertCluster(
  knex: Knex,
  name: string,
  row: Record<string, unknown> = {},
  plan?: Record<string, unknown>,
) {
  await knex('clusters').insert({
    ...{ name, title: name, description: '', provisioner: 'existing' },
    ...{ engine: 'kubernetes', phase: 'Ready', capacity_json: '{}' },
    capacity_json: JSON.stringify({ cpu: 4, memoryBytes: 2 ** 34, gpu: 0 }),
    created_at: Date.now(),
    observed_at: Date.now() + 600_000,
    ...row,
  });
  if (plan) {
    await knex('cluster_plans').insert({
      ...{ cluster: name, uid: `uid-${name}`, cloud: 'campus' },
      owner: 'user:default/researcher',
      plan_json: JSON.stringify({
        ...{ name, provisioner: 'magnum', cloud: 'campus' },
        pools: [pool('control-plane'), pool('worker')],
      }),
      ...{ phase: 'Ready', deletion_protection: true },
      ...{ began_at: 0, next_at: Date.now() + DAY, ...plan },
    });
  }
}

function pool(role: 'control-plane' | 'worker') {
  return { name: role, role, count: 3, flavor: 'm1.large' };
}

async function insertVolume(
  knex: Knex,
  name: string,
  row: Record<string, unknown> = {},
) {
  await knex('volumes').insert({
    ...{ project: 'demo', name, description: '', cluster: 'ok' },
    ...{ provider: 'kubernetes', owner: 'user:default/researcher' },
    ...{ size: '1Gi', size_bytes: 2 ** 30, phase: 'Available' },
    ...{ generation: 1, observed_generation: 1, created_at: Date.now() },
    ...row,
  });
}

function condition(type: string, message: string) {
  return {
    ...{ type, status: 'False', reason: 'Reason', message },
    lastTransitionTime: '2026-01-01T00:00:00.000Z',
  };
}

function titles(attention: Attention[]): string[] {
  return attention.map(({ severity, title }) => `${severity}: ${title}`);
}

describe.each(databases.eachSupportedId())('the fleet on %p', id => {
  it('tells administrators what needs them, the worst first', async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    const { knex } = portal;
    await insertCluster(knex, 'ok');
    await insertCluster(knex, 'silent', { observed_at: 1 });
    await insertCluster(knex, 'worn', {
      phase: 'Degraded',
      conditions_json: JSON.stringify([
        condition('Ready', 'It is degraded.'),
        condition('NodesReady', '1 of 3 nodes is not ready.'),
      ]),
    });
    await insertCluster(
      knex,
      'drifted',
      { provisioner: 'magnum' },
      {
        drift_json: JSON.stringify([
          { field: 'pools.work.count', wanted: '3', found: '5' },
        ]),
        ends_at: Date.now() + DAY,
      },
    );
    await insertCluster(
      knex,
      'broken',
      { provisioner: 'magnum', observed_at: null },
      {
        phase: 'Failed',
        conditions_json: JSON.stringify([
          condition('Ready', 'No valid host was found.'),
        ]),
      },
    );
    await insertVolume(knex, 'full', { used_bytes: 2 ** 30 });
    await insertVolume(knex, 'lost', {
      phase: 'Error',
      conditions_json: JSON.stringify([
        condition('Ready', 'Its claim is gone.'),
      ]),
    });
    const { status, body }: { status: number; body: Fleet } = await portal
      .as('administrator')
      .get('/fleet');
    expect(status).toBe(200);
    expect(body.clusters).toEqual({
      total: expect.any(Number),
      phases: expect.objectContaining({
        Unreachable: 1,
        Degraded: 1,
        Failed: 1,
      }),
      drifting: 1,
      ending: 1,
    });
    expect(body.volumes).toMatchObject({
      total: 2,
      phases: { Available: 1, Error: 1 },
      ...{ capacityBytes: 2 ** 31, usedBytes: 2 ** 30, withoutQuota: 1 },
    });
    expect(body.runs).toEqual({ active: 0, waiting: 0 });
    expect(titles(body.attention)).toEqual([
      'error: Cluster broken has failed',
      'error: Cluster silent is unreachable',
      'error: Volume lost of demo cannot be used',
      'warning: Cluster worn is degraded',
      'warning: Cluster drifted differs from its plan',
      'info: Cluster drifted ends soon',
      'info: Volume full of demo is nearly full',
    ]);
    const causeOf = (title: string) =>
      body.attention.find(item => item.title === title)?.cause;
    expect(causeOf('Cluster worn is degraded')).toBe(
      '1 of 3 nodes is not ready.',
    );
    expect(causeOf('Cluster broken has failed')).toBe(
      'No valid host was found.',
    );
    expect(causeOf('Cluster drifted differs from its plan')).toContain(
      'pools.work.count is 5 instead of 3',
    );
    expect(body.attentionTotal).toBe(7);
    for (const user of ['owner', 'stranger'] as const) {
      expect((await portal.as(user).get('/fleet')).status).toBe(403);
    }
  });

  it('narrows lists of clusters as they are shown, and pages through them in any order', async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    const { knex } = portal;
    const now = Date.now();
    for (const [index, name] of ['c', 'a', 'b', 'd'].entries()) {
      await insertCluster(
        knex,
        `made-${name}`,
        { provisioner: 'magnum', created_at: now + index },
        { phase: name === 'c' ? 'Updating' : 'Ready' },
      );
    }
    await insertCluster(knex, 'silent', { observed_at: 1 });
    await insertCluster(
      knex,
      'coming',
      { provisioner: 'rancher', observed_at: null },
      { cloud: 'rancher', owner: 'user:default/owner' },
    );
    const list = async (query: string) => {
      const { status, body } = await portal
        .as('administrator')
        .get(`/clusters?${query}`);
      expect({ status, body }).toMatchObject({ status: 200 });
      return body;
    };
    const names = async (query: string) =>
      (await list(query)).items.map(({ name }: { name: string }) => name);
    expect(await names('cloud=campus&orderBy=createdAt%20desc')).toEqual([
      ...['made-d', 'made-b', 'made-a', 'made-c'],
    ]);
    expect(await names('phase=Updating&phase=Provisioning')).toEqual([
      ...['coming', 'made-c'],
    ]);
    expect(await names('phase=Unreachable&q=lent')).toEqual(['silent']);
    expect(await names('owner=user:default/owner')).toEqual(['coming']);
    expect(await names('provisioner=existing')).toEqual(['silent']);
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await list(
        `cloud=campus&orderBy=createdAt%20asc&limit=1${cursor}`,
      );
      seen.push(page.items[0].name);
      cursor = page.pageInfo.nextCursor
        ? `&cursor=${page.pageInfo.nextCursor}`
        : '';
    } while (cursor !== '');
    expect(seen).toEqual(['made-c', 'made-a', 'made-b', 'made-d']);
    const foreign = await portal
      .as('administrator')
      .get(
        `/clusters?cursor=${Buffer.from('["a"]').toString('base64url')}&orderBy=createdAt%20asc`,
      );
    expect(foreign.body.error).toMatchObject({ field: 'cursor' });
  });

  it('takes for the phase of a cluster what is shown, whatever its plan, its health and its age are', async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    const { knex } = portal;
    const plans = [
      ...['Pending', 'Provisioning', 'Updating', 'Deleting', 'Failed'],
      ...['Ready', 'Degraded', undefined],
    ];
    for (const plan of plans) {
      for (const health of ['Ready', 'Degraded', 'Unreachable']) {
        for (const [age, observed_at] of [
          ['new', null],
          ['fresh', Date.now() + 600_000],
          ['stale', 1],
        ] as const) {
          await insertCluster(
            knex,
            `${plan ?? 'none'}-${health}-${age}`.toLowerCase(),
            { phase: health, observed_at },
            plan === undefined ? undefined : { phase: plan },
          );
        }
      }
    }
    const administrator = portal.as('administrator');
    const read = async (query: string) => {
      const { body } = await administrator.get(`/clusters?limit=500${query}`);
      return body.items.map(
        ({ name, status }: { name: string; status: { phase: string } }) =>
          `${name} ${status.phase}`,
      );
    };
    const all: string[] = await read('');
    expect(all.length).toBeGreaterThanOrEqual(72);
    const phases = new Set(all.map(each => each.split(' ')[1]));
    expect([...phases].sort()).toEqual([
      ...['Degraded', 'Deleting', 'Failed', 'Pending', 'Provisioning'],
      ...['Ready', 'Unreachable', 'Updating'],
    ]);
    for (const phase of phases) {
      expect(await read(`&phase=${phase}`)).toEqual(
        all.filter(each => each.endsWith(` ${phase}`)),
      );
    }
    const { body: fleet } = await administrator.get('/fleet');
    for (const phase of phases) {
      expect([phase, fleet.clusters.phases[phase]]).toEqual([
        phase,
        all.filter(each => each.endsWith(` ${phase}`)).length,
      ]);
    }
  });

  it('narrows lists of volumes, and pages through them in any order', async () => {
    portal = await createTestPortal({ knex: await databases.init(id) });
    const { knex } = portal;
    await insertCluster(knex, 'ok');
    await insertCluster(knex, 'other', { provisioner: 'magnum' }, {});
    for (const [index, name] of ['one', 'two', 'three'].entries()) {
      await insertVolume(knex, name, {
        size_bytes: 2 ** 30 * (index === 2 ? 1 : index + 1),
        ...(name === 'two' && { cluster: 'other', phase: 'Error' }),
      });
    }
    const { body: run } = await portal
      .as('researcher')
      .post('/projects/demo/runs', {
        spec: {
          image: 'docker.io/library/busybox:1',
          command: ['true'],
        },
        // It has no connection, so that nothing happens to the run.
        cluster: 'ok',
      });
    await knex('run_volumes').insert({
      ...{ run: run.id, project: 'demo', volume: 'one', read_only: true },
    });
    await knex('runs').where({ id: run.id }).update({ phase: 'Running' });
    const names = async (query: string) => {
      const { status, body } = await portal
        .as('administrator')
        .get(`/volumes?${query}`);
      expect({ status, body }).toMatchObject({ status: 200 });
      return body.items.map(({ name }: { name: string }) => name);
    };
    expect(await names('cluster=other')).toEqual(['two']);
    expect(await names('cloud=campus')).toEqual(['two']);
    expect(await names('cloud=none')).toEqual([]);
    expect(await names('phase=InUse')).toEqual(['one']);
    expect(await names('phase=Available')).toEqual(['three']);
    expect(await names('phase=Available&phase=InUse')).toEqual([
      ...['one', 'three'],
    ]);
    expect(await names('phase=Error&phase=InUse')).toEqual(['one', 'two']);
    expect(await names('provider=directory')).toEqual([]);
    expect(await names('orderBy=size%20desc')).toEqual([
      ...['two', 'three', 'one'],
    ]);
    const first = await portal
      .as('administrator')
      .get('/volumes?orderBy=size%20desc&limit=2');
    expect(
      await names(
        `orderBy=size%20desc&cursor=${first.body.pageInfo.nextCursor}`,
      ),
    ).toEqual(['one']);
  });
});
