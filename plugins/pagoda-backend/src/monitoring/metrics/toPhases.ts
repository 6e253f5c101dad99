import type {
  MetricSeriesList,
  RunEvent,
  RunStatus,
} from '@pagoda/plugin-pagoda-common';

/** A part of a run's life. */
export type RunPart = NonNullable<MetricSeriesList['phases']>[number];

/** What begins with an event. */
const BEGINS: Record<string, RunPart['phase']> = {
  Queued: 'Queued',
  Starting: 'Starting',
  Started: 'Running',
  // Its queue has stopped it; the attempt is executed again.
  Requeued: 'Starting',
  // Until the next attempt starts, it waits.
  Retried: 'Queued',
};

/** The parts of a run's life one after the other, from its events and its state. */
export function toPhases(
  events: readonly RunEvent[],
  { queuedAt, startedAt, finishedAt, attempt }: RunStatus,
): RunPart[] {
  const parts: RunPart[] = [{ phase: 'Queued', attempt: 0, since: queuedAt }];
  for (const event of events) {
    const phase = BEGINS[event.reason];
    const last = parts[parts.length - 1];
    if (phase !== undefined && phase !== last.phase) {
      const since = latest(timeOf(event), last.since);
      last.until = since;
      parts.push({ phase, attempt: event.attempt ?? last.attempt, since });
    }
  }
  const last = parts[parts.length - 1];
  if (finishedAt) {
    last.until = latest(finishedAt, last.since);
  }
  return parts;

  /** The event of a start is written when it is seen, which is later. */
  function timeOf(event: RunEvent): string {
    return event.reason === 'Started' && event.attempt === attempt && startedAt
      ? startedAt
      : event.time;
  }
}

/** Both as they come from `toISOString`. */
function latest(a: string, b: string): string {
  return a > b ? a : b;
}
