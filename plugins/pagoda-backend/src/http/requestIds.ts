import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';

/** What is taken over from a caller or a proxy: it goes into logs, so it is short and has no blanks. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._:+/=-]{7,127}$/;

/**
 * Names each request: the answer has the name as `X-Request-Id`, and so has the log. A well-formed one that comes with the
 * request stays.
 */
export function giveRequestId(): RequestHandler {
  return (req, res, next) => {
    const given = req.headers['x-request-id'];
    const id =
      typeof given === 'string' && WELL_FORMED.test(given)
        ? given
        : randomUUID();
    req.headers['x-request-id'] = id;
    res.setHeader('X-Request-Id', id);
    next();
  };
}

/** The name that {@link giveRequestId} has given. */
export function requestIdOf(req: Request): string | undefined {
  return req.headers['x-request-id'] as string | undefined;
}
