import type { Retries } from '@pagoda/plugin-pagoda-common';
import type { AttemptEnd } from '../engines/types';

const DEFAULT_BACKOFF_SECONDS = 10;
const LONGEST_BACKOFF_SECONDS = 3600;

/** Ends that another attempt with the same inputs would only repeat. */
const FINAL: AttemptEnd['reason'][] = [
  'Cancelled',
  'CommandNotFound',
  'VolumeNotFound',
];

/**
 * When the next attempt of a run may start whose attempt number `attempt` has failed; `undefined` when there is none. The
 * wait doubles with each attempt, up to an hour.
 */
export function nextAttempt(
  retries: Retries,
  attempt: number,
  end: AttemptEnd,
  now: Date,
): Date | undefined {
  const {
    limit = 0,
    backoffSeconds = DEFAULT_BACKOFF_SECONDS,
    rules = [],
  } = retries;
  if (attempt > limit || FINAL.includes(end.reason)) {
    return undefined;
  }
  const { exitCode } = end;
  const rule = rules.find(
    ({ exitCodes }) => exitCode !== undefined && exitCodes.includes(exitCode),
  );
  if (rule?.action === 'Fail') {
    return undefined;
  }
  const seconds = Math.min(
    backoffSeconds * 2 ** (attempt - 1),
    LONGEST_BACKOFF_SECONDS,
  );
  return new Date(now.getTime() + seconds * 1000);
}
