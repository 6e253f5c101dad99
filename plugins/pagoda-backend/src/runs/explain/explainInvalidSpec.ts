import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** The cluster does not take what is asked for. */
export function explainInvalidSpec({ evidence }: CauseFacts): Explanation {
  return {
    code: 'InvalidSpec',
    summary: `The cluster did not accept the run${detail(evidence)}.`,
    advice:
      'Correct what the evidence names in the experiment, and submit again. If nothing there is yours, show it to an administrator.',
    evidence,
  };
}

/** A short message says it all; a long one is left to the evidence. */
function detail([first]: CauseFacts['evidence']): string {
  return first && first.message.length <= 160
    ? `: ${first.message.replace(/\.$/, '')}`
    : '';
}
