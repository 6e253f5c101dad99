import {
  formatSeriesValue,
  SERIES_TITLES,
  sharedPodPrefix,
  summarizeSeries,
  type MetricSeries,
  type MetricSeriesList,
} from '@pagoda/plugin-pagoda-common';
import type { TimeLine, TimeShade } from './TimeSeriesPlot';

/** One plot, with series of one unit. */
export interface Chart {
  title: string;
  unit: MetricSeries['unit'];
  times: number[];
  lines: TimeLine[];
  levels: { label: string; value: number }[];
  /** What it shows, for those who do not see it. */
  summary: string;
}

/** Plots in their order, and which series are in each. */
const CHARTS: { title: string; names: MetricSeries['name'][] }[] = [
  { title: 'CPU', names: ['cpu'] },
  { title: 'Memory', names: ['memory'] },
  { title: 'GPU', names: ['gpu'] },
  { title: 'GPU memory', names: ['gpuMemory'] },
  { title: 'Held back at the CPU limit', names: ['cpuThrottled'] },
  { title: 'Network', names: ['networkReceived', 'networkSent'] },
  { title: 'Disk', names: ['diskRead', 'diskWritten'] },
  { title: 'Running pods', names: ['pods'] },
];

const MEASURES: Record<MetricSeries['measure'], string> = {
  used: 'used',
  requested: 'asked for',
  capacity: 'there is',
};

/** Groups series into plots; those without a single value are left out. */
export function toCharts({ series }: MetricSeriesList): Chart[] {
  const shared = sharedPodPrefix(series);
  const known = series.flatMap(each => {
    const summary = summarizeSeries(each);
    return summary ? [{ ...each, summary }] : [];
  });
  return CHARTS.flatMap(({ title, names }) => {
    const shown = known.filter(({ name }) => names.includes(name));
    if (shown.length === 0) {
      return [];
    }
    const [{ unit, points }] = shown;
    const lines = shown.map(each => ({
      label: labelOf(each, { several: names.length > 1, shared }),
      values: each.points.map(([, value]) => value),
      ...(each.measure !== 'used' && { dashed: true }),
    }));
    return {
      ...{ title, unit, lines, levels: levelsOf(shown) },
      times: points.map(([time]) => time),
      summary: [
        `${title} over time:`,
        shown
          .map(
            ({ summary }, index) =>
              `${lines[index].label} ${formatSeriesValue(unit, summary.mean)} on average, ${formatSeriesValue(unit, summary.highest)} at most`,
          )
          .join('; '),
      ].join(' '),
    };
  });
}

/** Which part of its life a run was in, but for when it ran: that is what is plain. */
export function toShades({ phases, until }: MetricSeriesList): TimeShade[] {
  return (phases ?? [])
    .filter(({ phase }) => phase !== 'Running')
    .map(part => ({
      label: part.phase,
      from: Date.parse(part.since),
      until: Date.parse(part.until ?? until),
    }));
}

function labelOf(
  { name, measure, labels }: MetricSeries,
  { several, shared }: { several: boolean; shared: number },
): string {
  const parts = [
    several ? SERIES_TITLES[name] : MEASURES[measure],
    labels.cluster,
    labels.pod?.slice(shared),
    labels.container === 'main' ? undefined : labels.container,
    labels.gpu === undefined ? undefined : `GPU ${labels.gpu}`,
  ].filter(Boolean);
  return parts.join(' ');
}

/** What was asked for is the same in each of a run's pods. */
function levelsOf(series: MetricSeries[]): Chart['levels'] {
  const values = new Set(series.flatMap(({ requested }) => requested ?? []));
  return [...values].map(value => ({ label: 'asked for', value }));
}
