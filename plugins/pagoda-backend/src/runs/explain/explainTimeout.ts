import { formatDuration, type Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** The largest `timeoutSeconds` that the contract takes. */
const MAX_TIMEOUT_SECONDS = 2_592_000;

/** It was still running at its time limit. */
export function explainTimeout(facts: EndFacts): Explanation {
  const { timeoutSeconds } = facts.spec;
  const more = Math.min(timeoutSeconds * 2, MAX_TIMEOUT_SECONDS);
  return {
    code: 'Timeout',
    summary: `It was still running after ${formatDuration(timeoutSeconds * 1000)}, its time limit, and was ended.`,
    advice: `If the last log lines show progress, rerun it with timeoutSeconds: ${more} or with less to do; if not, find out what it waits for.`,
    evidence: evidenceOf(facts),
  };
}
