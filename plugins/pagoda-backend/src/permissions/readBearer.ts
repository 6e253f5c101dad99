import { createHash } from 'node:crypto';
import type { TokenScope } from '@pagoda/plugin-pagoda-common';

/** The claim in a Backstage token that holds the scope of the access token behind it. */
export const SCOPE_CLAIM = 'pagoda_scope';
/** The claim that holds the id of the access token. */
export const TOKEN_CLAIM = 'pagoda_token';

/** What a bearer token tells of the personal access token behind it. */
export type Bearer =
  /** A sign-in, or something that is no token of Backstage. */
  | { kind: 'session' }
  | { kind: 'token'; token: string; scope: TokenScope }
  /** Another plugin calls on behalf of a user; whether an access token is behind it, only the proof can tell. */
  | { kind: 'delegated'; proof: string };

/**
 * Reads a bearer token without checking its signature: whoever finds out the user does that. One that only pretends to
 * have a scope takes powers away from itself, so this may also be asked before that check.
 *
 * @param authorization - the header of that name
 */
export function readBearer(authorization: string | undefined): Bearer {
  const token = authorization?.match(/^Bearer[ ]+(\S+)$/i)?.[1];
  const claims = token && readClaims(token);
  if (!claims) {
    return { kind: 'session' };
  }
  const scope = claims[SCOPE_CLAIM];
  if (scope !== undefined) {
    return {
      kind: 'token',
      token: String(claims[TOKEN_CLAIM]),
      scope: scope === 'write' || scope === 'admin' ? scope : 'read',
    };
  }
  // A plugin's token on behalf of a user holds a limited token, made of the user's with none of its further claims. What
  // the two have in common is the proof of identity, which is the signature of the limited one.
  if (typeof claims.obo === 'string') {
    const [, , proof = ''] = claims.obo.split('.');
    return { kind: 'delegated', proof: hashProof(proof) };
  }
  return { kind: 'session' };
}

/**
 * Reads the limited token that a cookie holds: it has none of the claims of the token that it was made of, but its
 * signature is the proof of identity.
 */
export function readLimitedToken(token: string): Bearer {
  const [, , proof = ''] = token.split('.');
  return { kind: 'delegated', proof: hashProof(proof) };
}

/**
 * The proof of identity in a user's token, as {@link Bearer} has it, and its end.
 *
 * @throws Error when the token is none that Backstage issues to users.
 */
export function readProof(token: string): { proof: string; expiresAt: Date } {
  const claims = readClaims(token);
  if (typeof claims?.uip !== 'string' || typeof claims.exp !== 'number') {
    throw new Error('A user token of Backstage has the claims uip and exp');
  }
  return {
    proof: hashProof(claims.uip),
    expiresAt: new Date(claims.exp * 1000),
  };
}

/** Of the decoded first half: an ECDSA signature stays valid when its second half is negated, or padded otherwise. */
function hashProof(proof: string): string {
  const signature = Buffer.from(proof, 'base64url');
  return createHash('sha256')
    .update(signature.subarray(0, signature.length / 2))
    .digest('hex');
}

function readClaims(token: string): Record<string, unknown> | undefined {
  const [, payload, signature] = token.split('.');
  if (!payload || !signature) {
    return undefined;
  }
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    return typeof claims === 'object' && claims !== null
      ? (claims as Record<string, unknown>)
      : undefined;
  } catch {
    // Not a JWT: whoever checks it will refuse it.
    return undefined;
  }
}
