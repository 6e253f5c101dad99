import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  kubernetesAuthStrategyExtensionPoint,
  kubernetesClusterSupplierExtensionPoint,
  kubernetesFetcherExtensionPoint,
  kubernetesObjectsProviderExtensionPoint,
  kubernetesServiceLocatorExtensionPoint,
} from '@backstage/plugin-kubernetes-node';
import { InternalClient } from '../http/InternalClient';
import { createCallerFactsSource } from '../permissions/createCallerFactsSource';
import { readNamespacePrefix } from './kubernetesAnnotations';
import { OwnObjectsProvider } from './OwnObjectsProvider';
import { AUTH_PROVIDER, PagodaClusterSupplier } from './PagodaClusterSupplier';
import { PagodaFetcher } from './PagodaFetcher';

/** Gives PAGoDA's clusters to the Kubernetes plugin, and lets people see the objects of their own projects. */
export const pagodaKubernetesModule = createBackendModule({
  pluginId: 'kubernetes',
  moduleId: 'pagoda',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.rootLifecycle,
        permissions: coreServices.permissions,
        authStrategies: kubernetesAuthStrategyExtensionPoint,
        fetchers: kubernetesFetcherExtensionPoint,
        locators: kubernetesServiceLocatorExtensionPoint,
        objects: kubernetesObjectsProviderExtensionPoint,
        suppliers: kubernetesClusterSupplierExtensionPoint,
      },
      async init(deps) {
        const { config, permissions } = deps;
        const internal = new InternalClient(deps);
        const supplier = new PagodaClusterSupplier(internal);
        deps.lifecycle.addStartupHook(() => supplier.start());
        deps.suppliers.addClusterSupplier(supplier);
        deps.locators.addServiceLocator(supplier);
        deps.authStrategies.addAuthStrategy(AUTH_PROVIDER, supplier);
        deps.fetchers.addFetcher(new PagodaFetcher(internal));
        deps.objects.addObjectsProvider(
          async ({ getDefault }) =>
            new OwnObjectsProvider({
              all: await getDefault(),
              permissions,
              factsOf: createCallerFactsSource(deps),
              namespacePrefix: readNamespacePrefix(config),
            }),
        );
      },
    });
  },
});
