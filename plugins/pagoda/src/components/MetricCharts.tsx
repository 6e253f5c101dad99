import { lazy, Suspense, useCallback, useId, useMemo } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import {
  formatSeriesValue,
  type MetricSeries,
  type MetricSeriesList,
} from '@pagoda/plugin-pagoda-common';
import { toCharts, toShades, type Chart } from './toCharts';
import type { TimeShade } from './TimeSeriesPlot';
import styles from './MetricCharts.module.css';

const TimeSeriesPlot = lazy(() =>
  import('./TimeSeriesPlot').then(m => ({ default: m.TimeSeriesPlot })),
);

/** Marks on the axis that are whole binary units: 1, 2, 4 … bytes up to 4 PiB. */
const BINARY_TICKS = Array.from({ length: 53 }, (_, power) => 2 ** power);
const BINARY: MetricSeries['unit'][] = ['bytes', 'bytesPerSecond'];

/** Series as plots side by side, or why there are none. */
export function MetricCharts({ list }: { list: MetricSeriesList }) {
  const charts = useMemo(() => toCharts(list), [list]);
  const shades = useMemo(() => toShades(list), [list]);
  const group = useId();
  return (
    <>
      {(list.reason ?? (charts.length === 0 ? 'empty' : undefined)) && (
        <Text as="p" color="secondary" style={{ marginTop: 0 }}>
          {list.reason ?? 'Nothing was measured in this time.'}
        </Text>
      )}
      {charts.length > 0 && (
        <div className={styles.charts}>
          {charts.map(chart => (
            <Figure key={chart.title} {...{ chart, shades, group }} />
          ))}
        </div>
      )}
      {shades.length > 0 && charts.length > 0 && (
        <Text as="p" color="secondary" variant="body-small">
          Grey: while it waited or started.
        </Text>
      )}
    </>
  );
}

function Figure(props: { chart: Chart; shades: TimeShade[]; group: string }) {
  const { title, unit, times, lines, levels, summary } = props.chart;
  const format = useCallback(
    (value: number) => formatSeriesValue(unit, value),
    [unit],
  );
  return (
    <figure className={styles.chart}>
      <figcaption>
        <Text weight="bold">{title}</Text>
      </figcaption>
      <Suspense fallback={<Skeleton height="200px" />}>
        <TimeSeriesPlot
          {...{ times, lines, levels, format, group: props.group }}
          label={summary}
          shades={props.shades}
          least={unit === 'ratio' ? 1 : undefined}
          ticks={BINARY.includes(unit) ? BINARY_TICKS : undefined}
        />
      </Suspense>
    </figure>
  );
}
