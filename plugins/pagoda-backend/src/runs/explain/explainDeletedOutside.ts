import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CauseFacts } from './CauseFacts';

/** Somebody deleted its Job or pod, past the portal. */
export function explainDeletedOutside({ evidence }: CauseFacts): Explanation {
  return {
    code: 'DeletedOutside',
    summary:
      'Its Job or pod was deleted on the cluster, not through this portal.',
    advice:
      'Rerun it. If nobody says to have deleted it, show the evidence to an administrator.',
    evidence,
  };
}
