import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { logRequests } from '../http/logRequests';
import { giveRequestId } from '../http/requestIds';
import { createScopeGuard } from './createScopeGuard';

/**
 * Backstage's root router with a request id for everything and {@link createScopeGuard} before everything else. Add it to
 * the backend.
 */
export const scopedRootHttpRouter = rootHttpRouterServiceFactory({
  configure: ({ app, applyDefaults, logger, middleware }) => {
    app.use(giveRequestId());
    app.use(createScopeGuard());
    // The defaults' own line has no place for the id.
    middleware.logging = () => logRequests(logger);
    applyDefaults();
  },
});
