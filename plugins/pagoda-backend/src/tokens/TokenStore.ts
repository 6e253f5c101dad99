import type { Token, TokenScope } from '@pagoda/plugin-pagoda-common';
import type { Knex } from 'knex';

/** A token that is to be stored. */
export interface NewToken {
  id: string;
  user: string;
  name: string;
  scope: TokenScope;
  /** SHA-256 of the secret, hexadecimal. */
  hash: string;
  /** First characters of the secret. */
  hint: string;
  expiresAt: Date;
}

/** A token that was just used. */
export interface UsedToken {
  id: string;
  /** Entity reference. */
  user: string;
  scope: TokenScope;
}

/** A Backstage token that an access token was exchanged for. */
export interface TokenGrant {
  /** As `readProof` gives it. */
  proof: string;
  /** Id of the access token. */
  token: string;
  scope: TokenScope;
}

interface TokenRow {
  id: string;
  user: string;
  name: string;
  scope: TokenScope;
  hash: string;
  hint: string;
  created_at: number | string;
  expires_at: number | string;
  last_used_at: number | string | null;
}

/** `last_used_at` is written at most so often, in milliseconds. */
const USE_RESOLUTION = 60_000;

/** All SQL of personal access tokens. */
export class TokenStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async create(token: NewToken): Promise<Token> {
    const [row] = await this.#knex<TokenRow>('tokens')
      .insert({
        id: token.id,
        user: token.user,
        name: token.name,
        scope: token.scope,
        hash: token.hash,
        hint: token.hint,
        created_at: Date.now(),
        expires_at: token.expiresAt.getTime(),
      })
      .returning('*');
    return toToken(row);
  }

  /** The user's tokens, newest first; expired ones too. */
  async list(user: string): Promise<Token[]> {
    const rows = await this.#knex<TokenRow>('tokens')
      .where({ user })
      .orderBy('id', 'desc');
    return rows.map(toToken);
  }

  /** False when the user has no such token. */
  async delete(user: string, id: string): Promise<boolean> {
    return (await this.#knex('tokens').where({ user, id }).delete()) > 0;
  }

  /** The token, if it is valid now; notes the use. */
  async use(hash: string): Promise<UsedToken | undefined> {
    const now = Date.now();
    const row = await this.#knex<TokenRow>('tokens')
      .where({ hash })
      .andWhere('expires_at', '>', now)
      .first();
    if (!row) {
      return undefined;
    }
    if (Number(row.last_used_at ?? 0) < now - USE_RESOLUTION) {
      await this.#knex('tokens')
        .where({ id: row.id })
        .update({ last_used_at: now });
    }
    return { id: row.id, user: row.user, scope: row.scope };
  }

  /** Whether the token is neither revoked nor expired. */
  async isActive(id: string): Promise<boolean> {
    const row = await this.#knex('tokens')
      .where({ id })
      .andWhere('expires_at', '>', Date.now())
      .first('id');
    return row !== undefined;
  }

  /** Notes for which token a Backstage token was issued; forgets those that have ended. */
  async addGrant(grant: TokenGrant, expiresAt: Date): Promise<void> {
    await this.#knex('token_grants')
      .where('expires_at', '<', Date.now())
      .delete();
    await this.#knex('token_grants').insert({
      proof: grant.proof,
      token: grant.token,
      scope: grant.scope,
      expires_at: expiresAt.getTime(),
    });
  }

  /** The grant with this proof, also when its token was revoked meanwhile; `undefined` when it is a sign-in's. */
  async findGrant(proof: string): Promise<TokenGrant | undefined> {
    return this.#knex('token_grants')
      .where({ proof })
      .first('proof', 'token', 'scope');
  }
}

function toToken(row: TokenRow): Token {
  const date = (value: number | string) =>
    new Date(Number(value)).toISOString();
  return {
    id: row.id,
    name: row.name,
    scope: row.scope,
    hint: row.hint,
    createdAt: date(row.created_at),
    expiresAt: date(row.expires_at),
    lastUsedAt: row.last_used_at === null ? null : date(row.last_used_at),
  };
}
