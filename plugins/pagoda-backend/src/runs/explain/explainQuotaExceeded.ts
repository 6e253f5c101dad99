import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { QuotaShortage } from '../admission/shortage';
import { formatAmount } from './formatAmount';
import type { WaitingFacts } from './WaitingFacts';

/** The project's quota of a resource is in use, or smaller than what the run asks for. */
export function explainQuotaExceeded(
  shortage: QuotaShortage,
  facts: WaitingFacts,
): Explanation {
  const { resource, asked, limit, used } = shortage;
  const { project, position } = facts;
  const show = (amount: number) => formatAmount(resource, amount);
  if (asked > limit) {
    return {
      code: 'QuotaExceeded',
      summary: `It asks for ${show(asked)}, and the quota of project '${project}' is ${show(limit)}: it cannot start.`,
      advice: `Cancel it and ask for at most ${show(limit)}, or have an administrator raise the quota.`,
      evidence: [
        {
          source: 'quota',
          message: `asked ${show(asked)}, quota ${show(limit)}`,
        },
      ],
    };
  }
  return {
    code: 'QuotaExceeded',
    summary: `It waits for the quota of project '${project}': it asks for ${show(asked)}, and ${show(used)} of ${show(limit)} are in use.`,
    advice:
      'It starts by itself when other runs of the project have ended. To have it sooner, cancel one of them, ask for less, or have an administrator raise the quota.',
    evidence: [
      {
        source: 'quota',
        message: `asked ${show(asked)}, in use ${show(used)}, quota ${show(limit)}`,
      },
      ...facts.inUseBy.map(message => ({ source: 'quota', message })),
      ...(position === undefined
        ? []
        : [
            {
              source: 'queue',
              message: `number ${position} in the queue of project '${project}'`,
            },
          ]),
    ],
  };
}
