import {
  isFinal,
  parseQuantity,
  type MetricSeries,
  type Run,
} from '@pagoda/plugin-pagoda-common';
import { escapeRegex } from '../../clients/prometheus/quoteLabelValue';

/** Shown around a run: a tenth of how long it took, within these, in milliseconds. */
const MARGIN = { least: 30_000, most: 600_000 };

/** The pods of a run, as a regular expression: of all its attempts, as the engine names their Jobs. */
export function podsOf({ id, spec, sweep, status }: Run): string | undefined {
  if (sweep && !spec.queue) {
    // Points share a Job; other pods of it are other points'.
    const pod = status.placement?.pod;
    return pod === undefined ? undefined : escapeRegex(pod);
  }
  return status.attempt === 0 ? undefined : `run-${escapeRegex(id)}-.*`;
}

/** From a little before a run started to a little after it ended, in milliseconds since 1970. */
export function lifeOf(
  { status }: Run,
  now: number,
): { since: number; until: number } {
  const queued = Date.parse(status.queuedAt);
  const begin = Date.parse(status.startedAt ?? status.queuedAt);
  const end = status.finishedAt ? Date.parse(status.finishedAt) : now;
  const margin = Math.min(
    Math.max((end - begin) / 10, MARGIN.least),
    MARGIN.most,
  );
  return {
    // Attempts before this one began earlier; how long it waited is in its phases.
    since: Math.max(
      queued - MARGIN.least,
      status.attempt > 1 ? queued : begin - margin,
    ),
    until: isFinal(status.phase) ? end + margin : now,
  };
}

/** What was asked for is the limit too: the engine sets both the same. */
export function withAsked(series: MetricSeries, { spec }: Run): MetricSeries {
  const { name, labels } = series;
  if (labels.container !== 'main' || (name !== 'cpu' && name !== 'memory')) {
    return series;
  }
  const requested = parseQuantity(spec.resources[name]);
  return { ...series, requested, limit: requested };
}
