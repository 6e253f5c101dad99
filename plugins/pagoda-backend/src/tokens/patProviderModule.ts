import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AuthenticationError, NotFoundError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { InternalClient } from '../http/InternalClient';
import { readProof, SCOPE_CLAIM, TOKEN_CLAIM } from '../permissions/readBearer';
import { demoEnabled } from './demoPersonas';
import { findOwnership } from './findOwnership';
import type { Verification } from './internalRouter';

/** The header with a secret as TokenService makes them; anything else is not worth a question. */
const SECRET = /^Bearer[ ]+(pagoda_[A-Za-z0-9_-]{43})$/i;

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
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        providers: authProvidersExtensionPoint,
      },
      async init({ auth, catalog, config, discovery, providers }) {
        const client = new InternalClient({ auth, discovery });
        const ownership = { auth, catalog, demo: demoEnabled(config) };

        async function verify(authorization: string | undefined) {
          const secret = authorization?.match(SECRET)?.[1];
          const known: Verification = secret
            ? await client.post('/tokens/verify', { secret })
            : { valid: false };
          const ent =
            known.valid &&
            (known.ownershipEntityRefs ??
              (await findOwnership(ownership, known.user)));
          if (!known.valid || !ent) {
            throw new AuthenticationError(
              'This access token is not valid: it is unknown, revoked or expired, or its owner has left. Create another one on the page Access tokens.',
            );
          }
          return { ...known, ent };
        }

        providers.registerProvider({
          providerId: 'pat',
          factory: ({ resolverContext }) => ({
            start: unsupported,
            frameHandler: unsupported,
            async refresh(req, res) {
              const { id, user, scope, ent } = await verify(
                req.headers.authorization,
              );
              const { token } = await resolverContext.issueToken({
                claims: {
                  sub: user,
                  ent,
                  [SCOPE_CLAIM]: scope,
                  [TOKEN_CLAIM]: id,
                },
              });
              // Before the token is out: nobody could tell its scope otherwise when another plugin carries it.
              await client.post('/tokens/grants', {
                ...readProof(token),
                token: id,
                scope,
              });
              res.setHeader('Cache-Control', 'no-store');
              res.json({
                providerInfo: { scope },
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
