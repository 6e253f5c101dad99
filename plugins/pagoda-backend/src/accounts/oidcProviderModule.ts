import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ConfigReader, type Config } from '@backstage/config';
import {
  oidcAuthenticator,
  oidcSignInResolvers,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import type { JsonObject } from '@backstage/types';
import { InternalClient } from '../http/InternalClient';
import { createProvisionUser } from './provisionUser';

/**
 * The auth provider `oidc` of Backstage, with one more sign-in resolver: `provisionUser`. Use it instead of
 * `@backstage/plugin-auth-backend-module-oidc-provider`.
 */
export const oidcProviderModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'pagoda-oidc-provider',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        providers: authProvidersExtensionPoint,
      },
      async init({ auth, config, discovery, providers }) {
        const environment =
          config.getOptionalString('auth.environment') ?? 'development';
        providers.registerProvider({
          providerId: 'oidc',
          factory: context => {
            const settings = onlyEnvironments(context.config);
            const createProvider = createOAuthProviderFactory({
              authenticator: oidcAuthenticator,
              signInResolverFactories: {
                ...oidcSignInResolvers,
                provisionUser: createProvisionUser(
                  new InternalClient({ auth, discovery }),
                  toIssuer(
                    settings.getOptionalString(`${environment}.metadataUrl`),
                  ),
                ),
              },
            });
            return createProvider({ ...context, config: settings });
          },
        });
      },
    });
  },
});

/** Without `title`, which is for the sign-in page: Backstage takes every key for an environment. */
function onlyEnvironments(config: Config): Config {
  const { title: _title, ...environments } = config.get<JsonObject>();
  return new ConfigReader(environments, 'auth.providers.oidc');
}

/** The issuer whose metadata is at this address (OpenID Connect Discovery 1.0, 4). */
function toIssuer(metadataUrl: string = ''): string {
  return metadataUrl.replace(/\/\.well-known\/openid-configuration$/, '');
}
