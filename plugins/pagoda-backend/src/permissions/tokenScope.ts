import type { Caller } from './Caller';

/** The claim in a Backstage token that holds the scope of the access token behind it. */
export const SCOPE_CLAIM = 'pagoda_scope';

/**
 * The scope that a bearer token carries. The signature has been checked by whoever found out the user; a token that
 * only pretends to have a scope takes powers away from itself, so this may also be asked before that check.
 */
export function readTokenScope(
  authorization: string | undefined,
): Caller['scope'] {
  const payload = authorization?.match(/^Bearer [^.]+\.([^.]+)\./i)?.[1];
  if (!payload) {
    return 'session';
  }
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    // Not a JWT: whoever checks it will refuse it.
    return 'session';
  }
  const scope = (claims as Record<string, unknown> | null)?.[SCOPE_CLAIM];
  if (scope === undefined) {
    return 'session';
  }
  return scope === 'write' || scope === 'admin' ? scope : 'read';
}
