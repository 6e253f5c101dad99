import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RequestHandler } from 'express';
import { requestIdOf } from './requestIds';

/** Backstage's line for each request that was answered, with the request's id at its end. */
export function logRequests(logger: LoggerService): RequestHandler {
  return (req, res, next) => {
    res.on('finish', () => {
      const { method, originalUrl: url } = req;
      const { statusCode: status } = res;
      const { referer: referrer, 'user-agent': userAgent } = req.headers;
      const date = new Date().toISOString();
      const httpVersion = `${req.httpVersionMajor}.${req.httpVersionMinor}`;
      const length = res.getHeader('content-length');
      const requestId = requestIdOf(req);
      logger.info(
        `[${date}] "${method} ${url} HTTP/${httpVersion}" ${status} ${length ?? 0} "${referrer ?? '-'}" "${userAgent ?? '-'}" ${requestId ?? '-'}`,
        {
          ...{ type: 'incomingRequest', date, method, url, status },
          ...{ httpVersion },
          ...(userAgent && { userAgent }),
          ...(length !== undefined && { contentLength: Number(length) }),
          ...(referrer && { referrer }),
          ...(requestId && { requestId }),
        },
      );
    });
    next();
  };
}
