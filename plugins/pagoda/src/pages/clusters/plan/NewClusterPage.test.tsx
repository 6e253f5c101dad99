import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ClusterPlan, Preflight } from '@pagoda/plugin-pagoda-common';
import {
  buildCloud,
  buildOffers,
  buildProvisioned,
  fakeError,
  FakePagoda,
  renderPage,
} from '../../../testing';
import { NewClusterPage } from './NewClusterPage';

// Every key that is typed draws a whole form.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 5_000 });

/** Eight cores are left; there is one cluster called `taken`. */
function judge(plan: ClusterPlan): Preflight {
  const needed = plan.pools.reduce(
    (sum, { count, flavor }) => sum + count * (flavor === 'm1.large' ? 4 : 1),
    0,
  );
  const short = Math.max(0, needed - 8);
  const problems =
    plan.name === 'taken'
      ? [
          {
            field: 'name',
            message: "is 'taken', which another cluster has",
            advice: 'Choose another name.',
          },
        ]
      : [];
  return {
    fits: short === 0 && problems.length === 0,
    items: [
      {
        ...{ resource: 'cores', limit: 20, used: 12, left: 8, needed, short },
        leftAfter: 8 - needed,
      },
    ],
    problems,
    cost: { perDay: 3.5, currency: 'EUR' },
    observedAt: '2026-01-01T00:00:00Z',
  };
}

function buildFake() {
  const fake = new FakePagoda()
    .on('GET', '/clouds', () => ({
      items: [
        buildCloud(),
        buildCloud({
          ...{ name: 'rancher', title: 'Rancher', kind: 'rancher' },
          ...{ provisioners: ['rancher'], openstack: 'campus' },
        }),
        buildCloud({ name: 'store', title: 'Store', provisioners: [] }),
      ],
    }))
    .on('GET', '/clouds/{cloud}/offers', () => buildOffers())
    .on('POST', '/clusters:preflight', ({ body }) => judge(body as ClusterPlan))
    .on('POST', '/clusters:provision', () => buildProvisioned());
  fake.whoami = { ...fake.whoami, clusterCreator: true };
  return fake;
}

async function choose(label: RegExp, option: RegExp, at = 0) {
  const buttons = await screen.findAllByRole('button', { name: label });
  await userEvent.click(buttons[at]);
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

const make = () => screen.getByRole('button', { name: 'Make the cluster' });

describe('NewClusterPage', () => {
  it('says while it is filled in whether it fits and what is wrong at which field, and makes what was judged', async () => {
    const fake = buildFake();
    renderPage(<NewClusterPage />, fake);
    expect(await screen.findByText('Not judged yet')).toBeVisible();
    await choose(/Cloud/, /Rancher \(rancher\)/);
    // Clouds in which nothing makes clusters are not offered.
    expect(screen.queryByText(/Store/)).not.toBeInTheDocument();
    await choose(/Kubernetes/, /v1\.34\.1/);
    expect(
      await screen.findByText(/What the cloud offers was read/),
    ).toBeVisible();
    const [flavor] = await screen.findAllByRole('button', { name: /Flavor/ });
    await userEvent.click(flavor);
    expect(
      await screen.findByText(/^1 core, 2 GiB, no disk.* · 0\.014 EUR an hour/),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('option', { name: /m1\.small/ }));
    await choose(/Flavor/, /m1\.large/, 1);

    // 1 + 2 × 4 cores: it can be judged without a name, but not made.
    expect(
      await screen.findByText(/Does not fit: short by 1 core/),
    ).toBeVisible();
    const items = within(
      screen.getByRole('list', { name: 'What it takes of the quota' }),
    );
    expect(items.getByText(/short by 1/)).toBeVisible();
    expect(items.getByText('needs 9')).toBeVisible();
    expect(make()).toBeDisabled();

    await choose(/Flavor/, /m1\.small/, 1);
    expect(await screen.findByText(/✓ fits, 5 left/)).toBeVisible();
    expect(screen.getByText('3.50 EUR')).toBeVisible();
    expect(make()).toBeDisabled();
    expect(screen.getByText(/Give it a name/)).toBeVisible();

    const name = screen.getByRole('textbox', { name: /^Name(?! of)/ });
    await userEvent.type(name, 'taken');
    expect(
      await screen.findByText(/another cluster has. Choose another name/),
    ).toBeVisible();
    expect(make()).toBeDisabled();

    await userEvent.clear(name);
    await userEvent.type(name, 'lab');
    await waitFor(() => expect(make()).toBeEnabled());
    await userEvent.click(make());
    await waitFor(() =>
      expect(fake.sent('POST', '/clusters:provision')).toHaveLength(1),
    );
    const [{ body, headers }] = fake.sent('POST', '/clusters:provision');
    expect(body).toEqual({
      name: 'lab',
      provisioner: 'rancher',
      cloud: 'rancher',
      version: 'v1.34.1+rke2r1',
      pools: [
        {
          ...{ name: 'control', role: 'control-plane', count: 1 },
          ...{ flavor: 'm1.small', image: 'ubuntu-24.04' },
        },
        {
          ...{ name: 'work', role: 'worker', count: 2 },
          ...{ flavor: 'm1.small', image: 'ubuntu-24.04' },
        },
      ],
      deletionProtection: true,
    });
    expect(headers.get('Idempotency-Key')).toMatch(/^[0-9a-f-]{36}$/);
    // Typing was not judged key by key.
    expect(fake.sent('POST', '/clusters:preflight').length).toBeLessThan(12);
  });

  it('asks for what the provisioner of the cloud needs, and says when the cloud does not answer', async () => {
    const fake = buildFake();
    fake.on('POST', '/clusters:preflight', () =>
      fakeError(503, 'CloudUnavailable', "Cloud 'campus' does not answer"),
    );
    renderPage(<NewClusterPage />, fake);
    await choose(/Cloud/, /Campus cloud/);
    // The only one there is.
    expect(
      await screen.findByRole('button', { name: /Cluster template/ }),
    ).toHaveTextContent('k8s');
    expect(
      screen.queryByRole('button', { name: /Image of the machines/ }),
    ).not.toBeInTheDocument();
    await choose(/Flavor/, /m1\.small/, 0);
    await choose(/Flavor/, /m1\.small/, 1);
    expect(
      await screen.findByText("Cloud 'campus' does not answer"),
    ).toBeVisible();
    expect(make()).toBeDisabled();

    fake.on('POST', '/clusters:preflight', ({ body }) =>
      judge(body as ClusterPlan),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Fits')).toBeVisible();
    const count = screen.getByRole('textbox', { name: /^Machines/ });
    await userEvent.clear(count);
    await userEvent.type(count, 'few');
    expect(
      await screen.findByText(/'few', which is no whole number/),
    ).toBeVisible();
  });

  it('is for those who may', async () => {
    const fake = buildFake();
    fake.whoami = { ...fake.whoami, clusterCreator: false };
    renderPage(<NewClusterPage />, fake);
    expect(
      await screen.findByText('You may not have clusters made'),
    ).toBeVisible();
    expect(fake.sent('GET', '/clouds')).toEqual([]);
  });
});
