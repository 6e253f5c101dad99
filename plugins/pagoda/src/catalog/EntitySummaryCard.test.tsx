import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import {
  buildCluster,
  buildRun,
  FakePagoda,
  renderPage,
  serveRuns,
} from '../testing';
import { EntitySummaryCard } from './EntitySummaryCard';

function renderCard(entity: Entity, fake: FakePagoda) {
  return renderPage(
    <EntityProvider entity={entity}>
      <EntitySummaryCard />
    </EntityProvider>,
    fake,
  );
}

function buildEntity(
  kind: string,
  type: string,
  annotations: Record<string, string>,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name: 'x', annotations },
    spec: { type },
  };
}

describe('EntitySummaryCard', () => {
  it('shows the latest runs of an experiment, and starts it', async () => {
    const fake = new FakePagoda();
    serveRuns(fake, {
      runs: [buildRun({ number: 5 }), buildRun({ experiment: 'other' })],
    });
    await renderCard(
      buildEntity('Component', 'experiment', {
        'pagoda.io/project': 'demo',
        'pagoda.io/experiment': 'montecarlo-pi',
      }),
      fake,
    );
    expect(await screen.findByText('montecarlo-pi #5')).toBeInTheDocument();
    expect(screen.getAllByRole('rowheader')).toHaveLength(1);
    expect(screen.getByRole('link', { name: 'Start' })).toHaveAttribute(
      'href',
      '/experiments/demo/montecarlo-pi/start',
    );
  });

  it('shows what a cluster has and what is in use', async () => {
    const fake = new FakePagoda();
    fake.on('GET', '/clusters/{cluster}', ({ params }) =>
      buildCluster({ name: params.cluster }),
    );
    await renderCard(
      buildEntity('Resource', 'kubernetes-cluster', {
        'pagoda.io/cluster': 'local',
      }),
      fake,
    );
    expect(
      await screen.findByRole('meter', { name: 'Memory' }),
    ).toHaveAttribute('aria-valuetext', '512 MiB of 8 GiB');
    expect(screen.getByRole('link', { name: 'Open cluster' })).toHaveAttribute(
      'href',
      '/clusters/local',
    );
  });

  it('shows nothing for what PAGoDA has not made', async () => {
    await renderCard(buildEntity('Component', 'service', {}), new FakePagoda());
    expect(screen.queryByRole('region', { name: /runs|Capacity/ })).toBeNull();
  });
});
