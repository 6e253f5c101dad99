import type { Explanation } from '@pagoda/plugin-pagoda-common';

/** The last attempt failed for `cause`, and another one waits for its time. */
export function explainRetry(
  cause: Explanation,
  facts: { attempt: number; limit: number; nextAttemptAt: Date },
): Explanation {
  const { attempt, limit, nextAttemptAt } = facts;
  return {
    ...cause,
    summary: `Attempt ${attempt} failed: ${cause.summary} Retry ${attempt} of ${limit} begins at ${nextAttemptAt.toISOString()}.`,
    advice: `Nothing has to be done; cancel it to prevent the retry. ${cause.advice}`,
  };
}
