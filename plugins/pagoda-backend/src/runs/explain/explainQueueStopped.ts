import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';
import { inQueue } from './inQueue';

/** An administrator of the cluster has stopped its queue, or the run in it. */
export function explainQueueStopped(facts: CauseFacts): Explanation {
  return {
    code: 'QueueStopped',
    summary: `It waits ${inQueue(facts)}, which was stopped.`,
    advice:
      'It starts by itself, from the beginning, when an administrator of the cluster lets the queue go on. If that takes too long, cancel it and choose another queue.',
    evidence: facts.evidence,
  };
}
