import type { HttpAuthService } from '@backstage/backend-plugin-api';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { requirePlugin } from '../http/requirePlugin';
import type { TokenService, VerifiedToken } from './TokenService';

const verifyBody = z.object({ secret: z.string().max(255) });
const grantBody = z.object({
  proof: z.string().length(64),
  token: z.uuid(),
  scope: z.enum(['read', 'write', 'admin']),
  expiresAt: z.coerce.date(),
});

/** What `/internal/tokens/verify` answers; nothing tells why a token is not valid. */
export type Verification = { valid: false } | ({ valid: true } & VerifiedToken);

/** For the auth plugin alone: checks access tokens, and takes note of the Backstage tokens that it issues for them. */
export function createTokenVerifier(options: {
  httpAuth: HttpAuthService;
  service: TokenService;
}): Router {
  const { httpAuth, service } = options;
  const router = PromiseRouter();
  const json = express.json({ limit: '4kb' });
  router.post('/internal/tokens/verify', json, async (req, res) => {
    await requirePlugin(httpAuth, req, 'auth');
    const { secret } = verifyBody.parse(req.body);
    const verified = await service.verify(secret);
    const answer: Verification = verified
      ? { valid: true, ...verified }
      : { valid: false };
    res.setHeader('Cache-Control', 'no-store');
    res.json(answer);
  });
  router.post('/internal/tokens/grants', json, async (req, res) => {
    await requirePlugin(httpAuth, req, 'auth');
    const { expiresAt, ...grant } = grantBody.parse(req.body);
    await service.grant(grant, expiresAt);
    res.json({});
  });
  return router;
}
