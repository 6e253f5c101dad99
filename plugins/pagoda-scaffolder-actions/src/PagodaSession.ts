import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import {
  createPagodaClient,
  type PagodaClient,
} from '@pagoda/plugin-pagoda-common';
import { nextStepKey, type Invocation } from './nextStepKey';
import { toActionError } from './toActionError';

/** What actions need of the platform. */
export interface PagodaSessionOptions {
  auth: AuthService;
  discovery: DiscoveryService;
  /** Address of the web app. */
  appBaseUrl: string;
}

/** The part of every action's context that a session needs. */
type InvocationContext = Pick<
  ActionContext<JsonObject>,
  'getInitiatorCredentials'
> &
  Invocation;

/** Opens a session for one invocation of an action. */
export type OpenPagodaSession = (
  ctx: InvocationContext,
) => Promise<PagodaSession>;

/** PAGoDA's API as the user who started the task, for one invocation of an action. */
export class PagodaSession {
  readonly #client: PagodaClient;
  readonly #appBaseUrl: string;
  /** Unique to this invocation, and the same when the task is recovered: for idempotency keys and checkpoints. */
  readonly key: string;

  private constructor(client: PagodaClient, appBaseUrl: string, key: string) {
    this.#client = client;
    this.#appBaseUrl = appBaseUrl;
    this.key = key;
  }

  /** Makes the function that actions open their sessions with. */
  static opener(options: PagodaSessionOptions): OpenPagodaSession {
    const { auth, discovery } = options;
    const appBaseUrl = options.appBaseUrl.replace(/\/+$/, '');
    return async ctx => {
      const credentials = await ctx.getInitiatorCredentials();
      const client = createPagodaClient({
        baseUrl: `${await discovery.getBaseUrl('pagoda')}/v1`,
        getToken: async () => {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: credentials,
            targetPluginId: 'pagoda',
          });
          return token;
        },
      });
      return new PagodaSession(client, appBaseUrl, nextStepKey(ctx));
    };
  }

  /** Calls the API; its errors become errors that read well in a task's log. */
  async call<T>(work: (client: PagodaClient) => Promise<T>): Promise<T> {
    try {
      return await work(this.#client);
    } catch (error) {
      throw toActionError(error);
    }
  }

  /** Address of a page of the web app. */
  url(path: string): string {
    return `${this.#appBaseUrl}${path}`;
  }
}
