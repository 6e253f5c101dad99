import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';
import { Route, Routes } from '../../routing';
import { ExperimentsPage } from './ExperimentsPage';

const ExperimentPage = lazy(() =>
  import('./ExperimentPage').then(m => ({ default: m.ExperimentPage })),
);
const StartPage = lazy(() =>
  import('./StartPage').then(m => ({ default: m.StartPage })),
);

/** `/experiments`, `/experiments/{project}/{name}` and `…/start`. */
export function ExperimentsRoutes() {
  return (
    <Suspense fallback={<Skeleton height="4rem" />}>
      <Routes>
        <Route index element={<ExperimentsPage />} />
        <Route path=":project/:experiment" element={<ExperimentPage />} />
        <Route path=":project/:experiment/start" element={<StartPage />} />
      </Routes>
    </Suspense>
  );
}
