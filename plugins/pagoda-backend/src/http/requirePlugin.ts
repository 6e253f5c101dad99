import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { Request } from 'express';

/**
 * Lets only another plugin of the same installation pass, which calls in its own name.
 *
 * @throws NotAllowedError when a user, a service from outside, or another plugin calls.
 */
export async function requirePlugin(
  httpAuth: HttpAuthService,
  req: Request,
  plugin: string,
): Promise<void> {
  const { principal } = await httpAuth.credentials(req, { allow: ['service'] });
  if (principal.subject !== `plugin:${plugin}`) {
    throw new NotAllowedError(
      `This is for the plugin '${plugin}' alone, not for '${principal.subject}'`,
    );
  }
}
