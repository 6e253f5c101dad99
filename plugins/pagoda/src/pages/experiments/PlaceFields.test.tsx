import { useState } from 'react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Cluster } from '@pagoda/plugin-pagoda-common';
import { buildCluster, FakePagoda, renderPage } from '../../testing';
import { PlaceFields, type PlaceChoice } from './PlaceFields';

const LAB: Partial<Cluster> = {
  ...{ name: 'lab', title: 'Laboratory', engine: 'kubernetes' },
  version: 'v1.34.4',
  features: {
    storageClasses: [],
    kueue: { installed: true, version: 'v1beta2' },
    metrics: false,
  },
};

async function render(clusters: Cluster[]) {
  const fake = new FakePagoda()
    .on('GET', '/clusters', () => ({ items: clusters, pageInfo: {} }))
    .on('GET', '/clusters/{cluster}/queues', () => ({
      items: [
        {
          ...{ name: 'gpu', clusterQueue: 'vision', active: true },
          ...{ pending: 3, admitted: 2 },
        },
        {
          ...{ name: 'old', clusterQueue: 'old', active: false },
          ...{ pending: 0, admitted: 0 },
        },
      ],
      priorityClasses: [{ name: 'urgent', value: 1000 }],
    }));
  const chosen = jest.fn<void, [PlaceChoice]>();
  function Form() {
    const [choice, setChoice] = useState<PlaceChoice>({});
    return (
      <PlaceFields
        project="vision"
        choice={choice}
        problems={{}}
        onChange={next => {
          setChoice(next);
          chosen(next);
        }}
      />
    );
  }
  await renderPage(<Form />, fake);
  const choose = async (label: RegExp, option: RegExp) => {
    await userEvent.click(await screen.findByRole('button', { name: label }));
    await userEvent.click(await screen.findByRole('option', { name: option }));
  };
  return { fake, chosen, choose };
}

describe('PlaceFields', () => {
  it('offers the queues of a cluster that has Kueue, and its priorities', async () => {
    const { fake, chosen, choose } = await render([
      buildCluster(),
      buildCluster(LAB),
    ]);
    await choose(/Cluster/, /Laboratory/);
    expect(
      screen.getByText('Kubernetes v1.34.4 · 3 of 4 cores, 7.5 GiB free'),
    ).toBeInTheDocument();
    expect(chosen).toHaveBeenLastCalledWith({ cluster: 'lab' });
    await choose(/Queue/, /gpu \(3 waiting, 2 running\)/);
    expect(chosen).toHaveBeenLastCalledWith({ cluster: 'lab', queue: 'gpu' });
    await choose(/Priority/, /urgent/);
    expect(chosen).toHaveBeenLastCalledWith({
      ...{ cluster: 'lab', queue: 'gpu', priorityClass: 'urgent' },
    });
    await choose(/Queue/, /old \(stopped/);
    expect(chosen).toHaveBeenLastCalledWith({ cluster: 'lab', queue: 'old' });
    await choose(/Cluster/, /local/i);
    expect(screen.queryByRole('button', { name: /Queue/ })).toBeNull();
    expect(
      fake.requests.filter(({ path }) => path.includes('/queues')),
    ).toHaveLength(1);
  });
});
