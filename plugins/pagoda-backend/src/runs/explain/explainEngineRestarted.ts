import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** What supervised the run is gone, and so nobody knows how the command would have ended. */
export function explainEngineRestarted(facts: EndFacts): Explanation {
  return {
    code: 'EngineRestarted',
    summary:
      'The host or the engine was restarted while the run executed, and the run was lost.',
    advice: facts.spec.retries.limit
      ? 'Its retries are used up. Rerun it; results that it had written are under Results.'
      : 'Rerun it, with retries to have this done by itself. Results that it had written are under Results.',
    evidence: evidenceOf(facts),
  };
}
