import { NotAllowedError, toError } from '@backstage/errors';
import express, {
  Router,
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import type { ProjectAccess } from '../../permissions/ProjectAccess';
import type { GrafanaForwarder } from './GrafanaForwarder';
import { readQueries } from './readQueries';
import { routeOf } from './routeOf';
import type { ViewGate } from './ViewGate';

/** Bytes of a panel's queries. */
const BODY_LIMIT = '1mb';

const STATUSES: Record<string, number> = {
  AuthenticationError: 401,
  InputError: 400,
  NotAllowedError: 403,
  ServiceUnavailableError: 503,
};

/** What {@link createGrafanaRouter} needs. */
export interface GrafanaRouterOptions {
  access: ProjectAccess;
  gate: ViewGate;
  forwarder: GrafanaForwarder;
  /** Of the pages that may show frames. */
  pageOrigins: readonly string[];
}

/**
 * Grafana in frames, at `/api/pagoda/grafana`: the user is known by a header or by Backstage's cookie, may see what the
 * portal lets them see, and Grafana is told who they are by a short token that browsers never get.
 */
export function createGrafanaRouter(options: GrafanaRouterOptions): Router {
  const { access, gate, forwarder, pageOrigins } = options;
  const router = Router({ caseSensitive: true });
  const json = express.json({ limit: BODY_LIMIT });

  router.use('/grafana', json, (req, res, next) => {
    serve(req, res).catch(error => refuse(error, req, res, next));
  });

  async function serve(req: Request, res: Response): Promise<void> {
    const path = partsOf(req.path);
    const route = path && routeOf(req.method, path);
    const caller = await access.caller(req, { cookie: true });
    if (!path || !route) {
      res.status(404).json({ message: 'The portal does not pass this on' });
      return;
    }
    const user = caller.userEntityRef;
    const common = { user, path, req, res, pageOrigins };
    switch (route.kind) {
      case 'query': {
        refuseOtherSites(req, pageOrigins);
        const body = readQueries(req.body);
        await gate.requireQueries(caller, body);
        await forwarder.forward({ ...common, body });
        return;
      }
      case 'page':
        await gate.requirePage(caller, route.uid, {
          namespace: textOf(req.query['var-namespace']),
        });
        await forwarder.forward({ ...common, isPage: true });
        return;
      case 'dashboard':
        gate.requireOwn(route.uid);
        await forwarder.forward(common);
        return;
      default:
        await forwarder.forward(common);
    }
  }
  return router;
}

/** People who open a page see what is wrong as a text; Backstage's handler answers all others. */
function refuse(
  thrown: unknown,
  req: Request,
  res: Response,
  next: NextFunction,
): void {
  const error = toError(thrown);
  if (res.headersSent || req.accepts(['json', 'html']) !== 'html') {
    next(error);
    return;
  }
  res
    .status(STATUSES[error.name] ?? 500)
    .type('text/plain')
    .send(STATUSES[error.name] ? error.message : 'The portal has failed');
}

/** The cookie is sent from wherever; browsers say from where, and nothing else has a cookie. */
function refuseOtherSites(req: Request, pageOrigins: readonly string[]): void {
  const { origin } = req.headers;
  if (
    origin !== undefined &&
    !pageOrigins.includes(origin) &&
    req.headers.authorization === undefined
  ) {
    throw new NotAllowedError(
      `Pages of ${origin} may not ask for numbers here`,
    );
  }
}

/** The decoded parts of a path; `undefined` where it cannot be decoded. */
function partsOf(path: string): string[] | undefined {
  try {
    return path
      .replace(/^\//, '')
      .split('/')
      .map(part => decodeURIComponent(part));
  } catch {
    // No browser writes such a path.
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
