import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  RiFlaskLine,
  RiHardDrive2Line,
  RiHome5Line,
  RiKey2Line,
  RiPlayList2Line,
  RiRadarLine,
  RiServerLine,
} from '@remixicon/react';
import { createPagodaApi, pagodaApiRef } from './api';
import { entityExtensions } from './catalog/entityExtensions';
import {
  clustersRouteRef,
  experimentsRouteRef,
  fleetRouteRef,
  homeRouteRef,
  monitoringRouteRef,
  projectRouteRef,
  runsRouteRef,
  sweepRouteRef,
  templateRouteRef,
  tokensRouteRef,
  volumesRouteRef,
} from './routes';
import { formFieldExtensions } from './scaffolder/formFieldExtensions';

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

const experimentsPage = PageBlueprint.make({
  name: 'experiments',
  params: {
    path: '/experiments',
    routeRef: experimentsRouteRef,
    title: 'Experiments',
    icon: <RiFlaskLine fontSize="inherit" />,
    noHeader: true,
    loader: () =>
      import('./pages/experiments/ExperimentsRoutes').then(m => (
        <m.ExperimentsRoutes />
      )),
  },
});

const volumesPage = PageBlueprint.make({
  name: 'volumes',
  params: {
    path: '/volumes',
    routeRef: volumesRouteRef,
    title: 'Volumes',
    icon: <RiHardDrive2Line fontSize="inherit" />,
    noHeader: true,
    loader: () =>
      import('./pages/volumes/VolumesRoutes').then(m => <m.VolumesRoutes />),
  },
});

const clustersPage = PageBlueprint.make({
  name: 'clusters',
  params: {
    path: '/clusters',
    routeRef: clustersRouteRef,
    title: 'Clusters',
    icon: <RiServerLine fontSize="inherit" />,
    noHeader: true,
    loader: () =>
      import('./pages/clusters/ClustersRoutes').then(m => <m.ClustersRoutes />),
  },
});

const fleetPage = PageBlueprint.make({
  name: 'fleet',
  params: {
    path: '/fleet',
    routeRef: fleetRouteRef,
    title: 'Fleet',
    icon: <RiRadarLine fontSize="inherit" />,
    noHeader: true,
    loader: () => import('./pages/fleet/FleetPage').then(m => <m.FleetPage />),
  },
});

/** Fleet leads to it. */
const monitoringPage = PageBlueprint.make({
  name: 'monitoring',
  params: {
    path: '/monitoring',
    routeRef: monitoringRouteRef,
    noHeader: true,
    loader: () =>
      import('./pages/monitoring/MonitoringPage').then(m => (
        <m.MonitoringPage />
      )),
  },
});

const tokensPage = PageBlueprint.make({
  name: 'tokens',
  params: {
    path: '/tokens',
    routeRef: tokensRouteRef,
    title: 'Access tokens',
    icon: <RiKey2Line fontSize="inherit" />,
    noHeader: true,
    loader: () =>
      import('./pages/tokens/TokensPage').then(m => <m.TokensPage />),
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
    ...formFieldExtensions,
    experimentsPage,
    volumesPage,
    clustersPage,
    fleetPage,
    monitoringPage,
    tokensPage,
  ],
});
