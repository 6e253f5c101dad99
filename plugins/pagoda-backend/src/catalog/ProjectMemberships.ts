import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { BoundedCache } from '../permissions/BoundedCache';

/** How long an answer is used again, in milliseconds: also how long a new member waits to see the project's entities. */
const TTL = 2_000;

/** Tells PAGoDA's policy, which lives in the permission plugin, to which projects a user belongs. */
export class ProjectMemberships {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #cache = new BoundedCache<string[]>(TTL);

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /**
   * Names of the projects with a member among these entity references.
   *
   * @throws ResponseError when PAGoDA's backend does not answer.
   */
  async of(subjects: string[]): Promise<string[]> {
    return this.#cache.get(subjects.join(' '), () => this.#ask(subjects));
  }

  async #ask(subjects: string[]): Promise<string[]> {
    const baseUrl = await this.#discovery.getBaseUrl('pagoda');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'pagoda',
    });
    const response = await fetch(`${baseUrl}/internal/memberships`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ subjects }),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const { projects } = (await response.json()) as { projects: string[] };
    return projects;
  }
}
