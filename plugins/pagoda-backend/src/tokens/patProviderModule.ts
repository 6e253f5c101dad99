import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { SCOPE_CLAIM } from '../permissions/tokenScope';
import { findGroups } from './findGroups';

/**
 * The auth provider `pat`: `GET /api/auth/pat/refresh` with a personal access token as bearer token answers with a
 * short Backstage token of its user. From there on every call has a real user and meets the normal policy.
 */
export const patProviderModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'pagoda-pat-provider',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        providers: authProvidersExtensionPoint,
      },
      async init({ auth, catalog, discovery, providers }) {
        async function verify(secret: string) {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await auth.getOwnServiceCredentials(),
            targetPluginId: 'pagoda',
          });
          const baseUrl = await discovery.getBaseUrl('pagoda');
          const response = await fetch(`${baseUrl}/internal/tokens/verify`, {
            method: 'POST',
            headers: {
              Authorization: `Bearer ${token}`,
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({ secret }),
          });
          if (!response.ok) {
            throw new ServiceUnavailableError(
              `Access tokens cannot be checked now (status ${response.status})`,
            );
          }
          return (await response.json()) as {
            valid: boolean;
            user: string;
            scope: string;
          };
        }

        providers.registerProvider({
          providerId: 'pat',
          factory: ({ resolverContext }) => ({
            start: unsupported,
            frameHandler: unsupported,
            async refresh(req, res) {
              const secret = /^Bearer (\S+)$/i.exec(
                req.headers.authorization ?? '',
              )?.[1];
              const known = secret ? await verify(secret) : undefined;
              if (!known?.valid) {
                throw new AuthenticationError(
                  'This access token is not valid: it is unknown, revoked or expired. Create another one on the page Access tokens.',
                );
              }
              const { token } = await resolverContext.issueToken({
                claims: {
                  sub: known.user,
                  ent: await findGroups({ auth, catalog }, known.user),
                  [SCOPE_CLAIM]: known.scope,
                },
              });
              res.setHeader('Cache-Control', 'no-store');
              res.json({
                providerInfo: { scope: known.scope },
                profile: {},
                backstageIdentity: prepareBackstageIdentityResponse({ token }),
              });
            },
          }),
        });
      },
    });
  },
});

async function unsupported(): Promise<void> {
  throw new NotFoundError(
    'Access tokens are exchanged at /api/auth/pat/refresh; there is nothing to sign in to',
  );
}
