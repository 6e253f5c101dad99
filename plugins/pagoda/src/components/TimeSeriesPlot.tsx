import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeMode } from '../hooks/useThemeMode';
import styles from './TimeSeriesPlot.module.css';

/** One line of a {@link TimeSeriesPlot}. */
export interface TimeLine {
  label: string;
  /** As long as the times; `null` where there is none, which is a gap. */
  values: (number | null)[];
  /** What was asked for, or what there is, beside what was used. */
  dashed?: boolean;
}

/** A part of the time that is marked, in milliseconds since 1970. */
export interface TimeShade {
  label: string;
  from: number;
  until: number;
}

/** What {@link TimeSeriesPlot} shows. */
export interface TimeSeriesPlotProps {
  /** Says what is shown to those who do not see it. */
  label: string;
  /** Milliseconds since 1970, ascending. */
  times: number[];
  lines: TimeLine[];
  shades?: TimeShade[];
  /** Across the whole time: what was asked for, what is the limit. */
  levels?: { label: string; value: number }[];
  /** Writes a value with its unit. */
  format: (value: number) => string;
  /** The axis of values goes at least up to that. */
  least?: number;
  /** Distance of marks on the axis of values that read well; default: decimal ones. */
  ticks?: number[];
  /** Plots with the same name point to the same time. */
  group?: string;
}

/** Told apart by colour-blind eyes too (Okabe and Ito); in the order of their contrast to the background. */
const COLORS = {
  light: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'],
  dark: ['#56b4e9', '#e69f00', '#22c08f', '#f0e442', '#e592c0', '#ff7a2e'],
};
const SHADES = { light: '#00000012', dark: '#ffffff1a' };
const HEIGHT = 200;
/** Room for what is written beside the axis of values, in pixels. */
const AXIS = 84;

/** Values over time as lines from zero up, with parts of the time shaded. Loaded lazily, for the sake of the library. */
export function TimeSeriesPlot(props: TimeSeriesPlotProps) {
  const { times, lines, shades, levels, format, group } = props;
  const { least, ticks } = props;
  const host = useRef<HTMLDivElement>(null);
  const mode = useThemeMode();

  useEffect(() => {
    const element = host.current;
    if (!element) {
      return undefined;
    }
    const style = getComputedStyle(element);
    const ink = style.getPropertyValue('--bui-fg-secondary') || style.color;
    const grid = style.getPropertyValue('--bui-border-1') || '#8884';
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 } };
    const colors = COLORS[mode];
    const write = (value: number | null) =>
      value === null || value === undefined ? '–' : format(value);
    const size = () => ({
      width: element.clientWidth || 600,
      height: HEIGHT,
    });
    const highest = Math.max(
      ...(levels ?? []).map(({ value }) => value),
      ...lines.flatMap(({ values }) => values.map(value => value ?? 0)),
      least || Number.MIN_VALUE,
    );
    const plot = new UPlot(
      {
        ...size(),
        fmtDate: template => UPlot.fmtDate(toTemplate(template)),
        scales: {
          x: { time: true },
          y: { range: [0, highest * 1.08] },
        },
        axes: [
          axis,
          {
            ...axis,
            size: AXIS,
            ...(ticks && { incrs: ticks }),
            values: (_, values) => values.map(format),
          },
        ],
        cursor: {
          drag: { x: false, y: false },
          ...(group !== undefined && { sync: { key: group } }),
        },
        legend: { live: true },
        series: [
          { label: 'Time' },
          ...lines.map(({ label, dashed }, index) => ({
            label,
            stroke: colors[index % colors.length],
            width: dashed ? 1.5 : 2,
            ...(dashed && { dash: [6, 4] }),
            points: { show: times.length <= 2, size: 7 },
            value: (_: UPlot, value: number | null) => write(value),
          })),
        ],
        hooks: {
          drawClear: [drawn => shade(drawn, shades ?? [], SHADES[mode])],
          draw: [drawn => draw(drawn, levels ?? [], ink)],
        },
      },
      // uPlot counts in seconds.
      [times.map(time => time / 1000), ...lines.map(({ values }) => values)],
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [times, lines, shades, levels, format, least, ticks, group, mode]);

  return (
    <div
      ref={host}
      role="img"
      aria-label={props.label}
      className={styles.plot}
    />
  );
}

/** Hours from 0 to 23, and dates that nobody reads the wrong way round. */
function toTemplate(template: string): string {
  return template
    .replace(/\{h\}:\{mm\}(:\{ss\})?\{aa\}/, '{HH}:{mm}$1')
    .replace('{h}{aa}', '{HH}:{mm}')
    .replace('{M}/{D}/{YY}', '{D} {MMM} {YYYY}')
    .replace('{M}/{D}', '{D} {MMM}');
}

/** Parts of the time behind the lines, each second one darker, with their names at the top. */
function shade(plot: UPlot, shades: TimeShade[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { from, until } of shades) {
    const left = plot.valToPos(from / 1000, 'x', true);
    const right = plot.valToPos(until / 1000, 'x', true);
    ctx.fillStyle = color;
    ctx.fillRect(left, bbox.top, Math.max(right - left, 1), bbox.height);
  }
  ctx.restore();
}

function draw(
  plot: UPlot,
  levels: NonNullable<TimeSeriesPlotProps['levels']>,
  ink: string,
): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.font = `${11 * devicePixelRatio}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  for (const { label, value } of levels) {
    const y = plot.valToPos(value, 'y', true);
    ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(label, bbox.left + bbox.width - 4, y - 2);
  }
  ctx.restore();
}
