import type { ReactElement } from 'react';
// Nothing but tests imports this file.
// eslint-disable-next-line @backstage/no-undeclared-imports
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { pagodaApiRef } from '../api';
import {
  clustersRouteRef,
  experimentsRouteRef,
  fleetRouteRef,
  homeRouteRef,
  monitoringRouteRef,
  projectRouteRef,
  runsRouteRef,
  sweepRouteRef,
  tokensRouteRef,
  volumesRouteRef,
} from '../routes';
import type { FakePagoda } from './FakePagoda';

/** Draws a page in an app in which all of PAGoDA's pages have an address. */
export function renderPage(
  page: ReactElement,
  fake: FakePagoda,
  options: { at?: string } = {},
) {
  return renderInTestApp(page, {
    apis: [[pagodaApiRef, fake.api]],
    initialRouteEntries: [options.at ?? '/'],
    mountedRoutes: {
      '/home': homeRouteRef,
      '/runs': runsRouteRef,
      '/sweeps/:sweep': sweepRouteRef,
      '/projects/:project': projectRouteRef,
      '/experiments': experimentsRouteRef,
      '/volumes': volumesRouteRef,
      '/clusters': clustersRouteRef,
      '/fleet': fleetRouteRef,
      '/monitoring': monitoringRouteRef,
      '/tokens': tokensRouteRef,
    },
  });
}
