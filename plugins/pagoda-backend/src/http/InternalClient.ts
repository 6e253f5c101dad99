import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import type { ErrorBody } from '@pagoda/plugin-pagoda-common';

/** Calls PAGoDA's internal routes from within another plugin, which may run in another process, in that plugin's name. */
export class InternalClient {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /**
   * @param path - below `/api/pagoda/internal`, such as `/tokens/verify`
   * @throws NotAllowedError with PAGoDA's own words when it refuses; ServiceUnavailableError when it cannot answer.
   */
  async post<T>(path: string, body: object): Promise<T> {
    const baseUrl = await this.#discovery.getBaseUrl('pagoda');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'pagoda',
    });
    const response = await fetch(`${baseUrl}/internal${path}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
    }).catch(cause => {
      throw new ServiceUnavailableError(
        "PAGoDA's backend does not answer",
        cause,
      );
    });
    const answer: unknown = await response.json().catch(cause => {
      throw new ServiceUnavailableError(
        `PAGoDA's backend answered with status ${response.status} and no JSON`,
        cause,
      );
    });
    if (response.ok) {
      return answer as T;
    }
    const { message, advice } = (answer as ErrorBody).error;
    const text = [message, advice].filter(Boolean).join('. ');
    throw response.status < 500
      ? new NotAllowedError(text)
      : new ServiceUnavailableError(text);
  }
}
