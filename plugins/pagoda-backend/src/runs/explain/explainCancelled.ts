import type { Explanation } from '@pagoda/plugin-pagoda-common';

/**
 * The run was ended because somebody asked for it.
 *
 * @param facts - `by` is an entity reference, or says what did it; `unreachable`: the cluster that did not answer, for
 * which its end was not to wait
 */
export function explainCancelled(facts: {
  by: string;
  started: boolean;
  unreachable?: { cluster: string; evidence: Explanation['evidence'] };
}): Explanation {
  const who = facts.by.replace(/^user:default\//, '');
  const asked = {
    source: 'event' as const,
    message: `Cancelling was asked for by ${facts.by}`,
  };
  if (facts.unreachable) {
    const { cluster, evidence } = facts.unreachable;
    return {
      code: 'Cancelled',
      summary: `Cancelled by ${who} without cluster '${cluster}', which does not answer.`,
      advice:
        'It may still execute there; it is ended when the cluster is back. What it wrote last may be missing.',
      evidence: [asked, ...evidence],
    };
  }
  return {
    code: 'Cancelled',
    summary: facts.started
      ? `Cancelled by ${who} while it ran.`
      : `Cancelled by ${who} before it started.`,
    advice: facts.started
      ? 'What it wrote until then is under Results. Rerun it to have it whole.'
      : 'Rerun it when you want it after all.',
    evidence: [asked],
  };
}
