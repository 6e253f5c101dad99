import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { logRequests } from '../http/logRequests';
import { giveRequestId } from '../http/requestIds';
import { allowFrames } from '../monitoring/embed/allowFrames';
import { readFrameOrigins } from '../monitoring/settings/readMonitoringSettings';
import { createScopeGuard } from './createScopeGuard';

/**
 * Backstage's root router with a request id for everything and {@link createScopeGuard} before everything else; frames of
 * the configured servers may be shown. Add it to the backend.
 */
export const scopedRootHttpRouter = rootHttpRouterServiceFactory({
  configure: ({ app, applyDefaults, config, logger, middleware }) => {
    app.use(giveRequestId());
    app.use(createScopeGuard());
    const helmet = middleware.helmet();
    const origins = readFrameOrigins(config);
    middleware.helmet = () => allowFrames(helmet, origins);
    // The defaults' own line has no place for the id.
    middleware.logging = () => logRequests(logger);
    applyDefaults();
  },
});
