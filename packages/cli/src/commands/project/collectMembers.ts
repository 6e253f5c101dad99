import type { Member } from '@pagoda/plugin-pagoda-common';
import { InvalidArgumentError } from 'commander';
import { userRef } from '../values';

/** An option that is a member, such as `researcher=owner` or `group:default/vision=viewer`, and may be repeated. */
export function collectMembers(text: string, before: Member[] = []): Member[] {
  const match = /^(.+)=(owner|researcher|viewer)$/.exec(text);
  if (!match) {
    throw new InvalidArgumentError(
      'It must be USER=owner, USER=researcher or USER=viewer.',
    );
  }
  return [
    ...before,
    { subject: userRef(match[1]), role: match[2] as Member['role'] },
  ];
}
