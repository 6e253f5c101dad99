import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** Its node ended the pod to save itself. */
export function explainEvicted({ evidence }: CauseFacts): Explanation {
  return {
    code: 'Evicted',
    summary:
      'Its node was short of something, or is being emptied, and ended the run.',
    advice:
      'Rerun it; with retries it is tried again by itself. If the evidence names memory or disk, ask for more memory or write less to the local disk.',
    evidence,
  };
}
