import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';
import { Route, Routes } from '../../routing';
import { RunsPage } from './RunsPage';

const RunPage = lazy(() =>
  import('../run/RunPage').then(m => ({ default: m.RunPage })),
);
const CompareRunsPage = lazy(() =>
  import('../run/CompareRunsPage').then(m => ({ default: m.CompareRunsPage })),
);

/** `/runs`, `/runs/compare` and `/runs/{id}`. */
export function RunsRoutes() {
  return (
    <Suspense fallback={<Skeleton height="4rem" />}>
      <Routes>
        <Route index element={<RunsPage />} />
        <Route path="compare" element={<CompareRunsPage />} />
        <Route path=":run" element={<RunPage />} />
      </Routes>
    </Suspense>
  );
}
