import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';
import { Route, Routes } from '../../routing';
import { ClustersPage } from './ClustersPage';

const ClusterPage = lazy(() =>
  import('./ClusterPage').then(m => ({ default: m.ClusterPage })),
);

const NewClusterPage = lazy(() =>
  import('./plan/NewClusterPage').then(m => ({ default: m.NewClusterPage })),
);

/** `/clusters`, `/clusters/-/new` and `/clusters/{name}`. */
export function ClustersRoutes() {
  return (
    <Suspense fallback={<Skeleton height="4rem" />}>
      <Routes>
        <Route index element={<ClustersPage />} />
        <Route path="-/new" element={<NewClusterPage />} />
        <Route path=":cluster" element={<ClusterPage />} />
      </Routes>
    </Suspense>
  );
}
