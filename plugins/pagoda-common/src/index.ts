/**
 * PAGoDA's contract: types of the OpenAPI document, the typed client, permissions, entity annotations.
 *
 * @packageDocumentation
 */
export * from './adviseResources';
export * from './annotations';
export * from './clusterRights';
export * from './clusterProgress';
export * from './createPagodaClient';
export * from './frames';
export * from './PagodaApiError';
export * from './kubeconfig';
export * from './metricSeries';
export * from './pagePaths';
export * from './permissions';
export * from './quantity';
export * from './quotaWords';
export * from './readEventStream';
export * from './types';
export * from './volumeProgress';
export type {
  components,
  operations,
  paths,
} from './generated/openapi.generated';
