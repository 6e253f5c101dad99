import type { RequestHandler } from 'express';
import { requestIdOf } from '../http/requestIds';
import { readBearer } from '../permissions/readBearer';

const READING_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** POST routes of other plugins that only read. */
const READING_POSTS = [
  /^\/api\/catalog\/entities\/by-(refs|query)$/,
  /^\/api\/catalog\/entity-facets$/,
  /^\/api\/catalog\/locations\/by-query$/,
  /^\/api\/kubernetes\/(services\/[^/]+|resources\/(workloads|custom)\/query)$/,
  /^\/api\/permission\/authorize$/,
  /^\/api\/user-settings\/multiget$/,
];

/**
 * Keeps personal access tokens within their scope in plugins that know nothing of scopes: `read` does not write, and
 * nothing below `admin` approves sign-ins, which would give a session without any limit. PAGoDA's own routes say more
 * exactly what a scope is missing, so they are left to themselves.
 *
 * It goes by what the token says, before its signature is checked: a token that is not genuine goes nowhere anyway.
 */
export function createScopeGuard(): RequestHandler {
  return (req, res, next) => {
    const bearer = readBearer(req.headers.authorization);
    if (
      bearer.kind !== 'token' ||
      bearer.scope === 'admin' ||
      READING_METHODS.includes(req.method)
    ) {
      next();
      return;
    }
    // Express matches paths in any case.
    const path = req.path.toLowerCase();
    const allowed =
      bearer.scope === 'write'
        ? !path.startsWith('/api/auth/')
        : path.startsWith('/api/pagoda/') ||
          (req.method === 'POST' &&
            READING_POSTS.some(pattern => pattern.test(path)));
    if (allowed) {
      next();
      return;
    }
    res.status(403).json({
      error: {
        name: 'NotAllowedError',
        message: `An access token with scope ${bearer.scope} is not enough for ${req.method} ${req.path}`,
        code: 'NotAllowed',
        advice:
          bearer.scope === 'read'
            ? 'Sign in, or use a token with scope write.'
            : 'Sign in.',
      },
      request: { method: req.method, url: req.path, id: requestIdOf(req) },
      response: { statusCode: 403 },
    });
  };
}
