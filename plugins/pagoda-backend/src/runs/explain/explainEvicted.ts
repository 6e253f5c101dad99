import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';
import { inQueue } from './inQueue';

/** Its node ended the pod to save itself, or its queue took back what it had given. */
export function explainEvicted(facts: CauseFacts): Explanation {
  const { evidence, spec, waiting } = facts;
  if (waiting) {
    return {
      code: 'Evicted',
      summary: `Its queue has stopped it, and it waits again ${inQueue(facts)}.`,
      advice:
        'Nothing has to be done: it starts again by itself, from the beginning. If that happens again and again, show the evidence to an administrator of the cluster.',
      evidence,
    };
  }
  return evidence.some(({ source }) => source === 'queue')
    ? {
        code: 'Evicted',
        summary: `Its queue has given it up: it was ${inQueue(facts)}.`,
        advice:
          'The evidence has what the queue says. Rerun it, perhaps in another queue.',
        evidence,
      }
    : {
        code: 'Evicted',
        summary:
          'Its node was short of something, or is being emptied, and ended the run.',
        advice: `Rerun it; with retries it is tried again by itself. If the evidence names memory or disk, ask for more than ${spec.resources.memory} of memory or write less to the local disk.`,
        evidence,
      };
}
