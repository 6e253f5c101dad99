import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { CatalogChanges, CatalogPage, CatalogRecord } from './types';

/** All records, and the number of the feed to go on from. */
export interface CatalogSnapshot {
  seq: number;
  records: CatalogRecord[];
}

/** Reads PAGoDA's internal routes from within the catalog, which may be another process. */
export class CatalogFeed {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  /** @throws ResponseError when PAGoDA's backend refuses or is not up yet. */
  async snapshot(signal: AbortSignal): Promise<CatalogSnapshot> {
    const records: CatalogRecord[] = [];
    let seq = 0;
    let cursor: string | undefined;
    do {
      const page = await this.#get<CatalogPage & { seq?: number }>(
        'records',
        cursor === undefined ? {} : { cursor },
        signal,
      );
      seq = page.seq ?? seq;
      records.push(...page.records);
      cursor = page.next;
    } while (cursor !== undefined);
    return { seq, records };
  }

  /**
   * What happened after `after`; waits a few seconds for something to happen.
   *
   * @param after - `undefined` waits just for the follower's turn
   * @param follower - id of the asking process
   * @throws ResponseError as {@link CatalogFeed.snapshot}.
   */
  async changes(
    after: number | undefined,
    follower: string,
    signal: AbortSignal,
  ): Promise<CatalogChanges> {
    return this.#get(
      'changes',
      { follower, ...(after === undefined ? {} : { after: String(after) }) },
      signal,
    );
  }

  async #get<T>(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal,
  ): Promise<T> {
    const baseUrl = await this.#discovery.getBaseUrl('pagoda');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'pagoda',
    });
    const response = await fetch(
      `${baseUrl}/internal/catalog/${path}?${new URLSearchParams(query)}`,
      { headers: { Authorization: `Bearer ${token}` }, signal },
    );
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return (await response.json()) as T;
  }
}
