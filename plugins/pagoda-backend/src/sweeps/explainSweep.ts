import type { Explanation, Sweep } from '@pagoda/plugin-pagoda-common';
import type { SweepCause, SweepCounts, SweepRecord } from './types';

/** How a sweep has ended. */
export interface SweepEnd {
  phase: Exclude<Sweep['status']['phase'], 'Running'>;
  explanation?: Explanation;
}

/**
 * Says how a sweep ended whose points have all ended. Failures within `maxFailures` are no failure of the sweep; where
 * there is no such number, every one is.
 */
export function explainSweepEnd(
  sweep: Pick<SweepRecord, 'points' | 'maxFailures' | 'cancelRequestedBy'>,
  counts: SweepCounts,
  causes: SweepCause[],
): SweepEnd {
  const { points, maxFailures, cancelRequestedBy } = sweep;
  const { Failed: failed, Succeeded: succeeded, Cancelled: cancelled } = counts;
  const [main] = causes;
  const evidence = causes.map(({ code, count, example }) => ({
    source: 'event',
    message: `${count} × ${code}, such as run ${example}`,
  }));
  if (cancelRequestedBy !== undefined && cancelled > 0) {
    return {
      phase: 'Cancelled',
      explanation: {
        code: 'Cancelled',
        summary: `Cancelled by ${cancelRequestedBy.replace(/^user:default\//, '')}: of ${points} points ${succeeded} had succeeded, ${failed} had failed, and ${cancelled} were cancelled.`,
        advice: 'Submit the sweep again when you want all of it.',
        evidence,
      },
    };
  }
  const beyond = maxFailures !== undefined && failed > maxFailures;
  if (main && (beyond || maxFailures === undefined)) {
    return {
      phase: 'Failed',
      explanation: {
        code: main.code,
        summary: beyond
          ? `${failed} of ${points} points failed, more than the ${maxFailures} allowed; ${cancelled} were cancelled.`
          : `${failed} of ${points} points failed.`,
        advice: `Look at one run of each cause, such as ${main.example}.`,
        evidence,
      },
    };
  }
  if (cancelled > 0 && succeeded === 0) {
    return {
      phase: 'Cancelled',
      explanation: {
        code: 'Cancelled',
        summary: `All points that had not failed were cancelled one by one: ${cancelled} of ${points}.`,
        advice: 'The events of each run say by whom.',
        evidence,
      },
    };
  }
  return main
    ? {
        phase: 'Succeeded',
        explanation: {
          code: main.code,
          summary: `${failed} of ${points} points failed, within the ${maxFailures} allowed.`,
          advice: `Look at one run of each cause, such as ${main.example}.`,
          evidence,
        },
      }
    : { phase: 'Succeeded' };
}
