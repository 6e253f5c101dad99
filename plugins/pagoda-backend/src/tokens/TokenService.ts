import { createHash, randomBytes } from 'node:crypto';
import {
  platformPermissions,
  type Token,
  type TokenCreate,
  type TokenCreated,
  type TokenScope,
} from '@pagoda/plugin-pagoda-common';
import { v7 as uuid } from 'uuid';
import { notAllowed, notFound } from '../http/errors';
import type { Caller } from '../permissions/Caller';
import { accountOwnership } from '../accounts/accountOwnership';
import type { AccountStore } from '../accounts/AccountStore';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { TokenGrant, TokenStore, UsedToken } from './TokenStore';

/** What every secret begins with, so that secret scanners find it. */
export const TOKEN_PREFIX = 'pagoda_';

const RANKS: Record<TokenScope, number> = { read: 0, write: 1, admin: 2 };
const DAY = 24 * 60 * 60 * 1000;

/** What {@link TokenService} needs. */
export interface TokenServiceOptions {
  store: TokenStore;
  accounts: Pick<AccountStore, 'find'>;
  access: ProjectAccess;
  /** Tokens of accounts that have not signed in for so long are refused, in milliseconds. */
  maxAbsence: number;
}

/** A token that is valid now. */
export interface VerifiedToken extends UsedToken {
  /** The user and the groups, where an identity provider has told them. */
  ownershipEntityRefs?: string[];
}

/** The rules of personal access tokens. */
export class TokenService {
  readonly #options: TokenServiceOptions;

  constructor(options: TokenServiceOptions) {
    this.#options = options;
  }

  async list(caller: Caller): Promise<Token[]> {
    // The permission to manage is a writing one; reading the own tokens is open to a token with scope read, too.
    return this.#options.store.list(caller.userEntityRef);
  }

  async create(caller: Caller, body: TokenCreate): Promise<TokenCreated> {
    await this.#options.access.requirePlatform(
      caller,
      platformPermissions.tokenManage,
    );
    const scope = body.scope ?? 'write';
    if (caller.scope !== 'session' && RANKS[scope] > RANKS[caller.scope]) {
      throw notAllowed(
        `A token with scope ${caller.scope} cannot make one with scope ${scope}`,
        'Sign in, and create it there.',
      );
    }
    const secret = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
    const token = await this.#options.store.create({
      id: uuid(),
      user: caller.userEntityRef,
      name: body.name,
      scope,
      hash: hashSecret(secret),
      hint: secret.slice(0, TOKEN_PREFIX.length + 4),
      expiresAt: new Date(Date.now() + (body.expiresInDays ?? 90) * DAY),
    });
    return { token, secret };
  }

  async revoke(caller: Caller, id: string): Promise<void> {
    await this.#options.access.requirePlatform(
      caller,
      platformPermissions.tokenManage,
    );
    if (!(await this.#options.store.delete(caller.userEntityRef, id))) {
      throw notFound('Token', id, 'token');
    }
  }

  /** The token of this secret; `undefined` when it is unknown, revoked, expired, or its owner has long been away. */
  async verify(secret: string): Promise<VerifiedToken | undefined> {
    const { store, accounts, maxAbsence } = this.#options;
    if (!secret.startsWith(TOKEN_PREFIX)) {
      return undefined;
    }
    const token = await store.use(hashSecret(secret));
    const account = token && (await accounts.find(token.user));
    if (!account) {
      return token;
    }
    if (account.signedInAt.getTime() < Date.now() - maxAbsence) {
      // Nobody tells us when a user leaves the institution; who cannot sign in any more loses the tokens, too.
      return undefined;
    }
    return { ...token, ownershipEntityRefs: accountOwnership(account) };
  }

  /** Notes for which token a Backstage token was issued, so that its scope holds wherever other plugins carry it. */
  async grant(grant: TokenGrant, expiresAt: Date): Promise<void> {
    await this.#options.store.addGrant(grant, expiresAt);
  }
}

/** The secret has 256 random bits, so that a plain hash is enough: there is nothing to guess. */
function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
