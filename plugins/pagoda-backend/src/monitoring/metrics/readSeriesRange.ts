import {
  countPoints,
  MOST_POINTS,
} from '../../clients/prometheus/PrometheusClient';
import { invalidInput } from '../../http/errors';

/** Of the contract. */
export interface SeriesQuery {
  since?: string;
  until?: string;
  step?: number;
}

/** The times of the points of series. */
export interface SeriesRange {
  /** Milliseconds since 1970; a whole number of steps, so that what is asked for again has the same points. */
  start: number;
  end: number;
  /** Seconds. */
  step: number;
}

const HOUR = 3_600_000;
/** A line on a page does not show more. */
const USUAL_POINTS = 240;
/** Steps that people would take, in seconds. */
const STEPS = [
  ...[5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400],
  ...[21_600, 43_200, 86_400],
];

/**
 * Which points are asked for.
 *
 * @param usual - milliseconds since 1970 where the query has none; without them, the hour before `until`, and now
 * @param earliest - nothing before that is shown
 * @throws ApiError 400 when there is no time between `since` and `until`, or the points are too many
 */
export function readSeriesRange(
  { since, until, step: wanted }: SeriesQuery,
  {
    now,
    usual = {},
    earliest = 0,
  }: {
    now: number;
    usual?: { since?: number; until?: number };
    earliest?: number;
  },
): SeriesRange {
  const to = until === undefined ? (usual.until ?? now) : Date.parse(until);
  const from =
    since === undefined ? (usual.since ?? to - HOUR) : Date.parse(since);
  if (!(from < to)) {
    throw invalidInput([
      {
        field: since === undefined ? 'until' : 'since',
        message: `'since' is before 'until'; here they are ${since ?? new Date(from).toISOString()} and ${until ?? new Date(to).toISOString()}`,
      },
    ]);
  }
  // Prometheus would go on with the last value into the future.
  const end = Math.min(to, now);
  const first = Math.min(Math.max(from, earliest), end);
  const step =
    wanted ??
    STEPS.find(each => each * 1000 * USUAL_POINTS >= end - first) ??
    Math.ceil((end - first) / 1000 / USUAL_POINTS);
  const start = Math.floor(first / (step * 1000)) * step * 1000;
  const range = { start, end, step };
  const points = countPoints(range);
  if (points > MOST_POINTS) {
    throw invalidInput([
      {
        field: 'step',
        message: `${step} s would be ${points} points, more than the ${MOST_POINTS} that Prometheus answers; take ${Math.ceil((end - start) / 1000 / (MOST_POINTS - 1))} s or more`,
      },
    ]);
  }
  return range;
}
