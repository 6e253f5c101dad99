import type { Account } from './AccountStore';

/** Entity references of an account: itself first, then its groups. */
export function accountOwnership({ name, groups }: Account): string[] {
  return [
    `user:default/${name}`,
    ...groups.map(group => `group:default/${group}`),
  ];
}
