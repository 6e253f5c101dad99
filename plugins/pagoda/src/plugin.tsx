import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { RiHome5Line, RiPlayList2Line } from '@remixicon/react';
import { createPagodaApi, pagodaApiRef } from './api';
import { entityExtensions } from './catalog/entityExtensions';
import {
  homeRouteRef,
  projectRouteRef,
  runsRouteRef,
  sweepRouteRef,
  templateRouteRef,
} from './routes';

const pagodaApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: pagodaApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createPagodaApi,
    }),
});

const homePage = PageBlueprint.make({
  name: 'home',
  params: {
    path: '/',
    routeRef: homeRouteRef,
    title: 'Home',
    icon: <RiHome5Line fontSize="inherit" />,
    noHeader: true,
    loader: () => import('./pages/home/HomePage').then(m => <m.HomePage />),
  },
});

const runsPage = PageBlueprint.make({
  name: 'runs',
  params: {
    path: '/runs',
    routeRef: runsRouteRef,
    title: 'Runs',
    icon: <RiPlayList2Line fontSize="inherit" />,
    noHeader: true,
    loader: () => import('./pages/runs/RunsRoutes').then(m => <m.RunsRoutes />),
  },
});

const sweepsPage = PageBlueprint.make({
  name: 'sweeps',
  params: {
    path: '/sweeps/:sweep',
    routeRef: sweepRouteRef,
    noHeader: true,
    loader: () => import('./pages/sweep/SweepPage').then(m => <m.SweepPage />),
  },
});

const projectPage = PageBlueprint.make({
  name: 'projects',
  params: {
    path: '/projects/:project',
    routeRef: projectRouteRef,
    noHeader: true,
    loader: () =>
      import('./pages/project/ProjectPage').then(m => <m.ProjectPage />),
  },
});

/** PAGoDA's frontend plugin. */
export const pagodaPlugin = createFrontendPlugin({
  pluginId: 'pagoda',
  title: 'PAGoDA',
  routes: {
    root: homeRouteRef,
    runs: runsRouteRef,
    sweep: sweepRouteRef,
    project: projectRouteRef,
  },
  externalRoutes: { template: templateRouteRef },
  extensions: [
    pagodaApi,
    homePage,
    runsPage,
    sweepsPage,
    projectPage,
    ...entityExtensions,
  ],
});
