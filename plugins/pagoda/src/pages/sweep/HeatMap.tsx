import { useMemo } from 'react';
import { Link } from '@backstage/ui';
import type { SweepPoint } from '@pagoda/plugin-pagoda-common';
import { ScrollArea } from '../../components';
import { formatNumber, formatValue } from '../../describeRun';
import { useLinks } from '../../hooks/useLinks';
import type { Axis } from './axes';
import { meanMetric, metricRange } from './axes';
import { SCALE_GRADIENT, scaleColor } from './colorScale';
import styles from './HeatMap.module.css';

/** More cells than these leave no room for a number in each. */
const MAX_LABELLED = 400;

/** One metric over two parameters; each cell leads to its run. */
export function HeatMap(props: {
  points: SweepPoint[];
  x: Axis;
  y: Axis;
  metric: string;
}) {
  const { points, x, y, metric } = props;
  const cells = useMemo(() => {
    const map = new Map<string, SweepPoint[]>();
    for (const point of points) {
      const key = keyOf(point.parameters[x.name], point.parameters[y.name]);
      const cell = map.get(key);
      if (cell) {
        cell.push(point);
      } else {
        map.set(key, [point]);
      }
    }
    return map;
  }, [points, x, y]);
  const range = metricRange(points, metric);
  const hasNumbers = x.values.length * y.values.length <= MAX_LABELLED;

  return (
    <div className={styles.map}>
      <ScrollArea
        className={styles.scroll}
        label={`${metric} over ${x.name} and ${y.name}`}
      >
        <table className={styles.table}>
          <caption className={styles.caption}>
            {metric}: {x.name} across, {y.name} down
          </caption>
          <thead>
            <tr>
              <th scope="col" className={styles.corner}>
                {y.name} ↓ {x.name} →
              </th>
              {x.values.map(value => (
                <th key={formatValue(value)} scope="col">
                  {formatAxisValue(value)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {y.values.map(yValue => (
              <tr key={formatValue(yValue)}>
                <th scope="row">{formatAxisValue(yValue)}</th>
                {x.values.map(xValue => (
                  <HeatCell
                    key={formatValue(xValue)}
                    points={cells.get(keyOf(xValue, yValue)) ?? []}
                    metric={metric}
                    range={range}
                    hasNumber={hasNumbers}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      {range && (
        <div className={styles.legend} aria-hidden="true">
          {formatShort(range.min)}
          <span style={{ background: SCALE_GRADIENT }} />
          {formatShort(range.max)}
        </div>
      )}
    </div>
  );
}

function HeatCell(props: {
  points: SweepPoint[];
  metric: string;
  range: { min: number; max: number } | undefined;
  hasNumber: boolean;
}) {
  const { points, metric, range, hasNumber } = props;
  const links = useLinks();
  const [first] = points;
  if (!first) {
    return <td />;
  }
  const value = meanMetric(points, metric);
  const words = [
    ...Object.entries(first.parameters).map(
      ([name, v]) => `${name} ${formatValue(v)}`,
    ),
    value === undefined ? first.phase : `${metric} ${formatShort(value)}`,
    ...(points.length > 1 ? [`mean of ${points.length} points`] : []),
  ].join(', ');
  if (value === undefined || !range) {
    return (
      <td className={styles.cell} data-phase={first.phase}>
        <Link
          href={links.run(first.run)}
          aria-label={words}
          title={words}
          standalone
          className={styles.link}
        >
          {hasNumber ? first.phase : ' '}
        </Link>
      </td>
    );
  }
  const { background, ink } = scaleColor(value, range);
  return (
    <td className={styles.cell} style={{ background }}>
      <Link
        href={links.run(first.run)}
        aria-label={words}
        title={words}
        standalone
        className={styles.link}
      >
        <span style={{ color: ink }}>
          {hasNumber ? formatShort(value) : ' '}
        </span>
      </Link>
    </td>
  );
}

function keyOf(x: unknown, y: unknown): string {
  return `${formatValue(x)}\u0000${formatValue(y)}`;
}

/** Four digits: as much as fits into a cell, and as a colour can tell. */
function formatShort(value: number): string {
  return formatNumber(Number(value.toPrecision(4)));
}

function formatAxisValue(value: unknown): string {
  return typeof value === 'number' ? formatNumber(value) : formatValue(value);
}
