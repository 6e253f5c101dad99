import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { toPagodaEntity } from './pagodaEntity';

/** On the overview of what PAGoDA has put into the catalog. */
const summaryCard = EntityCardBlueprint.make({
  name: 'summary',
  params: {
    type: 'content',
    filter: entity => toPagodaEntity(entity) !== undefined,
    loader: () =>
      import('./EntitySummaryCard').then(m => <m.EntitySummaryCard />),
  },
});

/** A tab with the runs of projects, experiments and clusters. */
const runsContent = EntityContentBlueprint.make({
  name: 'runs',
  params: {
    path: '/runs',
    title: 'Runs',
    filter: entity => {
      const pagoda = toPagodaEntity(entity);
      return pagoda !== undefined && pagoda.type !== 'volume';
    },
    loader: () =>
      import('./EntityRunsContent').then(m => <m.EntityRunsContent />),
  },
});

/** Cards and tabs of the catalog's entity page. */
export const entityExtensions = [summaryCard, runsContent];
