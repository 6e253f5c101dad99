import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { readNamespacePrefix } from '../kubernetesTab/kubernetesAnnotations';
import { DEFAULT_ADMINISTRATORS } from '../permissions/policyModule';
import { CatalogFeed } from './CatalogFeed';
import { catalogVisibilityRule } from './catalogVisibility';
import { PagodaEntityProvider } from './PagodaEntityProvider';

/** Shows PAGoDA's projects, clusters, volumes and experiments in the catalog. */
export const pagodaCatalogModule = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'pagoda',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogProcessingExtensionPoint,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init(deps) {
        const { config, lifecycle, logger } = deps;
        const [administrators] =
          config.getOptionalStringArray('pagoda.administrators') ??
          DEFAULT_ADMINISTRATORS;
        const provider = new PagodaEntityProvider({
          feed: new CatalogFeed(deps),
          logger,
          entities: {
            appBaseUrl: config.getString('app.baseUrl').replace(/\/+$/, ''),
            administrators,
            namespacePrefix: readNamespacePrefix(config),
          },
        });
        deps.catalog.addEntityProvider(provider);
        deps.permissionsRegistry.addPermissionRules([catalogVisibilityRule]);

        const stop = new AbortController();
        let running: Promise<void> | undefined;
        lifecycle.addStartupHook(() => {
          running = provider.run(stop.signal);
        });
        lifecycle.addShutdownHook(async () => {
          stop.abort();
          await running;
        });
      },
    });
  },
});
