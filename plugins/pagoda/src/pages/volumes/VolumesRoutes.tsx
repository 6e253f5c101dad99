import { lazy, Suspense } from 'react';
import { Skeleton } from '@backstage/ui';
import { Route, Routes } from '../../routing';
import { VolumesPage } from './VolumesPage';

const VolumePage = lazy(() =>
  import('./VolumePage').then(m => ({ default: m.VolumePage })),
);

/** `/volumes` and `/volumes/{project}/{name}`. */
export function VolumesRoutes() {
  return (
    <Suspense fallback={<Skeleton height="4rem" />}>
      <Routes>
        <Route index element={<VolumesPage />} />
        <Route path=":project/:volume" element={<VolumePage />} />
      </Routes>
    </Suspense>
  );
}
