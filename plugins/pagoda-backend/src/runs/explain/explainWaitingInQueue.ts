import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';
import { inQueue } from './inQueue';

/** Its queue has nothing left for it now. */
export function explainWaitingInQueue(facts: CauseFacts): Explanation {
  return {
    code: 'WaitingInQueue',
    summary: `It waits ${inQueue(facts)}.`,
    advice:
      'It starts by itself when its turn comes. A run that asks for less, or one of a higher priority class, may start sooner.',
    evidence: facts.evidence,
  };
}
