import { formatBytes } from './quantity';
import type { MetricSeries } from './types';

/** What series are called for people, in the order in which they are shown. */
export const SERIES_TITLES: Record<MetricSeries['name'], string> = {
  cpu: 'CPU',
  memory: 'Memory',
  gpu: 'GPU',
  gpuMemory: 'GPU memory',
  cpuThrottled: 'Held back',
  networkReceived: 'Received',
  networkSent: 'Sent',
  diskRead: 'Read',
  diskWritten: 'Written',
  pods: 'Pods',
};

/** A value of a series, such as `1.5 cores`, `512 MiB`, `25 %` or `1.2 MiB/s`. */
export function formatSeriesValue(
  unit: MetricSeries['unit'],
  value: number,
): string {
  switch (unit) {
    case 'cores':
      return `${formatNumber(value)} ${value === 1 ? 'core' : 'cores'}`;
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'bytesPerSecond':
      return `${formatBytes(Math.round(value))}/s`;
    case 'ratio':
      return `${formatNumber(value * 100)} %`;
    case 'count':
      return formatNumber(value);
    default:
      throw new RangeError(`'${unit}' is no unit of a series`);
  }
}

/** Mean, highest and last value; `undefined` where there is none. */
export function summarizeSeries({
  points,
}: Pick<MetricSeries, 'points'>):
  { mean: number; highest: number; last: number } | undefined {
  let sum = 0;
  let count = 0;
  let highest = -Infinity;
  let last = 0;
  for (const [, value] of points) {
    if (value !== null) {
      sum += value;
      count += 1;
      highest = Math.max(highest, value);
      last = value;
    }
  }
  return count === 0 ? undefined : { mean: sum / count, highest, last };
}

/**
 * How many characters all pods of series begin with: what follows tells them apart. The end of a run's pods is the number of
 * the attempt, and what the cluster has added.
 */
export function sharedPodPrefix(series: readonly MetricSeries[]): number {
  const [first = '', ...others] = series.flatMap(
    ({ labels }) => labels.pod ?? [],
  );
  let length = first.length;
  for (const other of others) {
    while (!other.startsWith(first.slice(0, length))) {
      length -= 1;
    }
  }
  return length;
}

/** Two digits that count, and no more than are needed. */
function formatNumber(value: number): string {
  return value.toLocaleString('en', {
    maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0,
  });
}
