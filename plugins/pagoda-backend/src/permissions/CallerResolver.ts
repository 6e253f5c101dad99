import type {
  HttpAuthService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import type { Request } from 'express';
import type { TokenGrant, TokenStore } from '../tokens/TokenStore';
import { askTwice } from './askTwice';
import { BoundedCache } from './BoundedCache';
import type { Caller } from './Caller';
import { readBearer, readLimitedToken, type Bearer } from './readBearer';

/** How long a revoked access token may go on, in milliseconds. */
const REVOCATION_TTL = 2_000;
/** A proof says the same for ever, so this is for the cache's sake. */
const PROOF_TTL = 60_000;

/** What {@link CallerResolver} needs. */
export interface CallerResolverOptions {
  httpAuth: HttpAuthService;
  userInfo: UserInfoService;
  tokens: Pick<TokenStore, 'isActive' | 'findGrant'>;
}

/** Finds out who is behind a request, and what the token of it allows. */
export class CallerResolver {
  readonly #options: CallerResolverOptions;
  readonly #active = new BoundedCache<boolean>(REVOCATION_TTL);
  readonly #grants = new BoundedCache<TokenGrant | undefined>(PROOF_TTL);

  constructor(options: CallerResolverOptions) {
    this.#options = options;
  }

  /**
   * @param options - `cookie`: frames cannot send a header, so that Backstage's cookie will do where there is none
   * @throws AuthenticationError when the request has no user's token, or the access token behind it was revoked or has
   * expired.
   */
  async resolve(
    req: Request,
    { cookie = false }: { cookie?: boolean } = {},
  ): Promise<Caller> {
    const { httpAuth, userInfo } = this.#options;
    const credentials = await httpAuth.credentials(req, {
      allow: ['user'],
      allowLimitedAccess: cookie,
    });
    const { userEntityRef } = credentials.principal;
    const [{ ownershipEntityRefs }, scope] = await Promise.all([
      // Backstage itself uses the answer again for five seconds, token by token.
      askTwice(() => userInfo.getUserInfo(credentials)),
      this.#scope(bearerOf(req, cookie)),
    ]);
    return { credentials, userEntityRef, ownershipEntityRefs, scope };
  }

  async #scope(bearer: Bearer): Promise<Caller['scope']> {
    const { tokens } = this.#options;
    const grant =
      bearer.kind === 'delegated'
        ? await this.#grants.get(bearer.proof, () =>
            tokens.findGrant(bearer.proof),
          )
        : bearer;
    if (!grant || !('token' in grant)) {
      return 'session';
    }
    const { token, scope } = grant;
    if (!(await this.#active.get(token, () => tokens.isActive(token)))) {
      throw new AuthenticationError(
        'The access token behind this session was revoked or has expired; create another one',
      );
    }
    return scope;
  }
}

/** The cookie's name is Backstage's; a header comes before it, as Backstage has it. */
function bearerOf(req: Request, cookie: boolean): Bearer {
  const { authorization, cookie: cookies } = req.headers;
  const limited =
    cookie && authorization === undefined
      ? /(?:^|;\s*)backstage-auth=([^;\s]+)/.exec(cookies ?? '')?.[1]
      : undefined;
  return limited === undefined
    ? readBearer(authorization)
    : readLimitedToken(limited);
}
