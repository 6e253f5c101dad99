import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { buildCluster, FakePagoda, renderPage } from '../../testing';
import { CreateVolumeDialog } from './CreateVolumeDialog';

const LAB: Partial<Cluster> = {
  ...{ name: 'lab', title: 'Laboratory', engine: 'kubernetes' },
  features: {
    storageClasses: [
      { name: 'ceph', provisioner: 'rbd', default: true, expandable: true },
      { name: 'fast', provisioner: 'nvme', default: false },
    ],
    kueue: { installed: false },
    metrics: false,
  },
};

async function open(clusters: Cluster[]) {
  const fake = new FakePagoda()
    .on('GET', '/clusters', () => ({ items: clusters, pageInfo: {} }))
    .on('POST', '/projects/{project}/volumes', ({ body }) => ({
      ...(body as object),
    }));
  const onCreated = jest.fn();
  await renderPage(
    <CreateVolumeDialog isOpen onClose={jest.fn()} onCreated={onCreated} />,
    fake,
  );
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(
    within(dialog).getByLabelText(/^Name/, { selector: 'input' }),
    'images',
  );
  const create = async () => {
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Create' }),
    );
    await waitFor(() => expect(onCreated).toHaveBeenCalled());
    return fake.requests.find(({ method }) => method === 'POST')?.body;
  };
  const choose = async (label: RegExp, option: RegExp) => {
    await userEvent.click(within(dialog).getByRole('button', { name: label }));
    await userEvent.click(await screen.findByRole('option', { name: option }));
  };
  return { dialog, create, choose, fake };
}

describe('CreateVolumeDialog', () => {
  it('asks for no cluster where there is one alone', async () => {
    const { dialog, create, fake } = await open([buildCluster()]);
    await waitFor(() =>
      expect(fake.requests.map(({ path }) => path)).toContain('/clusters'),
    );
    expect(within(dialog).queryByText('Cluster')).not.toBeInTheDocument();
    expect(await create()).toEqual({ name: 'images', size: '1Gi' });
  });

  it('offers the storage classes of a Kubernetes cluster', async () => {
    const { dialog, create, choose } = await open([
      buildCluster(),
      buildCluster(LAB),
    ]);
    await within(dialog).findByText('Cluster');
    expect(within(dialog).queryByText('Storage class')).not.toBeInTheDocument();
    await choose(/Cluster/, /Laboratory/);
    expect(
      await within(dialog).findByRole('button', { name: /Storage class/ }),
    ).toHaveTextContent("The cluster's default (ceph)");
    await choose(/Storage class/, /fast/);
    await choose(/Used by/, /all nodes/);
    expect(await create()).toEqual({
      ...{ name: 'images', size: '1Gi', cluster: 'lab' },
      ...{ storageClass: 'fast', accessMode: 'ReadWriteMany' },
    });
  });
});
