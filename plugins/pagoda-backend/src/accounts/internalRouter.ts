import type { HttpAuthService } from '@backstage/backend-plugin-api';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { requirePlugin } from '../http/requirePlugin';
import { accountOwnership } from './accountOwnership';
import type { AccountStore } from './AccountStore';

const entityName = z.string().regex(/^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/);
const signInBody = z.object({
  issuer: z.string().min(1).max(255),
  subject: z.string().min(1).max(255),
  name: entityName,
  displayName: z.string().max(255),
  email: z.string().max(255).optional(),
  picture: z.string().max(2048).optional(),
  groups: z
    .array(z.object({ name: entityName, title: z.string().max(255) }))
    .max(1000),
});

/** Who signed in, as Backstage's tokens have it. */
export interface Identity {
  userEntityRef: string;
  /** The user and the groups. */
  ownershipEntityRefs: string[];
}

/** For the auth plugin alone: notes what an identity provider said of a user that signs in. */
export function createAccountRouter(options: {
  httpAuth: HttpAuthService;
  accounts: AccountStore;
}): Router {
  const router = PromiseRouter();
  router.post(
    '/internal/accounts/sign-in',
    express.json(),
    async (req, res) => {
      await requirePlugin(options.httpAuth, req, 'auth');
      const account = await options.accounts.signIn(signInBody.parse(req.body));
      const ownershipEntityRefs = accountOwnership(account);
      const identity: Identity = {
        userEntityRef: ownershipEntityRefs[0],
        ownershipEntityRefs,
      };
      res.json(identity);
    },
  );
  return router;
}
