import {
  formatSeriesValue,
  sharedPodPrefix,
  summarizeSeries,
} from './metricSeries';
import type { MetricSeries } from './types';

describe('formatSeriesValue', () => {
  it('writes each unit as people do', () => {
    expect(formatSeriesValue('cores', 1)).toBe('1 core');
    expect(formatSeriesValue('cores', 0.256)).toBe('0.26 cores');
    expect(formatSeriesValue('cores', 63.6)).toBe('64 cores');
    expect(formatSeriesValue('bytes', 1.5 * 2 ** 30)).toBe('1.5 GiB');
    expect(formatSeriesValue('bytesPerSecond', 0.4)).toBe('0 B/s');
    expect(formatSeriesValue('ratio', 0.25)).toBe('25 %');
    expect(formatSeriesValue('count', 12_345)).toBe('12,345');
  });
});

describe('summarizeSeries', () => {
  it('leaves out times without a value', () => {
    expect(
      summarizeSeries({
        points: [
          [0, null],
          [1, 3],
          [2, 1],
          [3, null],
        ],
      }),
    ).toEqual({ mean: 2, highest: 3, last: 1 });
    expect(summarizeSeries({ points: [[0, null]] })).toBeUndefined();
    expect(summarizeSeries({ points: [] })).toBeUndefined();
  });
});

describe('sharedPodPrefix', () => {
  it('is what all pods begin with', () => {
    const of = (...pods: (string | undefined)[]) =>
      sharedPodPrefix(
        pods.map((pod): MetricSeries => ({
          ...{ name: 'cpu', measure: 'used', unit: 'cores', points: [] },
          labels: pod === undefined ? {} : { pod },
        })),
      );
    expect(of('run-7-1-abc', 'run-7-2-xyz', undefined)).toBe(6);
    expect(of('run-7-1-abc', 'run-7-1-abc')).toBe(11);
    expect(of('a', 'b')).toBe(0);
    expect(of()).toBe(0);
  });
});
