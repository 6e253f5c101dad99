import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { ErrorRequestHandler, Request } from 'express';
import { ApiError, type ApiErrorOptions } from './errors';
import { requestIdOf } from './requestIds';

/** Statuses and codes of the errors that Backstage's own services throw. */
const BACKSTAGE_ERRORS: Record<string, { status: number; code: string }> = {
  InputError: { status: 400, code: 'InvalidInput' },
  AuthenticationError: { status: 401, code: 'NotSignedIn' },
  NotAllowedError: { status: 403, code: 'NotAllowed' },
  NotFoundError: { status: 404, code: 'NotFound' },
  ConflictError: { status: 409, code: 'Conflict' },
  ServiceUnavailableError: { status: 503, code: 'ServiceUnavailable' },
};

/**
 * Answers every error in Backstage's error body with a stable `error.code`. What nobody foresaw becomes a 500 whose
 * cause is in the log alone.
 */
export function errorHandler(logger: LoggerService): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    const error = toError(thrown);
    const { status, code, field, advice, problems } = describe(error);
    const id = requestIdOf(req);
    if (status >= 500) {
      logger.error(
        `${req.method} ${pathOf(req)} failed (request ${id})`,
        error,
      );
    }
    if (res.headersSent) {
      // A stream broke in the middle: the caller must see a broken connection, not a complete answer.
      res.destroy();
      return;
    }
    if (!error.message) {
      next(error);
      return;
    }
    if (status === 401) {
      res.setHeader('WWW-Authenticate', 'Bearer');
    }
    const message =
      status === 500
        ? 'Something went wrong here; the log of the portal has the details'
        : error.message;
    res.status(status).json({
      error: {
        name: error.name,
        message,
        code,
        ...(field && { field }),
        ...(advice && { advice }),
        ...(problems && { problems }),
      },
      request: { method: req.method, url: pathOf(req), id },
      response: { statusCode: status },
    });
  };
}

/** Without the query: it may hold what is nobody's business. */
function pathOf(req: Request): string {
  return req.originalUrl.split('?')[0];
}

function describe(error: Error): ApiErrorOptions {
  if (error instanceof ApiError) {
    return error;
  }
  const type = (error as Error & { type?: unknown }).type;
  if (type === 'entity.too.large') {
    return {
      status: 413,
      code: 'BodyTooLarge',
      field: 'body',
      advice: 'Send at most 4 MiB; put data into a volume.',
    };
  }
  if (type === 'entity.parse.failed') {
    return {
      status: 400,
      code: 'InvalidJson',
      field: 'body',
      advice: 'Send JSON (RFC 8259) with Content-Type: application/json.',
    };
  }
  if (error instanceof URIError) {
    return { status: 400, code: 'InvalidInput', field: 'path' };
  }
  const { status } = error as Error & { status?: unknown };
  if (typeof type === 'string' && typeof status === 'number') {
    // Other complaints of the body parser, such as an unknown charset; their status is the parser's.
    return { status, code: 'InvalidBody', field: 'body' };
  }
  return BACKSTAGE_ERRORS[error.name] ?? { status: 500, code: 'InternalError' };
}
