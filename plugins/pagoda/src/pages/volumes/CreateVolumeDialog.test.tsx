import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Cluster } from '@pagoda/plugin-pagoda-common';
import {
  buildCloud,
  buildCluster,
  buildOffers,
  FakePagoda,
  renderPage,
} from '../../testing';
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

async function open(clusters: Cluster[], fake = new FakePagoda()) {
  fake
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
    return fake.sent('POST', '/projects/{project}/volumes')[0]?.body;
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

  it('says whether a volume in a cloud would fit, with the types and zones of the cloud', async () => {
    const fake = new FakePagoda()
      .on('GET', '/clouds', () => ({ items: [buildCloud()] }))
      .on('GET', '/clouds/{cloud}/offers', () => buildOffers())
      .on('POST', '/projects/{project}/volumes:preflight', ({ body }) => {
        const [{ size }] = (body as { items: { size: string }[] }).items;
        const short = size === '900Gi' ? 800 : 0;
        return {
          ...{ fits: short === 0, problems: [] },
          items: [
            {
              ...{ resource: 'gigabytes', limit: 1000, used: 900, left: 100 },
              ...{ needed: 1, leftAfter: 99, short },
            },
          ],
          cost: { perDay: 0.5, currency: 'EUR' },
        };
      });
    const { dialog, create, choose } = await open([buildCluster(LAB)], fake);
    await userEvent.click(
      await within(dialog).findByRole('radio', { name: 'In a cloud' }),
    );
    // The only one there is, is chosen by itself.
    await within(dialog).findByText('Fits');
    const size = within(dialog).getByLabelText(/^Size/, { selector: 'input' });
    await userEvent.clear(size);
    await userEvent.type(size, '900Gi');
    await within(dialog).findByText(/Does not fit: short by/);
    expect(
      within(dialog).getByRole('button', { name: 'Create' }),
    ).toBeDisabled();
    await userEvent.clear(size);
    await userEvent.type(size, '90Gi');
    await within(dialog).findByText('Fits');
    expect(within(dialog).getByText('0.50 EUR')).toBeVisible();
    await choose(/Volume type/, /fast/);
    await choose(/Zone/, /nova/);
    await choose(/Cluster/, /Laboratory/);
    await userEvent.click(
      within(dialog).getByRole('switch', { name: 'Protected from deletion' }),
    );
    await within(dialog).findByText('Fits');
    expect(await create()).toEqual({
      ...{ name: 'images', size: '90Gi', cloud: 'campus', cluster: 'lab' },
      ...{ volumeType: 'fast', zone: 'nova', deletionProtection: true },
    });
  });
});
