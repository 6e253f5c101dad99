import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** Its node is gone. */
export function explainNodeLost({ evidence }: CauseFacts): Explanation {
  return {
    code: 'NodeLost',
    summary: 'The node that it ran on does not answer any more.',
    advice:
      'Rerun it; with retries it is tried again by itself on another node. If this happens often, show the evidence to an administrator.',
    evidence,
  };
}
