import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** A helper service of the run does not become ready. */
export function explainInitStuck({
  waiting,
  evidence,
}: CauseFacts): Explanation {
  return {
    code: 'InitStuck',
    summary: waiting
      ? 'It waits for a helper service that is not ready yet.'
      : 'A helper service of the run did not become ready.',
    advice:
      'Look at the log of the service, which is in the log of the run under its name; check its image, its command and how its readiness is found out.',
    evidence,
  };
}
