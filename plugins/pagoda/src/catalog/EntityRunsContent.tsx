import { useEntity } from '@backstage/plugin-catalog-react';
import { Container } from '@backstage/ui';
import { RecentRuns } from '../components/RecentRuns';
import { toPagodaEntity } from './pagodaEntity';

/** The tab with the newest runs of a project, an experiment or a cluster. */
export function EntityRunsContent() {
  const { entity } = useEntity();
  const pagoda = toPagodaEntity(entity);
  if (!pagoda || pagoda.type === 'volume') {
    return null;
  }
  return (
    <Container my="4">
      <RecentRuns
        limit={50}
        query={{
          ...('project' in pagoda && { project: [pagoda.project] }),
          ...('experiment' in pagoda && { experiment: pagoda.experiment }),
          ...('cluster' in pagoda && { cluster: pagoda.cluster }),
        }}
      />
    </Container>
  );
}
