import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { AttemptEnd } from '../../engines/types';
import { evidenceOf, type EndFacts } from './EndFacts';

/** None of the known causes; all that was seen is given. */
export function explainUnknown(facts: EndFacts): Explanation {
  const evidence = evidenceOf(facts);
  const { summary, advice } = describe(facts.end.reason, evidence[0]?.message);
  return {
    code: 'Unknown',
    summary,
    advice,
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

function describe(reason: AttemptEnd['reason'], message: string = '') {
  const detail = message ? `: ${message}` : '';
  switch (reason) {
    case 'LaunchFailed':
      return {
        summary: `The engine could not start the run${detail}.`,
        advice:
          'Check the command and its arguments; if they are right, show the evidence to an administrator.',
      };
    case 'EngineFailed':
      return {
        summary: `The engine had to end the run${detail}.`,
        advice:
          'Show the evidence to an administrator, and rerun it when the cause is gone.',
      };
    default:
      return {
        summary:
          'The run ended, and neither an exit code nor a signal tells why.',
        advice:
          'Rerun it. If this happens again, show the evidence to an administrator.',
      };
  }
}
