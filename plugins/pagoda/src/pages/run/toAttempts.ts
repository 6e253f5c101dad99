import type { RunEvent, RunPhase } from '@pagoda/plugin-pagoda-common';

/** One attempt of a run, as its events tell of it. */
export interface RunAttempt {
  /** 1 for the first. */
  attempt: number;
  phase: RunPhase;
  /** When its command began; missing where it never did. */
  startedAt?: string;
  endedAt?: string;
  /** The last that was said of it. */
  message: string;
}

/** What the last event of an attempt says of its phase; others (`Pulling` …) leave it as it is. */
const PHASES: Record<string, RunPhase> = {
  Starting: 'Starting',
  Requeued: 'Starting',
  Started: 'Running',
  Retried: 'Failed',
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Cancelled: 'Cancelled',
};
const ENDS = new Set(['Retried', 'Succeeded', 'Failed', 'Cancelled']);

/** The attempts of a run, the first first. */
export function toAttempts(events: RunEvent[]): RunAttempt[] {
  const attempts = new Map<number, RunAttempt>();
  for (const { attempt, reason, time, message } of events) {
    if (!attempt) {
      continue;
    }
    const known = attempts.get(attempt) ?? {
      attempt,
      phase: 'Starting',
      message,
    };
    attempts.set(attempt, {
      ...known,
      message,
      phase: PHASES[reason] ?? known.phase,
      // What was stopped by its queue begins again.
      ...(reason === 'Requeued' && { startedAt: undefined }),
      ...(reason === 'Started' && { startedAt: time }),
      ...(ENDS.has(reason) && { endedAt: time }),
    });
  }
  return [...attempts.values()].sort((a, b) => a.attempt - b.attempt);
}
