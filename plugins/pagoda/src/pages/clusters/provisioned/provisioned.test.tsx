import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from '../../../routing';
import {
  buildOffers,
  buildProvisioned,
  fakeError,
  FakePagoda,
  PLAN,
  renderPage,
} from '../../../testing';
import { ClusterPage } from '../ClusterPage';

jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 5_000 });

const AT = '2026-01-01T00:00:00Z';

function buildFake(cluster = buildProvisioned()) {
  const fake = new FakePagoda()
    .on('GET', '/clusters/{cluster}', () => cluster)
    .on('GET', '/clusters/{cluster}/nodes', () => ({ items: [] }))
    .on('GET', '/clusters/{cluster}/machines', () => ({
      pools: cluster.pools,
      machines: [
        { name: 'lab-work-1', pool: 'work', phase: 'Running' },
        {
          ...{ name: 'lab-work-2', pool: 'work', phase: 'Provisioning' },
          cause: 'The cloud has no host with enough memory',
        },
      ],
      observedAt: AT,
    }))
    .on('GET', '/clusters/{cluster}/events', () => ({
      items: [
        {
          ...{ id: '1', at: AT, kind: 'Drifted', severity: 'warning' },
          message: 'pools.work.count is 3, not 2',
        },
      ],
      pageInfo: {},
    }))
    .on('GET', '/clusters/{cluster}/operations', () => ({
      items: [],
      pageInfo: {},
    }))
    .on('GET', '/clusters/{cluster}/snapshots', () => ({
      items: [{ name: 'snap-1', phase: 'successful', createdAt: AT }],
    }))
    .on('GET', '/clusters/{cluster}/versions', () => ({
      current: 'v1.33.5+rke2r1',
      allowed: ['v1.34.1+rke2r1'],
    }))
    .on('GET', '/clouds/{cloud}/offers', () => buildOffers())
    .on('POST', '/clusters:preflight', () => ({
      fits: true,
      items: [
        {
          ...{ resource: 'cores', limit: 20, used: 9, left: 11 },
          ...{ needed: 8, leftAfter: 3, short: 0 },
        },
      ],
      problems: [],
    }))
    .on('PATCH', '/clusters/{cluster}', ({ body }) => ({
      ...cluster,
      ...(body as object),
      pools: cluster.pools,
    }));
  fake.whoami = {
    ...fake.whoami,
    administrator: true,
    clusterCreator: true,
  };
  return fake;
}

function show(fake: FakePagoda) {
  renderPage(
    <Routes>
      <Route path="/clusters/:cluster" element={<ClusterPage />} />
    </Routes>,
    fake,
    { at: '/clusters/lab' },
  );
}

async function act(name: string) {
  await userEvent.click(
    await screen.findByRole('button', { name: 'More actions' }),
  );
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return within(await screen.findByRole('dialog'));
}

describe('the page of a cluster that PAGoDA has made', () => {
  it('shows what is made, what keeps it, what was changed by hand, and what happened', async () => {
    show(
      buildFake(
        buildProvisioned({
          pools: [
            { name: 'control', role: 'control-plane', wanted: 1, ready: 1 },
            { name: 'work', role: 'worker', wanted: 2, ready: 1 },
          ],
          status: {
            phase: 'Provisioning',
            conditions: [
              {
                ...{ type: 'Ready', status: 'False', reason: 'Waiting' },
                message: 'Waits for one machine',
                lastTransitionTime: AT,
              },
            ],
            observedGeneration: 0,
          },
          drift: [{ field: 'pools.work.count', wanted: '2', found: '3' }],
          cost: { perDay: 2.5, currency: 'EUR' },
        }),
      ),
    );
    const notice = await screen.findByRole('status');
    expect(notice).toHaveTextContent('It is being made');
    expect(notice).toHaveTextContent(
      'work 1 of 2 ready. Waits for one machine',
    );
    expect(
      await screen.findByText('The cloud has no host with enough memory'),
    ).toBeVisible();
    // What keeps it comes first.
    const [, first] = within(
      screen.getByRole('grid', { name: 'Machines' }),
    ).getAllByRole('row');
    expect(first).toHaveTextContent('lab-work-2');
    expect(screen.getByText('Changed by hand')).toBeVisible();
    expect(screen.getByText('2.50 EUR')).toBeVisible();
    expect(screen.getByRole('link', { name: /Rancher/ })).toHaveAttribute(
      'href',
      'https://rancher.test/lab',
    );
    expect(
      await screen.findByText('pools.work.count is 3, not 2'),
    ).toBeVisible();
    // Nothing to set back to yet.
    expect(screen.queryByText('Snapshots of etcd')).not.toBeInTheDocument();
  });

  it('scales after saying whether it fits, based on what was shown', async () => {
    const fake = buildFake();
    show(fake);
    await userEvent.click(await screen.findByRole('button', { name: 'Scale' }));
    const dialog = within(await screen.findByRole('dialog'));
    const save = dialog.getByRole('button', { name: 'Change the pools' });
    expect(save).toBeDisabled();
    const count = dialog.getByRole('textbox', { name: /^Machines/ });
    await userEvent.clear(count);
    await userEvent.type(count, '4');
    expect(await dialog.findByText(/✓ fits, 3 left/)).toBeVisible();
    await waitFor(() => expect(save).toBeEnabled());
    await userEvent.click(save);
    await waitFor(() =>
      expect(fake.sent('PATCH', '/clusters/{cluster}')).toHaveLength(1),
    );
    expect(fake.sent('PATCH', '/clusters/{cluster}')[0].body).toEqual({
      pools: [PLAN.pools[0], { ...PLAN.pools[1], count: 4 }],
      generation: 1,
    });
    const [{ query }] = fake.sent('POST', '/clusters:preflight');
    expect(query.get('cluster')).toBe('lab');
  });

  it('upgrades to what is allowed, restores after the name was typed, and says what a deletion loses', async () => {
    const fake = buildFake()
      .on('POST', '/clusters/{cluster}:upgrade', () => ({}))
      .on('POST', '/clusters/{cluster}:restore', () => ({}))
      .on('DELETE', '/clusters/{cluster}', () =>
        fakeError(409, 'DeletionProtected', "Cluster 'lab' is protected"),
      );
    show(fake);
    let dialog = await act('Upgrade…');
    await userEvent.click(
      await dialog.findByRole('button', { name: /Kubernetes/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'v1.34.1+rke2r1' }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Upgrade' }));
    await waitFor(() =>
      expect(fake.sent('POST', '/clusters/{cluster}:upgrade')).toMatchObject([
        { body: { version: 'v1.34.1+rke2r1' } },
      ]),
    );

    await userEvent.click(
      await screen.findByRole('button', { name: 'Restore snap-1' }),
    );
    dialog = within(await screen.findByRole('dialog'));
    const restore = dialog.getByRole('button', { name: 'Restore' });
    expect(restore).toBeDisabled();
    await userEvent.type(dialog.getByLabelText(/Type lab/), 'lab');
    await userEvent.click(restore);
    await waitFor(() =>
      expect(fake.sent('POST', '/clusters/{cluster}:restore')).toMatchObject([
        { body: { snapshot: 'snap-1', restoreConfig: 'none' } },
      ]),
    );

    dialog = await act('Delete…');
    expect(dialog.getByText(/3 machines in rancher/)).toBeVisible();
    expect(dialog.getByText('It is protected from deletion')).toBeVisible();
    await userEvent.type(dialog.getByLabelText(/Type lab/), 'lab');
    await userEvent.click(
      dialog.getByRole('button', { name: 'Delete the cluster' }),
    );
    expect(await dialog.findByText("Cluster 'lab' is protected")).toBeVisible();
  });

  it('gives actions to those alone who may, and kubeconfigs to administrators', async () => {
    const fake = buildFake();
    fake.whoami = { ...fake.whoami, administrator: false };
    show(fake);
    // The owner.
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    expect(
      await screen.findByRole('menuitem', { name: 'Upgrade…' }),
    ).toBeVisible();
    expect(
      screen.queryByRole('menuitem', { name: 'Kubeconfig…' }),
    ).not.toBeInTheDocument();
  });

  it('can only be looked at by others', async () => {
    const fake = buildFake(buildProvisioned({ owner: 'user:default/ada' }));
    fake.whoami = { ...fake.whoami, administrator: false };
    show(fake);
    const protection = await screen.findByRole('switch', {
      name: 'Protected from deletion',
    });
    expect(protection).toBeDisabled();
    expect(
      screen.queryByRole('button', { name: 'Scale' }),
    ).not.toBeInTheDocument();
    expect(screen.queryByText('Snapshots of etcd')).not.toBeInTheDocument();
  });
});
