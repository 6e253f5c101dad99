import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { createCallerFactsSource } from './createCallerFactsSource';
import { PagodaPermissionPolicy } from './PagodaPermissionPolicy';

/** Group whose members administer PAGoDA, where the configuration says nothing else. */
export const DEFAULT_ADMINISTRATORS = ['group:default/pagoda-administrators'];

/** Sets PAGoDA's policy in the permission plugin. */
export const pagodaPermissionPolicyModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'pagoda-policy',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        policy: policyExtensionPoint,
      },
      async init({ auth, config, discovery, policy }) {
        policy.setPolicy(
          new PagodaPermissionPolicy(
            config.getOptionalStringArray('pagoda.administrators') ??
              DEFAULT_ADMINISTRATORS,
            createCallerFactsSource({ auth, discovery }),
            config.getOptionalStringArray('pagoda.clusterCreators'),
          ),
        );
      },
    });
  },
});
