import { useMemo, useState } from 'react';
import type { SweepPoint } from '@pagoda/plugin-pagoda-common';
import { ScrollArea } from '../../components';
import { formatNumber, formatValue } from '../../describeRun';
import { useNavigate } from '../../routing';
import { useLinks } from '../../hooks/useLinks';
import { buildAxis, metricRange, type Axis } from './axes';
import { SCALE_GRADIENT, scaleColor } from './colorScale';
import styles from './ParallelCoordinates.module.css';

const WIDTH = 900;
const HEIGHT = 300;
const TOP = 34;
const SIDE = 60;
/** More lines than these are a carpet; the best and worst are among those that are drawn. */
const MAX_LINES = 1500;

/** One line a point, through its value of each parameter; coloured by the metric. The table below it says the same in words. */
export function ParallelCoordinates(props: {
  points: SweepPoint[];
  names: string[];
  metric: string;
}) {
  const { points, names, metric } = props;
  const navigate = useNavigate();
  const links = useLinks();
  const [hovered, setHovered] = useState<SweepPoint>();
  const axes = useMemo(
    () => names.map(name => buildAxis(name, points)),
    [names, points],
  );
  const range = metricRange(points, metric);
  const drawn = useMemo(() => thinOut(points, metric), [points, metric]);
  if (!range) {
    return null;
  }
  const step = (WIDTH - 2 * SIDE) / axes.length;
  const xOf = (index: number) => SIDE + index * step;
  const metricY = (value: number) =>
    TOP +
    (1 -
      (range.max === range.min
        ? 0.5
        : (value - range.min) / (range.max - range.min))) *
      (HEIGHT - TOP - 20);
  const pathOf = (point: SweepPoint) =>
    [
      ...axes.map(
        (axis, index) =>
          `${xOf(index)},${yOf(axis, point.parameters[axis.name])}`,
      ),
      `${xOf(axes.length)},${metricY(point.metrics[metric])}`,
    ].join(' ');

  return (
    <figure className={styles.figure}>
      <ScrollArea
        className={styles.scroll}
        label={`${metric} over ${names.join(', ')}`}
      >
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          className={styles.plot}
          role="img"
          aria-label={`${metric} of ${points.length} points over ${names.join(', ')}; the table below has the values`}
        >
          {drawn.map(point => (
            <polyline
              key={point.index}
              points={pathOf(point)}
              className={styles.line}
              data-hovered={hovered === point}
              stroke={scaleColor(point.metrics[metric], range).background}
              onMouseEnter={() => setHovered(point)}
              onMouseLeave={() => setHovered(undefined)}
              onClick={() => navigate(links.run(point.run))}
            />
          ))}
          {axes.map((axis, index) => (
            <g key={axis.name} transform={`translate(${xOf(index)} 0)`}>
              <line y1={TOP} y2={HEIGHT - 20} className={styles.axis} />
              <text y={16} className={styles.name}>
                {axis.name}
              </text>
              {ticksOf(axis).map(value => (
                <text
                  key={formatValue(value)}
                  x={6}
                  y={yOf(axis, value) + 4}
                  className={styles.tick}
                >
                  {typeof value === 'number'
                    ? formatNumber(value)
                    : formatValue(value)}
                </text>
              ))}
            </g>
          ))}
          <g transform={`translate(${xOf(axes.length)} 0)`}>
            <line y1={TOP} y2={HEIGHT - 20} className={styles.axis} />
            <text y={16} className={styles.name}>
              {metric}
            </text>
            <text x={6} y={TOP + 4} className={styles.tick}>
              {formatNumber(range.max)}
            </text>
            <text x={6} y={HEIGHT - 18} className={styles.tick}>
              {formatNumber(range.min)}
            </text>
          </g>
        </svg>
      </ScrollArea>
      <figcaption className={styles.caption}>
        {hovered ? (
          <>
            #{hovered.index}:{' '}
            {Object.entries(hovered.parameters)
              .map(([name, value]) => `${name}=${formatValue(value)}`)
              .join(', ')}{' '}
            → {metric}={formatNumber(hovered.metrics[metric])}
          </>
        ) : (
          <>
            {formatNumber(range.min)}
            <span
              className={styles.scale}
              style={{ background: SCALE_GRADIENT }}
            />
            {formatNumber(range.max)}
          </>
        )}
      </figcaption>
    </figure>
  );
}

/** Numbers to scale, others evenly. */
function yOf(axis: Axis, value: unknown): number {
  const height = HEIGHT - TOP - 20;
  const { values, isNumeric } = axis;
  if (values.length < 2) {
    return TOP + height / 2;
  }
  let share;
  if (isNumeric) {
    const min = Number(values[0]);
    const max = Number(values.at(-1));
    share = (Number(value) - min) / (max - min);
  } else {
    const text = formatValue(value);
    share =
      values.findIndex(v => formatValue(v) === text) / (values.length - 1);
  }
  return TOP + (1 - share) * height;
}

function ticksOf(axis: Axis): unknown[] {
  const { values, isNumeric } = axis;
  return isNumeric || values.length > 8
    ? [values[0], values.at(-1)].filter((v, i, all) => all.indexOf(v) === i)
    : values;
}

/** Those that have the metric; of too many, evenly chosen by its value. */
function thinOut(points: SweepPoint[], metric: string): SweepPoint[] {
  const usable = points
    .filter(point => Number.isFinite(point.metrics[metric]))
    .sort((a, b) => a.metrics[metric] - b.metrics[metric]);
  if (usable.length <= MAX_LINES) {
    return usable;
  }
  return Array.from(
    { length: MAX_LINES },
    (_, i) => usable[Math.round((i * (usable.length - 1)) / (MAX_LINES - 1))],
  );
}
