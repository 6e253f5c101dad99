import {
  formatBytes,
  formatDuration,
  formatSeriesValue,
  SERIES_TITLES,
  sharedPodPrefix,
  summarizeSeries,
  type MetricSeries,
  type MetricSeriesList,
  type RunMetrics,
} from '@pagoda/plugin-pagoda-common';
import { formatTable, type Colors } from './formatTable';

const BARS = '▁▂▃▄▅▆▇█';
/** Characters of a course over time. */
const WIDTH = 32;

/** What a run reported, used and might ask for instead, in words. */
export function formatRunMetrics(
  { metrics, usage }: RunMetrics,
  list: MetricSeriesList,
  colors: Colors,
): string {
  const reported = Object.entries(metrics).map(([name, value]) => [
    name,
    String(value),
  ]);
  return `${[
    section('Reported', pairs(reported), colors),
    section('Used', pairs(usageLines(usage)), colors),
    section('Over time', series(list, colors), colors),
    section(
      'Advice',
      (list.advice ?? []).map(({ message }) => message).join('\n'),
      colors,
    ),
  ]
    .filter(Boolean)
    .join('\n\n')}\n`;
}

/**
 * The course of values as little bars from 0 to the highest; times without a value are a dot.
 *
 * @param highest - of the scale
 */
export function drawCourse(
  points: MetricSeries['points'],
  highest: number,
  width = WIDTH,
): string {
  const groups = Math.min(width, points.length);
  return Array.from({ length: groups }, (_, group) => {
    const from = Math.floor((group * points.length) / groups);
    const to = Math.floor(((group + 1) * points.length) / groups);
    const peak = summarizeSeries({ points: points.slice(from, to) })?.highest;
    if (peak === undefined) {
      return '·';
    }
    const share = highest > 0 ? Math.max(0, peak) / highest : 0;
    return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))];
  }).join('');
}

function usageLines(usage: RunMetrics['usage']): string[][] {
  const { cpuSeconds, durationSeconds, requestedCpu } = usage;
  const { peakMemoryBytes, requestedMemoryBytes } = usage;
  return [
    ...(cpuSeconds !== undefined && durationSeconds
      ? [
          [
            'CPU',
            `${formatSeriesValue('cores', cpuSeconds / durationSeconds)} on average${
              requestedCpu === undefined ? '' : `, of ${requestedCpu} asked for`
            }`,
          ],
        ]
      : []),
    ...(peakMemoryBytes === undefined
      ? []
      : [
          [
            'Memory',
            `${formatBytes(peakMemoryBytes)} at most${
              requestedMemoryBytes === undefined
                ? ''
                : `, of ${formatBytes(requestedMemoryBytes)} asked for`
            }`,
          ],
        ]),
    ...(durationSeconds === undefined
      ? []
      : [['Time', formatDuration(durationSeconds * 1000)]]),
  ];
}

function series(list: MetricSeriesList, colors: Colors): string {
  const { available, reason, since, until, stepSeconds } = list;
  const rows = list.series.flatMap(each => {
    const summary = summarizeSeries(each);
    return summary ? [{ ...each, ...summary }] : [];
  });
  if (rows.length === 0) {
    return reason ?? (available ? 'Nothing was measured in this time.' : '');
  }
  const shared = sharedPodPrefix(rows);
  const table = formatTable(
    rows,
    [
      {
        title: 'Of',
        value: ({ name, labels }) =>
          [SERIES_TITLES[name], labels.gpu, labels.container]
            .filter(part => part !== undefined && part !== 'main')
            .join(' '),
      },
      {
        title: 'Pod',
        value: ({ labels: { pod = '' } }) => pod.slice(shared),
      },
      {
        title: 'Course',
        value: ({ points, highest, requested, unit }) =>
          drawCourse(
            points,
            Math.max(highest, requested ?? 0, unit === 'ratio' ? 1 : 0),
          ),
      },
      {
        title: 'Mean',
        align: 'right',
        value: ({ unit, mean }) => formatSeriesValue(unit, mean),
      },
      {
        title: 'Highest',
        align: 'right',
        value: ({ unit, highest }) => formatSeriesValue(unit, highest),
      },
      {
        title: 'Asked for',
        align: 'right',
        value: ({ unit, requested }) =>
          requested === undefined ? '' : formatSeriesValue(unit, requested),
      },
    ],
    { colors },
  ).trimEnd();
  const when = colors.dim(`${since} to ${until}, every ${stepSeconds} s`);
  return [table, when, ...(reason ? [reason] : [])].join('\n');
}

function pairs(entries: string[][]): string {
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(([name, value]) => `${name.padEnd(width)}  ${value}`)
    .join('\n');
}

function section(title: string, text: string, colors: Colors): string {
  return text === ''
    ? ''
    : [
        colors.bold(title),
        ...text.split('\n').map(line => `  ${line}`.trimEnd()),
      ].join('\n');
}
