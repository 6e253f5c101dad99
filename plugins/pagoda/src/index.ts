/**
 * PAGoDA's pages, entity cards and form fields.
 *
 * @packageDocumentation
 */
export { pagodaPlugin, pagodaPlugin as default } from './plugin';
export { AdministratorsOnly } from './components/AdministratorsOnly';
export { pagodaApiRef, type PagodaApi } from './api';
