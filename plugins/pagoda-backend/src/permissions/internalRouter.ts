import { NotAllowedError } from '@backstage/errors';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { ProjectStore } from '../projects/ProjectStore';
import type { CallerFacts } from './PagodaPermissionPolicy';
import type { ProjectAccess } from './ProjectAccess';

/** Who may ask: the permission plugin for the policy, and the Kubernetes plugin for what a user sees in its tab. */
const PLUGINS = ['permission', 'kubernetes'];

/** For other plugins, on behalf of a user: what a decision about that user needs. */
export function createCallerRouter(options: {
  access: Pick<ProjectAccess, 'caller'>;
  projects: Pick<ProjectStore, 'rolesOf'>;
}): Router {
  const { access, projects } = options;
  const router = PromiseRouter();
  router.get('/internal/caller', async (req, res) => {
    const { credentials, ownershipEntityRefs, scope } =
      await access.caller(req);
    const subject = credentials.principal.actor?.subject;
    if (!PLUGINS.some(plugin => subject === `plugin:${plugin}`)) {
      throw new NotAllowedError(
        `This is for the plugins ${PLUGINS.join(' and ')} alone`,
      );
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
