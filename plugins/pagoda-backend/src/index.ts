/**
 * PAGoDA's backend plugin and its modules for other plugins.
 *
 * @packageDocumentation
 */
export { pagodaPlugin as default } from './plugin';
export { pagodaPermissionPolicyModule } from './permissions/policyModule';
export { pagodaKubernetesModule } from './kubernetesTab/pagodaKubernetesModule';
export { pagodaCatalogModule } from './catalog/pagodaCatalogModule';
export { demoProviderModule } from './tokens/demoProviderModule';
export { patProviderModule } from './tokens/patProviderModule';
export { oidcProviderModule } from './accounts/oidcProviderModule';
export { scopedRootHttpRouter } from './tokens/scopedRootHttpRouter';
export {
  provisionersExtensionPoint,
  type CreateProvisioner,
  type ProvisionerContext,
  type ProvisionersExtensionPoint,
} from './provisioners/extensionPoint';
export type { ClusterProvisioner } from './provisioners/types';
