import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';
import { inQueue } from './inQueue';

/** It asks for more than its queue can ever give, or there is something wrong with the queue. */
export function explainQueueUnusable(facts: CauseFacts): Explanation {
  return {
    code: 'QueueUnusable',
    summary: `It cannot start ${inQueue(facts)}.`,
    advice:
      'Cancel it and ask for less, or choose another queue. If the queue itself is not right, show the evidence to an administrator of the cluster.',
    evidence: facts.evidence,
  };
}
