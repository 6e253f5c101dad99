import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Cluster, ClusterCheck } from '@pagoda/plugin-pagoda-common';
import { FakePagoda, renderPage } from '../../testing';
import { ClustersPage } from './ClustersPage';

const KUBECONFIG = JSON.stringify({
  'current-context': 'lab',
  contexts: [
    { name: 'lab', context: { cluster: 'lab', user: 'ada' } },
    { name: 'test', context: { cluster: 'test', user: 'bob' } },
  ],
  clusters: [
    { name: 'lab', cluster: { server: 'https://lab.example.org' } },
    { name: 'test', cluster: { server: 'https://test.example.org' } },
  ],
  users: [
    { name: 'ada', user: { token: 'ada-token' } },
    { name: 'bob', user: { token: 'bob-token' } },
  ],
});

const CLUSTER: Cluster = {
  name: 'lab',
  title: 'The lab',
  description: '',
  provisioner: 'existing',
  engine: 'kubernetes',
  capacity: { cpu: 8, memoryBytes: 2 ** 34, gpu: 0 },
  allocated: { cpu: 2, memoryBytes: 2 ** 30, gpu: 0 },
  runs: { queued: 0, active: 1 },
  nodes: { total: 3, ready: 2 },
  status: { phase: 'Ready', conditions: [] },
  createdAt: '2026-06-01T12:00:00Z',
  generation: 1,
};

const USABLE: ClusterCheck = {
  usable: true,
  reachable: true,
  server: 'https://lab.example.org',
  version: 'v1.34.1',
  nodes: { total: 3, ready: 3 },
  capacity: CLUSTER.capacity,
  features: {
    storageClasses: [{ name: 'fast', provisioner: 'csi', default: true }],
    kueue: { installed: true, version: 'v1beta2' },
    metrics: false,
  },
  problems: [],
  missingRights: [],
};

const POOR: ClusterCheck = {
  ...USABLE,
  usable: false,
  problems: [
    {
      reason: 'RightsMissing',
      message: 'The account lacks 1 of the rights that PAGoDA needs.',
      advice: 'Apply the manifest.',
      fatal: true,
    },
  ],
  missingRights: [
    {
      ...{ group: 'batch', resource: 'jobs', verb: 'create' },
      ...{ purpose: 'execute runs', required: true },
    },
  ],
};

function buildFake(check: ClusterCheck) {
  const fake = new FakePagoda()
    .on('GET', '/clusters', () => ({ items: [CLUSTER], pageInfo: {} }))
    .on('POST', '/clusters:check', () => check)
    .on('POST', '/clusters', () => CLUSTER);
  fake.whoami.administrator = true;
  return fake;
}

async function openDialog() {
  await userEvent.click(
    await screen.findByRole('button', { name: 'Import cluster' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getAllByRole('textbox')[0], 'lab');
  await userEvent.click(dialog.getByRole('textbox', { name: /Kubeconfig/ }));
  await userEvent.paste(KUBECONFIG);
  return dialog;
}

beforeAll(() => {
  // jsdom does not scroll.
  Element.prototype.scrollIntoView = () => {};
});

describe('ClustersPage', () => {
  it('shows clusters with their health, and imports for administrators alone', async () => {
    const fake = buildFake(USABLE);
    fake.whoami.administrator = false;
    renderPage(<ClustersPage />, fake);
    expect(await screen.findByText('The lab (lab)')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Import cluster' }),
    ).not.toBeInTheDocument();
  });

  it('checks a cluster, shows what is there, and imports the chosen context', async () => {
    const fake = buildFake(USABLE);
    renderPage(<ClustersPage />, fake);
    const dialog = await openDialog();
    const context = await dialog.findByRole('button', { name: /Context/ });
    expect(context).toHaveTextContent('lab (https://lab.example.org)');
    expect(dialog.getByRole('button', { name: 'Import' })).toBeDisabled();
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(
      await dialog.findByText('https://lab.example.org can be used'),
    ).toBeVisible();
    for (const fact of [
      'v1.34.1',
      '3 of 3 ready',
      'fast (default)',
      'there (v1beta2)',
    ]) {
      expect(dialog.getByText(fact)).toBeVisible();
    }
    await userEvent.click(dialog.getByRole('button', { name: 'Import' }));
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    const [{ body }] = fake.sent('POST', '/clusters');
    expect(body).toMatchObject({
      ...{ name: 'lab', force: false },
      connection: { kind: 'kubeconfig' },
    });
    expect(JSON.stringify(body)).toContain('ada-token');
    expect(JSON.stringify(body)).not.toMatch(/bob|test\.example/);
  });

  it('lists missing rights, and imports all the same when told to', async () => {
    const fake = buildFake(POOR);
    renderPage(<ClustersPage />, fake);
    const dialog = await openDialog();
    await userEvent.click(dialog.getByRole('button', { name: 'Check' }));
    expect(await dialog.findByText('create jobs.batch')).toBeVisible();
    expect(dialog.getByText(/Apply the manifest/)).toBeVisible();
    expect(dialog.getByRole('button', { name: 'Import' })).toBeDisabled();
    await userEvent.click(
      dialog.getByRole('checkbox', { name: /all the same/ }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Import' }));
    await waitFor(() =>
      expect(fake.sent('POST', '/clusters')[0]?.body).toMatchObject({
        force: true,
      }),
    );
  });
});
