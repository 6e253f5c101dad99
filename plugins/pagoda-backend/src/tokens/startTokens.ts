import type {
  HttpAuthService,
  HttpRouterService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { AccountStore } from '../accounts/AccountStore';
import { createAccountRouter } from '../accounts/internalRouter';
import type { ApiRegistry } from '../http/ApiRouter';
import type { ProjectAccess } from '../permissions/ProjectAccess';
import { createTokenVerifier } from './internalRouter';
import { registerTokenRoutes } from './router';
import { TokenService } from './TokenService';
import type { TokenStore } from './TokenStore';

const DAY = 24 * 60 * 60 * 1000;
/** Days, where `pagoda.tokens.maxAbsenceDays` says nothing else. */
const DEFAULT_ABSENCE = 90;

/** Serves personal access tokens, and what the auth plugin has to ask and to tell. */
export function startTokens(options: {
  api: ApiRegistry;
  access: ProjectAccess;
  knex: Knex;
  store: TokenStore;
  config: RootConfigService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
}): void {
  const { api, access, knex, store, config, httpAuth, httpRouter } = options;
  const accounts = new AccountStore(knex);
  const service = new TokenService({
    store,
    accounts,
    access,
    maxAbsence:
      (config.getOptionalNumber('pagoda.tokens.maxAbsenceDays') ??
        DEFAULT_ABSENCE) * DAY,
  });
  registerTokenRoutes(api, service);
  httpRouter.use(createTokenVerifier({ httpAuth, service }));
  httpRouter.use(createAccountRouter({ httpAuth, accounts }));
}
