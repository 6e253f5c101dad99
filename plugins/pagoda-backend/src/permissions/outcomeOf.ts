import {
  platformPermissions,
  type Role,
  type TokenScope,
} from '@pagoda/plugin-pagoda-common';
import { rolesWith, type OperationRule } from './roleTable';

/** Who calls: a member of the project, or nobody of it, or an administrator who is no member, or nobody signed in. */
export type TableRole = Role | 'stranger' | 'administrator' | 'anonymous';

/** All of {@link TableRole}, as the table shows them. */
export const TABLE_ROLES: TableRole[] = [
  'owner',
  'researcher',
  'viewer',
  'stranger',
  'administrator',
  'anonymous',
];

/** What a caller gets: it is done; for the caller's own things; 403; 404; 401. */
export type Outcome = 'allowed' | 'own' | 'denied' | 'hidden' | 'signIn';

/** The HTTP status of an outcome; `undefined` where it is that of success. */
export const OUTCOME_STATUS: Record<Outcome, number | undefined> = {
  allowed: undefined,
  own: undefined,
  denied: 403,
  hidden: 404,
  signIn: 401,
};

/**
 * What a caller gets of an operation.
 *
 * @param scope - of the access token that is used; a sign-in where it is missing
 */
export function outcomeOf(
  rule: OperationRule,
  role: TableRole,
  scope: TokenScope | 'session' = 'session',
): Outcome {
  if (role === 'anonymous') {
    return 'signIn';
  }
  const limited = scope === 'read' || scope === 'write';
  // Without an administrator's powers an administrator is as anybody else.
  const as = role === 'administrator' && limited ? 'stranger' : role;
  if ('list' in rule) {
    return as === 'administrator' ? 'allowed' : 'own';
  }
  if ('own' in rule) {
    return rule.own === 'read' || !limited ? 'own' : 'denied';
  }
  if ('project' in rule) {
    const visible = as === 'administrator' || as !== 'stranger';
    if (!visible) {
      return 'hidden';
    }
    const { project, platform } = rule;
    const allowed =
      (as === 'administrator' || rolesWith(project.name).includes(as)) &&
      (platform === undefined || as === 'administrator') &&
      (scope !== 'read' || project.attributes.action === 'read');
    return allowed ? 'allowed' : 'denied';
  }
  const allowed =
    rule.platform === platformPermissions.clusterRead || as === 'administrator';
  return allowed ? 'allowed' : 'denied';
}
