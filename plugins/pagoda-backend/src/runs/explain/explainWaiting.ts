import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { Shortage } from '../admission/shortage';
import { explainConcurrencyLimit } from './explainConcurrencyLimit';
import { explainQuotaExceeded } from './explainQuotaExceeded';
import { explainUnschedulable } from './explainUnschedulable';
import type { WaitingFacts } from './WaitingFacts';

/** Why a run waits. */
export function explainWaiting(
  shortage: Shortage,
  facts: WaitingFacts,
): Explanation {
  switch (shortage.cause) {
    case 'Parallelism':
      return explainConcurrencyLimit(shortage, facts);
    case 'Capacity':
      return explainUnschedulable(shortage, facts);
    default:
      return shortage.resource === 'concurrentRuns'
        ? explainConcurrencyLimit(shortage, facts)
        : explainQuotaExceeded(shortage, facts);
  }
}
