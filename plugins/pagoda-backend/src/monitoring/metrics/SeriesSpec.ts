import type { MetricSeries } from '@pagoda/plugin-pagoda-common';

/** Which series, and how it is measured. */
export interface SeriesSpec {
  name: MetricSeries['name'];
  measure: MetricSeries['measure'];
  /** In PromQL. */
  expr: string;
}

/** What series are measured in. */
export const UNITS: Record<MetricSeries['name'], MetricSeries['unit']> = {
  cpu: 'cores',
  cpuThrottled: 'ratio',
  memory: 'bytes',
  gpu: 'ratio',
  gpuMemory: 'bytes',
  networkReceived: 'bytesPerSecond',
  networkSent: 'bytesPerSecond',
  diskRead: 'bytesPerSecond',
  diskWritten: 'bytesPerSecond',
  pods: 'count',
};

/** How counters and peaks are read for points that lie `step` seconds apart. */
export interface Sampling {
  step: number;
  /** Seconds between two samples of a series. */
  scrapeInterval: number;
}

/**
 * The growth of a counter a second. Where points are close, it is that between the last two samples: a mean over minutes
 * would take what began a moment ago for nearly idle.
 */
export function rate(
  selector: string,
  { step, scrapeInterval }: Sampling,
): string {
  // Four intervals, so that two samples are within it even where one was missed.
  const least = Math.ceil(scrapeInterval * 4);
  return step <= scrapeInterval * 2
    ? `irate(${selector}[${least}s])`
    : `rate(${selector}[${Math.max(step, least)}s])`;
}

/** The highest value since the point before, so that no peak is lost between points. */
export function peak(
  selector: string,
  { step, scrapeInterval }: Sampling,
): string {
  return step <= scrapeInterval
    ? selector
    : `max_over_time(${selector}[${step}s])`;
}
