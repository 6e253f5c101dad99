import type { CauseFacts } from './CauseFacts';

/** Such as: in queue 'gpu' (insufficient unused quota …; number 3 in queue 'gpu'). */
export function inQueue({ spec, evidence }: CauseFacts): string {
  const said = evidence
    .filter(({ source }) => source === 'queue')
    .map(({ message }) => message.replace(/\.$/, ''))
    .join('; ');
  const queue = spec.queue ? `queue '${spec.queue}'` : 'its queue';
  return `in ${queue}${said && ` (${said})`}`;
}
