import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { BoundedCache } from './BoundedCache';
import type { CallerFacts, CallerFactsSource } from './PagodaPermissionPolicy';
import { readBearer } from './readBearer';

/** How long an answer is used again, in milliseconds: also how long a new member waits to see the project's entities. */
const TTL = 2_000;

/**
 * Asks PAGoDA's backend, on behalf of the user, for what the policy has to know; the policy lives in the permission plugin,
 * which may be another process.
 */
export function createCallerFactsSource(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): CallerFactsSource {
  const { auth, discovery } = options;
  const cache = new BoundedCache<CallerFacts | undefined>(TTL);

  async function ask(token: string): Promise<CallerFacts | undefined> {
    const baseUrl = await discovery.getBaseUrl('pagoda');
    const response = await fetch(`${baseUrl}/internal/caller`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    if (response.status === 401) {
      return undefined;
    }
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (await response.json()) as CallerFacts;
  }

  return async credentials => {
    const { token } = await auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'pagoda',
    });
    const bearer = readBearer(`Bearer ${token}`);
    // The token differs each time; the proof in it is the same for all that one sign-in does.
    return bearer.kind === 'delegated'
      ? cache.get(bearer.proof, () => ask(token))
      : ask(token);
  };
}
