import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  prepareBackstageIdentityResponse,
} from '@backstage/plugin-auth-node';

/** The personas of a demo, with the groups that each is a member of. */
export const DEMO_PERSONAS: Record<
  string,
  { displayName: string; groups: string[] }
> = {
  researcher: { displayName: 'Researcher', groups: [] },
  researcher2: { displayName: 'Researcher 2', groups: [] },
  viewer: { displayName: 'Viewer', groups: [] },
  administrator: {
    displayName: 'Administrator',
    groups: ['group:default/pagoda-administrators'],
  },
};

/**
 * The auth provider `demo`: signs anybody in as one of the personas, without a password. For development alone: with it
 * configured, the backend does not start when NODE_ENV is production.
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
        if (!config.has('auth.providers.demo')) {
          return;
        }
        if (process.env.NODE_ENV === 'production') {
          throw new Error(
            'The demo personas sign in without a password and are not for production: remove auth.providers.demo from the configuration, or start with NODE_ENV=development',
          );
        }
        providers.registerProvider({
          providerId: 'demo',
          factory: ({ resolverContext }) => ({
            start: unsupported,
            frameHandler: unsupported,
            async refresh(req, res) {
              const name = String(req.query.persona ?? '');
              if (!Object.hasOwn(DEMO_PERSONAS, name)) {
                throw new InputError(
                  `persona: '${name}' is not a demo persona; choose one of ${Object.keys(
                    DEMO_PERSONAS,
                  ).join(', ')}`,
                );
              }
              const { displayName, groups } = DEMO_PERSONAS[name];
              const sub = `user:default/${name}`;
              const { token } = await resolverContext.issueToken({
                claims: { sub, ent: [sub, ...groups] },
              });
              res.setHeader('Cache-Control', 'no-store');
              res.json({
                providerInfo: {},
                profile: { displayName },
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
  throw new NotFoundError('The demo has no sign-in page of its own');
}
