import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { QuotaShortage } from '../admission/shortage';
import { formatAmount, formatNumber } from './formatAmount';
import type { WaitingFacts } from './WaitingFacts';

/** The project's quota of a resource is in use, or smaller than what the run asks for. */
export function explainQuotaExceeded(
  shortage: QuotaShortage,
  facts: WaitingFacts,
): Explanation {
  const { resource, asked, limit, used, reservedFor } = shortage;
  const { project, position } = facts;
  const show = (amount: number) => formatAmount(resource, amount);
  const number = (amount: number) => formatNumber(resource, amount);
  const inUse = `${number(used)} of ${number(limit)}`;
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
    summary: reservedFor
      ? `What is left of the quota of project '${project}' is kept for a larger run that has waited longer.`
      : `It waits for the quota of project '${project}': it asks for ${show(asked)}, and ${inUse} are in use.`,
    advice:
      'It starts by itself when other runs of the project have ended. To have it sooner, cancel one of them, ask for less, or have an administrator raise the quota.',
    evidence: [
      {
        source: 'quota',
        message: `asked ${show(asked)}, in use ${number(used)}, quota ${show(limit)}`,
      },
      ...(reservedFor
        ? [
            {
              source: 'queue',
              message: `kept for run ${reservedFor}, which waits longer`,
            },
          ]
        : []),
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
