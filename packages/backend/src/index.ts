import { createBackend } from '@backstage/backend-defaults';
import pagodaPlugin, {
  demoProviderModule,
  oidcProviderModule,
  pagodaCatalogModule,
  pagodaKubernetesModule,
  pagodaPermissionPolicyModule,
  patProviderModule,
  scopedRootHttpRouter,
} from '@pagoda/plugin-pagoda-backend';

const backend = createBackend();

backend.add(scopedRootHttpRouter);
backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-kubernetes-backend'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@pagoda/plugin-pagoda-scaffolder-actions'));
backend.add(pagodaPlugin);
backend.add(pagodaCatalogModule);
backend.add(pagodaKubernetesModule);
backend.add(pagodaPermissionPolicyModule);
backend.add(demoProviderModule);
backend.add(oidcProviderModule);
backend.add(patProviderModule);

backend.start().catch((error: Error) => {
  // What has started by then would go on, and answer nothing.
  process.stderr.write(`${error.message}\n`, () => process.exit(1));
});
