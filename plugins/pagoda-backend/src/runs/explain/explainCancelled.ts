import type { Explanation } from '@pagoda/plugin-pagoda-common';

/** The run was ended because somebody asked for it. `by` is an entity reference, or says what did it. */
export function explainCancelled(facts: {
  by: string;
  started: boolean;
}): Explanation {
  const who = facts.by.replace(/^user:default\//, '');
  return {
    code: 'Cancelled',
    summary: facts.started
      ? `Cancelled by ${who} while it ran.`
      : `Cancelled by ${who} before it started.`,
    advice: facts.started
      ? 'What it wrote until then is under Results. Rerun it to have it whole.'
      : 'Rerun it when you want it after all.',
    evidence: [
      { source: 'event', message: `Cancelling was asked for by ${facts.by}` },
    ],
  };
}
