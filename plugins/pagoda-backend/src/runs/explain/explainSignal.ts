import type { Explanation } from '@pagoda/plugin-pagoda-common';
import { evidenceOf, type EndFacts } from './EndFacts';
import { describeSignal } from './signals';

/** A signal that PAGoDA has not sent ended the command. */
export function explainSignal(
  facts: EndFacts & { signal: string },
): Explanation {
  const { signal, end } = facts;
  const { what, advice } = describeSignal(signal);
  return {
    code: 'Signal',
    summary: `The command was ended by ${signal} (${what}), which PAGoDA did not send.`,
    advice,
    evidence: [
      {
        source: 'engine',
        message: `The command was ended by ${signal}`,
        time: end.finishedAt.toISOString(),
      },
      ...evidenceOf(facts),
    ],
  };
}
