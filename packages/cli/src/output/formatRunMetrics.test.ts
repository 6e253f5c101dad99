import pc from 'picocolors';
import type { MetricSeriesList } from '@pagoda/plugin-pagoda-common';
import { drawCourse, formatRunMetrics } from './formatRunMetrics';

const PLAIN = pc.createColors(false);
const GI = 2 ** 30;

const LIST: MetricSeriesList = {
  ...{ available: true, stepSeconds: 15 },
  ...{ since: '2026-11-27T12:00:00.000Z', until: '2026-11-27T12:00:45.000Z' },
  series: [
    {
      ...{ name: 'cpu', measure: 'used', unit: 'cores', requested: 4 },
      labels: { pod: 'run-1', container: 'main' },
      points: [
        [0, null],
        [15_000, 1],
        [30_000, 2],
      ],
    },
    {
      ...{ name: 'gpu', measure: 'used', unit: 'ratio' },
      labels: { pod: 'run-1', gpu: '1' },
      points: [[0, 0.5]],
    },
    {
      ...{ name: 'memory', measure: 'used', unit: 'bytes' },
      labels: { pod: 'run-1' },
      points: [[0, null]],
    },
  ],
  advice: [
    {
      ...{ resource: 'cpu', change: 'less', requested: 4, used: 2 },
      ...{ suggestion: '2500m', message: 'It asked for 4 cores and used 2.' },
    },
  ],
};

describe('formatRunMetrics', () => {
  it('shows what was reported, used, measured, and what to ask for', () => {
    const text = formatRunMetrics(
      {
        metrics: { pi: 3.14, samples: 1000 },
        usage: {
          ...{ cpuSeconds: 90, durationSeconds: 60, requestedCpu: 4 },
          ...{ peakMemoryBytes: GI / 2, requestedMemoryBytes: 2 * GI },
        },
      },
      LIST,
      PLAIN,
    );
    expect(text).toBe(`Reported
  pi       3.14
  samples  1000

Used
  CPU     1.5 cores on average, of 4 asked for
  Memory  512 MiB at most, of 2 GiB asked for
  Time    1m00s

Over time
  OF     COURSE       MEAN  HIGHEST  ASKED FOR
  CPU    ·▃▅     1.5 cores  2 cores    4 cores
  GPU 1  ▅            50 %     50 %
  2026-11-27T12:00:00.000Z to 2026-11-27T12:00:45.000Z, every 15 s

Advice
  It asked for 4 cores and used 2.
`);
  });

  it('says why there is no course, and nothing of what is not known', () => {
    const { since, until, stepSeconds } = LIST;
    const none: MetricSeriesList = {
      ...{ since, until, stepSeconds, available: false, series: [] },
      reason: 'No Prometheus is connected.',
    };
    expect(formatRunMetrics({ metrics: {}, usage: {} }, none, PLAIN)).toBe(
      'Over time\n  No Prometheus is connected.\n',
    );
  });
});

describe('drawCourse', () => {
  it('keeps peaks where there are more points than characters, and has a scale from 0', () => {
    const points = Array.from({ length: 100 }, (_, index): [number, number] => [
      index,
      index === 37 ? 8 : 0,
    ]);
    expect(drawCourse(points, 8, 10)).toBe('▁▁▁█▁▁▁▁▁▁');
    expect(drawCourse(points, 16, 10)).toBe('▁▁▁▅▁▁▁▁▁▁');
    expect(drawCourse([[0, 0]], 0)).toBe('▁');
    expect(drawCourse([[0, null]], 0)).toBe('·');
    expect(drawCourse([], 0)).toBe('');
  });
});
