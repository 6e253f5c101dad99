import { NotAllowedError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { ProjectStore } from '../projects/ProjectStore';
import type { CallerFacts } from './PagodaPermissionPolicy';
import type { ProjectAccess } from './ProjectAccess';

/** For the permission plugin alone, on behalf of a user: what the policy has to know of that user. */
export function createCallerRouter(options: {
  access: Pick<ProjectAccess, 'caller'>;
  projects: Pick<ProjectStore, 'rolesOf'>;
}): Router {
  const { access, projects } = options;
  const router = PromiseRouter();
  router.get('/internal/caller', async (req, res) => {
    const { credentials, ownershipEntityRefs, scope } =
      await access.caller(req);
    if (credentials.principal.actor?.subject !== 'plugin:permission') {
      throw new NotAllowedError("This is for the plugin 'permission' alone");
    }
    const roles = await projects.rolesOf(ownershipEntityRefs);
    const facts: CallerFacts = {
      scope,
      projects: [...new Set(roles.map(({ project }) => project))],
    };
    res.json(facts);
  });
  return router;
}
