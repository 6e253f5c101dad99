/**
 * Scaffolder actions `pagoda:*`.
 *
 * @packageDocumentation
 */
export { pagodaScaffolderModule as default } from './pagodaScaffolderModule';
