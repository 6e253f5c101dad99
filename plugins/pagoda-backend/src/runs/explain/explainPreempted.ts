import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** A pod of higher priority took its place. */
export function explainPreempted({ evidence }: CauseFacts): Explanation {
  return {
    code: 'Preempted',
    summary: 'It had to give way to a run of higher priority.',
    advice:
      'Rerun it; with retries it is tried again by itself when there is room.',
    evidence,
  };
}
