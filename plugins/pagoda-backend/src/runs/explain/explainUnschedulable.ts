import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { CapacityShortage } from '../admission/shortage';
import { formatAmount, formatNumber } from './formatAmount';
import type { WaitingFacts } from './WaitingFacts';

/** The cluster has not enough left, or at all. */
export function explainUnschedulable(
  shortage: CapacityShortage,
  facts: WaitingFacts,
): Explanation {
  const { resource, asked, limit, used } = shortage;
  const { cluster, position } = facts;
  const show = (amount: number) => formatAmount(resource, amount);
  const number = (amount: number) => formatNumber(resource, amount);
  const inUse = `${number(used)} of ${number(limit)}`;
  if (asked > limit) {
    return {
      code: 'Unschedulable',
      summary: `It asks for ${show(asked)}, and cluster '${cluster}' has ${show(limit)} in all: it cannot start there.`,
      advice: `Cancel it and ask for at most ${show(limit)}, or choose another cluster.`,
      evidence: [
        {
          source: 'queue',
          message: `asked ${show(asked)}, cluster '${cluster}' has ${show(limit)}`,
        },
      ],
    };
  }
  const place =
    position === undefined
      ? ''
      : ` It is number ${position} in the queue of its project.`;
  return {
    code: 'Unschedulable',
    summary: shortage.reservedFor
      ? `Cluster '${cluster}' keeps what is left for a larger run that has waited longer.${place}`
      : `It waits for cluster '${cluster}': it asks for ${show(asked)}, and ${inUse} are in use.${place}`,
    advice:
      'It starts by itself when other runs have ended. A run that asks for less may start sooner.',
    evidence: [
      {
        source: 'queue',
        message: `asked ${show(asked)}, in use ${number(used)}, cluster '${cluster}' has ${show(limit)}`,
      },
      ...(shortage.reservedFor
        ? [
            {
              source: 'queue',
              message: `kept for run ${shortage.reservedFor}, which waits longer`,
            },
          ]
        : []),
      ...(position === undefined
        ? []
        : [
            {
              source: 'queue',
              message: `number ${position} in the queue of project '${facts.project}'`,
            },
          ]),
    ],
  };
}
