import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';

/** None of the known causes; all that was seen is given. */
export function explainUnknown(facts: EndFacts): Explanation {
  const evidence = evidenceOf(facts);
  const launched = facts.end.reason !== 'LaunchFailed';
  return {
    code: 'Unknown',
    summary: launched
      ? 'The run ended, and neither an exit code nor a signal tells why.'
      : `The engine could not start the run${evidence[0] ? `: ${evidence[0].message}` : ''}.`,
    advice: launched
      ? 'Rerun it. If this happens again, show the evidence to an administrator.'
      : 'Check the command and its arguments; if they are right, show the evidence to an administrator.',
    evidence:
      evidence.length > 0
        ? evidence
        : [
            {
              source: 'engine',
              message: `The engine reported the end ${JSON.stringify(facts.end)}`,
              time: facts.end.finishedAt.toISOString(),
            },
          ],
  };
}
