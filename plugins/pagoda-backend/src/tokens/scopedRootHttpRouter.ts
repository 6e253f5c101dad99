import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { createScopeGuard } from './createScopeGuard';

/** Backstage's root router with {@link createScopeGuard} before everything else. Add it to the backend. */
export const scopedRootHttpRouter = rootHttpRouterServiceFactory({
  configure: ({ app, applyDefaults }) => {
    app.use(createScopeGuard());
    applyDefaults();
  },
});
