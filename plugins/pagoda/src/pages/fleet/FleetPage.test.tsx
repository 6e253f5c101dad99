import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Attention,
  Cluster,
  Fleet,
  Volume,
} from '@pagoda/plugin-pagoda-common';
import { buildCluster, FakePagoda, fakeError, renderPage } from '../../testing';
import { extend } from './ExtendDialog';
import { FleetPage } from './FleetPage';

jest.setTimeout(30_000);

function attention(
  severity: Attention['severity'],
  overrides: Partial<Attention>,
): Attention {
  return {
    ...{ id: 'a', severity, kind: 'cluster', name: 'lab' },
    ...{ title: 'Something', cause: 'A cause.', action: { label: 'See it' } },
    ...overrides,
  };
}

function buildFleet(overrides: Partial<Fleet> = {}): Fleet {
  return {
    clusters: {
      ...{ total: 12, drifting: 0, ending: 0 },
      phases: { Ready: 11, Degraded: 1 },
    },
    volumes: {
      ...{ total: 318, phases: { Available: 318 }, withoutQuota: 0 },
      ...{ capacityBytes: 2 ** 42, usedBytes: 2 ** 41, quotaBytes: 2 ** 43 },
    },
    runs: { active: 57, waiting: 9 },
    clouds: [
      {
        ...{ name: 'campus', title: 'Campus cloud', kind: 'openstack' },
        ...{ provisioners: ['magnum'], phase: 'Ready', conditions: [] },
        links: [],
      },
    ],
    leaks: { found: 3, missing: 0, unreadable: 0 },
    attention: [],
    attentionTotal: 0,
    ...overrides,
  };
}

function provisioned(name: string, overrides: Partial<Cluster> = {}): Cluster {
  return buildCluster({
    ...{ name, title: name, provisioner: 'magnum', engine: 'kubernetes' },
    ...{ cloud: 'campus', owner: 'user:default/ada', version: 'v1.34.1' },
    plan: {
      ...{ name, provisioner: 'magnum', cloud: 'campus', pools: [] },
    },
    endsAt: '2026-01-02T00:00:00.000Z',
    cost: { perDay: 12.5, currency: 'EUR' },
    ...overrides,
  });
}

function serve(fleet: Fleet, clusters: Cluster[] = []): FakePagoda {
  const fake = new FakePagoda()
    .on('GET', '/fleet', () => fleet)
    .on('GET', '/clusters', () => ({ items: clusters, pageInfo: {} }))
    .on('GET', '/clusters/{cluster}', ({ params }) =>
      clusters.find(({ name }) => name === params.cluster)!,
    )
    .on('GET', '/volumes', () => ({ items: [] as Volume[], pageInfo: {} }));
  fake.whoami = { ...fake.whoami, administrator: true };
  return fake;
}

describe('FleetPage', () => {
  it('answers first what needs an administrator, and in figures how all is', async () => {
    const fake = serve(
      buildFleet({
        attention: [
          attention('error', {
            ...{ id: 'cluster/lab/phase', title: 'Cluster lab is unreachable' },
            cause: 'The connection was refused.',
          }),
          attention('warning', {
            ...{ id: 'leaks/cloud/campus', kind: 'leaks', name: 'campus' },
            ...{ title: '3 leaks on cloud campus', cause: 'They may cost.' },
            action: { label: 'Clean up', operation: 'cleanLeaks' },
          }),
        ],
        attentionTotal: 2,
      }),
    );
    await renderPage(<FleetPage />, fake);
    const items = within(
      await screen.findByRole('list', { name: 'Needs you' }),
    ).getAllByRole('listitem');
    expect(items.map(item => item.textContent)).toEqual([
      '✕ ErrorCluster lab is unreachableThe connection was refused.See it',
      '△ Warning3 leaks on cloud campusThey may cost.Clean up',
    ]);
    expect(within(items[0]).getByRole('link')).toHaveAttribute(
      'href',
      '/clusters/lab',
    );
    expect(within(items[1]).getByRole('link')).toHaveAttribute(
      'href',
      '/fleet?tab=leaks',
    );
    expect(screen.getByLabelText('Summary')).toHaveTextContent(
      /Clusters121 degraded.*Volumes3182 TiB used of 4 TiB · quota 8 TiB.*Runs579 waiting.*Clouds1all answer.*Leaks3/,
    );
  });

  it('is for administrators', async () => {
    const fake = serve(buildFleet());
    fake.whoami = { ...fake.whoami, administrator: false };
    await renderPage(<FleetPage />, fake);
    await screen.findByText('For administrators');
    expect(fake.sent('GET', '/fleet')).toEqual([]);
  });

  it('says what could not be read, and goes on showing what was', async () => {
    let fails = true;
    const fake = serve(buildFleet()).on('GET', '/fleet', () =>
      fails ? fakeError(503, 'Down', 'The database is away') : buildFleet(),
    );
    await renderPage(<FleetPage />, fake);
    await screen.findByText(/The database is away/);
    fails = false;
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    await screen.findByText('Nothing needs you');
    fails = true;
    await userEvent.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(
      await screen.findByText('What is shown is old: The database is away'),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Summary')).toBeInTheDocument();
  });

  it('narrows clusters by what the address says, and says why they are not as they should be', async () => {
    const fake = serve(buildFleet(), [
      provisioned('worn', {
        status: {
          phase: 'Degraded',
          conditions: [
            {
              ...{ type: 'NodesReady', status: 'False', reason: 'NotReady' },
              message: '1 of 3 nodes is not ready.',
              lastTransitionTime: '2026-01-01T00:00:00.000Z',
            },
          ],
        },
        drift: [{ field: 'pools.work.count', wanted: '3', found: '5' }],
      }),
    ]);
    await renderPage(<FleetPage />, fake, {
      at: '/?tab=clusters&phase=Degraded&cloud=campus&orderBy=createdAt+desc',
    });
    const row = await screen.findByRole('row', { name: /worn/ });
    expect(row).toHaveTextContent('1 of 3 nodes is not ready.');
    expect(row).toHaveTextContent(
      'Differs from its plan: pools.work.count is 5',
    );
    const { query } = fake.sent('GET', '/clusters')[0];
    expect(Object.fromEntries(query)).toMatchObject({
      ...{ phase: 'Degraded', cloud: 'campus', orderBy: 'createdAt desc' },
    });
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    await waitFor(() =>
      expect([
        ...(fake.sent('GET', '/clusters').at(-1)?.query.keys() ?? []),
      ]).toEqual(['limit']),
    );
  });

  it('extends several clusters, and tells what became of each', async () => {
    const fake = serve(buildFleet(), [
      provisioned('one'),
      provisioned('two', { endsAt: '2999-01-01T00:00:00.000Z' }),
      buildCluster(),
    ]).on('PATCH', '/clusters/{cluster}', ({ params }) =>
      params.cluster === 'one'
        ? fakeError(409, 'Changed', 'It was changed meanwhile')
        : provisioned(params.cluster),
    );
    await renderPage(<FleetPage />, fake);
    for (const name of [/one/, /two/, /local/]) {
      const row = await screen.findByRole('row', { name });
      await userEvent.click(within(row).getByRole('checkbox'));
    }
    await userEvent.click(screen.getByRole('button', { name: 'Extend 2' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Next' }));
    await screen.findByText('Extend 2 clusters?');
    await userEvent.click(screen.getByRole('button', { name: 'Extend' }));
    expect(
      await screen.findByText('1 of 2 done, 1 failed'),
    ).toBeInTheDocument();
    expect(screen.getByText('It was changed meanwhile')).toBeInTheDocument();
    const sent = fake.sent('PATCH', '/clusters/{cluster}');
    expect(sent.map(({ params }) => params.cluster).sort()).toEqual([
      'one',
      'two',
    ]);
    expect(sent.find(({ params }) => params.cluster === 'two')!.body).toEqual({
      endsAt: '2999-01-31T00:00:00.000Z',
    });
    const asked = fake.sent('GET', '/clusters').length;
    // The head of the dialog has one, too.
    const [close] = screen.getAllByRole('button', { name: 'Close' });
    await userEvent.click(close);
    await waitFor(() =>
      expect(fake.sent('GET', '/clusters').length).toBeGreaterThan(asked),
    );
  });

  it('deletes clusters only after what is lost was named and typed', async () => {
    const fake = serve(buildFleet(), [provisioned('one'), buildCluster()]).on(
      'DELETE',
      '/clusters/{cluster}',
      () => new Response(null, { status: 204 }),
    );
    await renderPage(<FleetPage />, fake);
    const embedded = await screen.findByRole('row', { name: /local/ });
    await userEvent.click(within(embedded).getByRole('checkbox'));
    expect(screen.getByRole('button', { name: 'Delete' })).toBeDisabled();
    await userEvent.click(
      within(screen.getByRole('row', { name: /one/ })).getByRole('checkbox'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Delete 1' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent(/machines and disks are deleted/);
    const confirm = within(dialog).getByRole('button', { name: 'Delete' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByRole('textbox'), 'one');
    await userEvent.click(confirm);
    expect(await screen.findByText('1 of 1 done')).toBeInTheDocument();
    expect(
      fake.sent('DELETE', '/clusters/{cluster}').map(({ params }) => params),
    ).toEqual([{ cluster: 'one' }]);
  });

  it('extends a cluster from what says that its end is near', async () => {
    const fake = serve(
      buildFleet({
        attention: [
          attention('info', {
            ...{ id: 'cluster/one/end', name: 'one' },
            action: { label: 'Extend it', operation: 'updateCluster' },
          }),
        ],
        attentionTotal: 1,
      }),
      [provisioned('one')],
    );
    await renderPage(<FleetPage />, fake);
    await userEvent.click(
      await screen.findByRole('button', { name: 'Extend it: one' }),
    );
    expect(await screen.findByRole('dialog')).toHaveTextContent('Extend one');
  });
});

describe('extend', () => {
  const now = Date.parse('2026-06-01T00:00:00Z');

  it('goes on from the end, or from now where that is over', () => {
    expect(extend('2026-06-10T00:00:00Z', '7', now)).toBe(
      '2026-06-17T00:00:00.000Z',
    );
    expect(extend('2026-01-01T00:00:00Z', '7', now)).toBe(
      '2026-06-08T00:00:00.000Z',
    );
    expect(extend(undefined, '30', now)).toBe('2026-07-01T00:00:00.000Z');
    expect(extend('2026-06-10T00:00:00Z', 'none', now)).toBeNull();
  });
});
