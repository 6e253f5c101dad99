/**
 * PAGoDA's contract: types of the OpenAPI document, the typed client, permissions, entity annotations.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './createPagodaClient';
export * from './PagodaApiError';
export * from './pagePaths';
export * from './permissions';
export * from './quantity';
export * from './readEventStream';
export * from './types';
export type {
  components,
  operations,
  paths,
} from './generated/openapi.generated';
