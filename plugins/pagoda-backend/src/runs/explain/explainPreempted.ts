import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';
import { inQueue } from './inQueue';

/** One of higher priority, or to whom it belongs, took its place. */
export function explainPreempted(facts: CauseFacts): Explanation {
  const { evidence, waiting } = facts;
  return waiting
    ? {
        code: 'Preempted',
        summary: `It had to give way to another run, and waits again ${inQueue(facts)}.`,
        advice:
          'Nothing has to be done: it starts again by itself, from the beginning, and keeps its place in the queue. A higher priority class, where you may use one, protects it.',
        evidence,
      }
    : {
        code: 'Preempted',
        summary: 'It had to give way to a run of higher priority.',
        advice:
          'Rerun it; with retries it is tried again by itself when there is room.',
        evidence,
      };
}
