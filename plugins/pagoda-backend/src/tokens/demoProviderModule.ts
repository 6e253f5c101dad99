import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';
import { DEMO_PERSONAS, demoEnabled, personaOwnership } from './demoPersonas';

/**
 * The auth provider `demo`: `GET /api/auth/demo/refresh?persona=NAME` signs anybody in as one of the personas, without a
 * password. For development alone: with it enabled, the backend does not start when NODE_ENV is production.
 */
export const demoProviderModule = createBackendModule({
  pluginId: 'auth',
  moduleId: 'pagoda-demo-provider',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        if (!demoEnabled(config)) {
          return;
        }
        if (process.env.NODE_ENV === 'production') {
          throw new Error(
            'The demo personas sign in without a password and are not for production: set auth.providers.demo.enabled to false, or start with NODE_ENV=development',
          );
        }
        providers.registerProvider({
          providerId: 'demo',
          factory: ({ resolverContext }) => ({
            start: unsupported,
            frameHandler: unsupported,
            async refresh(req, res) {
              const name = String(req.query.persona ?? '');
              const ent = personaOwnership(name);
              if (!ent) {
                throw new InputError(
                  `persona: '${name}' is not a demo persona; choose one of ${Object.keys(
                    DEMO_PERSONAS,
                  ).join(', ')}`,
                );
              }
              const { displayName } = DEMO_PERSONAS[name];
              const { token } = await resolverContext.issueToken({
                claims: { sub: ent[0], ent },
              });
              res.setHeader('Cache-Control', 'no-store');
              res.json({
                providerInfo: {},
                profile: { displayName },
                backstageIdentity: prepareBackstageIdentityResponse({
                  token,
                  // Tokens do not carry it, and pages ask "is this mine?".
                  identity: {
                    type: 'user',
                    userEntityRef: ent[0],
                    ownershipEntityRefs: ent,
                  },
                }),
              });
            },
          }),
        });
      },
    });
  },
});

async function unsupported(): Promise<void> {
  throw new NotFoundError('The demo has no sign-in page of its own');
}
