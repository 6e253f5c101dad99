import type { Explanation } from '@pagoda/plugin-pagoda-common';
import type { ParallelismShortage, QuotaShortage } from '../admission/shortage';
import type { WaitingFacts } from './WaitingFacts';

/** As many runs of the project, or points of the sweep, are active as may be. */
export function explainConcurrencyLimit(
  shortage: QuotaShortage | ParallelismShortage,
  facts: WaitingFacts,
): Explanation {
  const { project, position } = facts;
  const ofSweep = shortage.cause === 'Parallelism';
  const whose = ofSweep ? 'its sweep' : `project '${project}'`;
  const queue = ofSweep ? 'of its sweep' : `of project '${project}'`;
  const place =
    position === undefined ? '' : `, and it is number ${position} in the queue`;
  const used = `${shortage.used} of ${shortage.limit} runs of ${whose} are active`;
  return {
    code: 'ConcurrencyLimit',
    summary:
      shortage.limit === 0
        ? `No runs of project '${project}' may be active: its quota of concurrent runs is 0.`
        : `It waits for its turn: ${used}${place}.`,
    advice: ofSweep
      ? 'It starts by itself when other points have ended. A higher parallelism lets more points of a sweep run at the same time.'
      : 'It starts by itself when other runs of the project have ended. To have it sooner, cancel one of them or have an administrator raise the quota of concurrent runs.',
    evidence: [
      { source: 'quota', message: used },
      ...facts.inUseBy.map(message => ({ source: 'quota', message })),
      ...(position === undefined
        ? []
        : [
            {
              source: 'queue',
              message: `number ${position} in the queue ${queue}`,
            },
          ]),
    ],
  };
}
