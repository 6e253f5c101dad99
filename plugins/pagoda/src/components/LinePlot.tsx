import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import styles from './LinePlot.module.css';

/** One line of a {@link LinePlot}. */
export interface PlotSeries {
  label: string;
  /** As long as the horizontal values; `null` where there is none. */
  values: (number | null)[];
}

/** Told apart by colour-blind eyes too (Okabe and Ito); in the order of their contrast to the background. */
const COLORS = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
  dark: ['#56b4e9', '#e69f00', '#22c08f', '#f0e442', '#e592c0', '#ff7a2e'],
};

const HEIGHT = 320;

/** Numbers over numbers as lines. Loaded lazily, for the sake of the library. */
export function LinePlot(props: {
  /** Says what is shown to those who do not see it. */
  label: string;
  xLabel: string;
  /** Ascending. */
  xs: number[];
  series: PlotSeries[];
  /** Just points, where the lines between would mean nothing. */
  pointsOnly?: boolean;
}) {
  const { xs, series, xLabel, pointsOnly } = props;
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = host.current;
    if (!element || series.length === 0) {
      return undefined;
    }
    const style = getComputedStyle(element);
    const ink = style.getPropertyValue('--bui-fg-secondary') || style.color;
    const grid = style.getPropertyValue('--bui-border-1') || '#8884';
    const isDark = element.closest('[data-theme-mode="dark"]') !== null;
    const colors = isDark ? COLORS.dark : COLORS.light;
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 } };
    const plot = new UPlot(
      {
        width: element.clientWidth || 600,
        height: HEIGHT,
        scales: { x: { time: false } },
        axes: [{ ...axis, label: xLabel }, axis],
        series: [
          { label: xLabel },
          ...series.map(({ label }, index) => ({
            label,
            stroke: colors[index % colors.length],
            width: pointsOnly ? 0 : 2,
            points: { show: pointsOnly || xs.length <= 60, size: 7 },
          })),
        ],
      },
      [xs, ...series.map(({ values }) => values)],
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth || 600, height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [xs, series, xLabel, pointsOnly]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={props.label}
      className={styles.plot}
    />
  );
}
