import type { Run } from '@pagoda/plugin-pagoda-common';
import type { AttemptEnd } from '../engines/types';

const DEFAULT_BACKOFF_SECONDS = 10;
const LONGEST_BACKOFF_SECONDS = 3600;

/** Ends that another attempt with the same inputs would only repeat. */
const FINAL: AttemptEnd['reason'][] = [
  'Cancelled',
  'CommandNotFound',
  'LaunchFailed',
  'VolumeNotFound',
];

/** When the next attempt of a failed run may start; `undefined` when there is none. */
export function nextAttempt(
  run: Run,
  end: AttemptEnd,
  now: Date,
): Date | undefined {
  const {
    limit = 0,
    backoffSeconds = DEFAULT_BACKOFF_SECONDS,
    rules = [],
  } = run.spec.retries;
  const { attempt } = run.status;
  if (attempt > limit || FINAL.includes(end.reason)) {
    return undefined;
  }
  const rule = rules.find(
    ({ exitCodes }) =>
      end.exitCode !== undefined && exitCodes.includes(end.exitCode),
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
