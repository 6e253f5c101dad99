import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/frontend-plugin-api';

export const homeRouteRef = createRouteRef();

export const runsRouteRef = createRouteRef();
export const runRouteRef = createSubRouteRef({
  parent: runsRouteRef,
  path: '/:run',
});
export const compareRunsRouteRef = createSubRouteRef({
  parent: runsRouteRef,
  path: '/compare',
});

export const sweepRouteRef = createRouteRef({ params: ['sweep'] });

export const projectRouteRef = createRouteRef({ params: ['project'] });

export const experimentsRouteRef = createRouteRef();
export const experimentRouteRef = createSubRouteRef({
  parent: experimentsRouteRef,
  path: '/:project/:experiment',
});
export const startExperimentRouteRef = createSubRouteRef({
  parent: experimentsRouteRef,
  path: '/:project/:experiment/start',
});

export const volumesRouteRef = createRouteRef();
export const volumeRouteRef = createSubRouteRef({
  parent: volumesRouteRef,
  path: '/:project/:volume',
});

export const clustersRouteRef = createRouteRef();
export const clusterRouteRef = createSubRouteRef({
  parent: clustersRouteRef,
  path: '/:cluster',
});

export const fleetRouteRef = createRouteRef();

export const monitoringRouteRef = createRouteRef();

/** No cluster's name begins with a dash. */
export const newClusterRouteRef = createSubRouteRef({
  parent: clustersRouteRef,
  path: '/-/new',
});

export const tokensRouteRef = createRouteRef();

/** A template's form, of the scaffolder plugin; the link is left out where that is not installed. */
export const templateRouteRef = createExternalRouteRef({
  params: ['namespace', 'templateName'],
  defaultTarget: 'scaffolder.selectedTemplate',
});
