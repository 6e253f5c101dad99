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
import type { ProjectAccess } from '../permissions/ProjectAccess';
import type { TokenStore } from './TokenStore';

/** What every secret begins with, so that secret scanners find it. */
export const TOKEN_PREFIX = 'pagoda_';

const RANKS: Record<TokenScope, number> = { read: 0, write: 1, admin: 2 };
const DAY = 24 * 60 * 60 * 1000;

/** The rules of personal access tokens. */
export class TokenService {
  readonly #store: TokenStore;
  readonly #access: ProjectAccess;

  constructor(store: TokenStore, access: ProjectAccess) {
    this.#store = store;
    this.#access = access;
  }

  async list(caller: Caller): Promise<Token[]> {
    // Reading the own tokens changes nothing, so a token with scope read may.
    return this.#store.list(caller.userEntityRef);
  }

  async create(caller: Caller, body: TokenCreate): Promise<TokenCreated> {
    await this.#access.requirePlatform(caller, platformPermissions.tokenManage);
    const scope = body.scope ?? 'write';
    if (caller.scope !== 'session' && RANKS[scope] > RANKS[caller.scope]) {
      throw notAllowed(
        `A token with scope ${caller.scope} cannot make one with scope ${scope}`,
        'Sign in, and create it there.',
      );
    }
    const secret = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
    const token = await this.#store.create({
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
    await this.#access.requirePlatform(caller, platformPermissions.tokenManage);
    if (!(await this.#store.delete(caller.userEntityRef, id))) {
      throw notFound('Token', id, 'token');
    }
  }

  /** Whose secret this is; `undefined` when it is unknown, revoked or expired. */
  async verify(secret: string) {
    return secret.startsWith(TOKEN_PREFIX)
      ? this.#store.use(hashSecret(secret))
      : undefined;
  }
}

/** The secret has 256 random bits, so that a plain hash is enough: there is nothing to guess. */
function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
