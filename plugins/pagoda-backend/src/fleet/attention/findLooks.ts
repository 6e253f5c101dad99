import type { Attention } from '@pagoda/plugin-pagoda-common';
import type { LookRecord } from '../leaks/FindingStore';

/** Places with leaks, with owners whose thing is gone, and those that could not be looked at. */
export function findLooks(looks: LookRecord[]): Attention[] {
  return looks.flatMap(look => {
    const { kind, name, leaks, missing, message, triedAt } = look;
    const place = `${kind} ${name}`;
    const about = { kind: 'leaks', name } as const;
    const since = new Date(look.lookedAt ?? triedAt).toISOString();
    const found: Attention[] = [];
    if (missing > 0) {
      found.push({
        ...about,
        id: `missing/${kind}/${name}`,
        severity: 'error',
        title: `${count(missing, 'thing')} gone from ${place}`,
        cause:
          'The portal knows of them, and they are not there any more; somebody has deleted them outside the portal.',
        since,
        action: { label: 'See what is gone', operation: 'lookForLeaks' },
      });
    }
    if (leaks > 0) {
      found.push({
        ...about,
        id: `leaks/${kind}/${name}`,
        severity: 'warning',
        title: `${count(leaks, 'leak')} on ${place}`,
        cause:
          'They carry marks of PAGoDA and belong to nobody; they may cost money.',
        since,
        action: { label: 'Clean up', operation: 'cleanLeaks' },
      });
    }
    if (message !== undefined) {
      found.push({
        ...about,
        id: `unreadable/${kind}/${name}`,
        severity: 'info',
        title: `${kind === 'cloud' ? 'Cloud' : 'Cluster'} ${name} could not be looked at for leaks`,
        cause: message,
        since: new Date(triedAt).toISOString(),
        action: { label: 'Look again', operation: 'lookForLeaks' },
      });
    }
    return found;
  });
}

function count(number: number, what: string): string {
  return number === 1
    ? `1 ${what} ${what === 'thing' ? 'is' : ''}`.trim()
    : `${number} ${what}s ${what === 'thing' ? 'are' : ''}`.trim();
}
