import { lazy, Suspense, useMemo, useState } from 'react';
import { Flex, Select, Skeleton, Text } from '@backstage/ui';
import type { Sweep, SweepPoint } from '@pagoda/plugin-pagoda-common';
import {
  buildAxis,
  meanMetric,
  metricNames,
  metricRange,
  type Axis,
} from './axes';
import { HeatMap } from './HeatMap';
import { ParallelCoordinates } from './ParallelCoordinates';
import styles from './SweepPage.module.css';

const LinePlot = lazy(() =>
  import('../../components/LinePlot').then(m => ({ default: m.LinePlot })),
);

/** A metric over the parameters that vary: a line for one, a heat map for two, parallel coordinates for more. */
export function SweepPlot(props: { sweep: Sweep; points: SweepPoint[] }) {
  const { points } = props;
  const names = props.sweep.parameterNames;
  const metrics = useMemo(() => metricNames(points, names), [points, names]);
  const [chosen, setChosen] = useState<string>();
  const metric = chosen ?? mostTelling(metrics, points);
  const axes = useMemo(
    () => names.map(name => buildAxis(name, points)),
    [names, points],
  );
  // A parameter with many values goes across: there is more room.
  const [x, y] = [...axes].sort((a, b) => b.values.length - a.values.length);

  if (metric === undefined) {
    return (
      <Text color="secondary">
        Points that report numbers in result.json are drawn here as soon as the
        first has finished.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Flex>
        <Select
          className={styles.metric}
          label="Metric"
          options={metrics.map(name => ({ id: name, label: name }))}
          value={metric}
          onChange={key => setChosen(String(key))}
        />
      </Flex>
      {axes.length === 1 && <SweepLine points={points} x={x} metric={metric} />}
      {axes.length === 2 && (
        <HeatMap points={points} x={x} y={y} metric={metric} />
      )}
      {axes.length > 2 && (
        <ParallelCoordinates points={points} names={names} metric={metric} />
      )}
    </Flex>
  );
}

/** The first that is not the same everywhere. */
function mostTelling(
  metrics: string[],
  points: SweepPoint[],
): string | undefined {
  const varies = (metric: string) => {
    const range = metricRange(points, metric);
    return range !== undefined && range.min < range.max;
  };
  return metrics.find(varies) ?? metrics[0];
}

function SweepLine(props: { points: SweepPoint[]; x: Axis; metric: string }) {
  const { points, x, metric } = props;
  const { xs, series } = useMemo(() => {
    const values = x.values.map(value =>
      meanMetric(
        points.filter(point => point.parameters[x.name] === value),
        metric,
      ),
    );
    return {
      // Words stand evenly, in their order.
      xs: x.isNumeric ? x.values.map(Number) : x.values.map((_, i) => i),
      series: [{ label: metric, values: values.map(v => v ?? null) }],
    };
  }, [points, x, metric]);
  return (
    <Suspense fallback={<Skeleton height="20rem" />}>
      <LinePlot
        label={`${metric} over ${x.name}`}
        xLabel={x.name}
        xs={xs}
        series={series}
        pointsOnly={!x.isNumeric}
      />
    </Suspense>
  );
}
