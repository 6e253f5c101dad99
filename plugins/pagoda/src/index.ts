/**
 * PAGoDA's pages, entity cards and form fields.
 *
 * @packageDocumentation
 */
export { pagodaPlugin, pagodaPlugin as default } from './plugin';
export { pagodaApiRef, type PagodaApi } from './api';
