import type { TokenScope } from '@pagoda/plugin-pagoda-common';
import type { ContractOperation } from '../http/contract';
import {
  outcomeOf,
  TABLE_ROLES,
  type Outcome,
  type TableRole,
} from './outcomeOf';
import { OPERATION_RULES, type OperationRule } from './roleTable';

const CELLS: Record<Outcome, string> = {
  allowed: 'yes',
  own: 'own',
  denied: '403',
  hidden: '404',
  signIn: '401',
};

/** The role table as Markdown, operations in the order of the contract. */
export function renderRoleTable(operations: ContractOperation[]): string {
  const roles = TABLE_ROLES.filter(role => role !== 'anonymous');
  const rows = operations.map(({ id, method, path }) => {
    const rule = OPERATION_RULES[id];
    return [
      id,
      `\`${method.toUpperCase()} ${path}\``,
      ...roles.map(role => CELLS[outcomeOf(rule, role)]),
      scopeOf(rule),
    ];
  });
  return [
    ['operation', 'request', ...roles, 'scope'],
    ['---', '---', ...roles.map(() => '---'), '---'],
    ...rows,
  ]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** The least scope with which an access token does what its owner may do. */
function scopeOf(rule: OperationRule): TokenScope {
  const scopes: TokenScope[] = ['read', 'write'];
  const likeSession = (scope: TokenScope) =>
    (['owner', 'stranger'] as TableRole[]).every(
      role => outcomeOf(rule, role, scope) === outcomeOf(rule, role),
    ) && !needsAdministrator(rule);
  return scopes.find(likeSession) ?? 'admin';
}

/** Whether it is for nobody but administrators. */
function needsAdministrator(rule: OperationRule): boolean {
  return TABLE_ROLES.every(
    role =>
      role === 'administrator' ||
      !['allowed', 'own'].includes(outcomeOf(rule, role)),
  );
}
