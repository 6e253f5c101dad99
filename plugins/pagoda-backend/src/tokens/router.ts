import type { HttpAuthService } from '@backstage/backend-plugin-api';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { ApiRegistry } from '../http/ApiRouter';
import type { TokenService } from './TokenService';

/** Binds the operations of tokens to the service. */
export function registerTokenRoutes(
  api: ApiRegistry,
  service: TokenService,
): void {
  api.handle('listTokens', async ({ caller }) => ({
    status: 200,
    body: { items: await service.list(caller) },
  }));
  api.handle('createToken', async ({ caller, body }) => ({
    status: 201,
    body: await service.create(caller, body),
    headers: { 'Cache-Control': 'no-store' },
  }));
  api.handle('revokeToken', async ({ caller, params }) => {
    await service.revoke(caller, params.token);
    return { status: 204 };
  });
}

/** For the auth plugin alone: says whose secret it is. Other plugins, not users, may call it. */
export function createTokenVerifier(options: {
  httpAuth: HttpAuthService;
  service: TokenService;
}): Router {
  const router = PromiseRouter();
  router.post(
    '/internal/tokens/verify',
    express.json({ limit: '4kb' }),
    async (req, res) => {
      await options.httpAuth.credentials(req, { allow: ['service'] });
      const secret: unknown = req.body?.secret;
      const known =
        typeof secret === 'string'
          ? await options.service.verify(secret)
          : undefined;
      res.setHeader('Cache-Control', 'no-store');
      res.json({
        valid: known !== undefined,
        user: known?.user,
        scope: known?.scope,
      });
    },
  );
  return router;
}
